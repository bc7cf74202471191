/** The board: React Flow fed from our store. Drags live here until they end; then they are edits. */
import { applyNodeChanges, Background, BackgroundVariant, ReactFlow, useReactFlow, type NodeChange } from "@xyflow/react";
import { useCallback, useMemo, useRef, useState, type DragEvent, type ReactElement } from "react";
import { dropBlock } from "../blockActions";
import { choose, drop } from "../actions";
import { dropPoint } from "../edits/add";
import type { CanvasStore } from "../store";
import { useCanvas, useStore } from "./context";
import { seen } from "../blocks";
import { BlockNode } from "./BlockNode";
import { flowLinks, flowNodes, selected, type FlowNode } from "./flow";
import { FlowEdge } from "./FlowEdge";
import { FrameNode } from "./FrameNode";
import { gestures } from "./gestures";
import { LayerNode } from "./LayerNode";
import { Overview } from "./Overview";
import { DRAGGED } from "./ReadyBlocks";
import { linkAt } from "./pointing";
import { useCamera } from "./useCamera";

const NODE_TYPES = { layer: LayerNode, block: BlockNode, frame: FrameNode };
const EDGE_TYPES = { flow: FlowEdge };
/** A click with one of these adds to what is chosen. */
const ADDING = ["Shift", "Meta", "Control"];

/** Remember how tall layers are, for the connections that run around them. */
function measure(store: CanvasStore, changes: readonly NodeChange<FlowNode>[]): void {
  const sizes = changes.flatMap((change): [string, number][] =>
    change.type === "dimensions" && change.dimensions !== undefined
      ? [[change.id, change.dimensions.height]]
      : [],
  );
  const { heights } = store.get();
  if (sizes.every(([id, height]) => heights.get(id) === height)) return;
  store.set({ heights: new Map([...heights, ...sizes]) });
}

/** React Flow's nodes: rebuilt when the drawing or the selection changes, moved while dragging. */
function useNodes(): [FlowNode[], (changes: NodeChange<FlowNode>[]) => void] {
  const store = useStore();
  const drawing = useCanvas((state) => state.drawing);
  const selection = useCanvas((state) => state.selection);
  const heights = useCanvas((state) => state.heights);
  const [nodes, setNodes] = useState<FlowNode[]>(() => flowNodes([], drawing, selection, heights));
  const [shown, setShown] = useState({ drawing, selection, heights });
  const grown = shown.heights !== heights && drawing.blocks.length > 0;
  if (shown.drawing !== drawing || shown.selection !== selection || grown) {
    setShown({ drawing, selection, heights });
    setNodes(flowNodes(nodes, drawing, selection, heights));
  }
  const onChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      measure(store, changes);
      const kept = changes.filter((change) => change.type !== "select" && change.type !== "remove");
      if (kept.length > 0) setNodes((before) => applyNodeChanges(kept, before));
      const before = store.get().selection;
      const after = selected(before, changes);
      if (after !== before) choose(store, after);
    },
    [store],
  );
  return [nodes, onChange];
}

export function BoardView(): ReactElement {
  const store = useStore();
  const flow = useReactFlow<FlowNode>();
  const frame = useRef<HTMLDivElement>(null);
  const [hot, setHot] = useState<string | null>(null);
  const [nodes, onNodesChange] = useNodes();
  const drawing = useCanvas((state) => state.drawing);
  const selection = useCanvas((state) => state.selection);
  const dark = useCanvas((state) => state.dark);
  const linking = useCanvas((state) => state.linking);
  const { ready, onMoveEnd } = useCamera(frame);
  const { links } = seen(drawing);
  const edges = useMemo(() => flowLinks(links, selection, hot), [links, selection, hot]);
  const { onDoubleClick, ...heard } = useMemo(() => gestures(store, flow), [store, flow]);

  const onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes(DRAGGED)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    setHot(linkAt(frame.current, event));
  };
  const onDrop = (event: DragEvent): void => {
    const type = event.dataTransfer.getData(DRAGGED);
    if (type === "") return;
    event.preventDefault();
    const at = dropPoint(flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }));
    const ready = store.get().ready.find((block) => block.id === type);
    if (ready === undefined) drop(store, type, at, linkAt(frame.current, event));
    else dropBlock(store, ready, at, linkAt(frame.current, event));
    setHot(null);
    store.board?.focus();
  };

  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- only drops end here; the palette's buttons do the same by click and Enter
    <div
      ref={frame}
      className={`ls-board${ready || drawing.nodes.length === 0 ? "" : " ls-waiting"}${linking === null ? "" : " ls-choosing"}`}
      onDragOver={onDragOver}
      onDragLeave={() => {
        setHot(null);
      }}
      onDrop={onDrop}
      onDoubleClick={onDoubleClick}
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={onNodesChange}
        {...heard}
        onMoveEnd={onMoveEnd}
        {...(store.viewport === null ? {} : { defaultViewport: store.viewport })}
        colorMode={dark ? "dark" : "light"}
        minZoom={0.2}
        maxZoom={2}
        snapToGrid
        snapGrid={[4, 4]}
        connectionRadius={32}
        deleteKeyCode={null}
        multiSelectionKeyCode={ADDING}
        edgesFocusable={false}
        disableKeyboardA11y
        zoomOnDoubleClick={false}
        elevateNodesOnSelect={false}
        proOptions={{ hideAttribution: true }}
        tabIndex={0}
        aria-label="Drawing board"
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.2} />
        <Overview />
      </ReactFlow>
      {drawing.nodes.length === 0 && (
        <p className="ls-empty">Nothing is drawn yet. Click Input in the list of layers to begin.</p>
      )}
    </div>
  );
}
