/** What a person does to layers and connections with the pointer, and which edit is meant. Made once
 * a board: with other functions at each step of a drag, React Flow would draw every layer anew. */
import type { Connection, EdgeChange, FinalConnectionState, OnConnectEnd, ReactFlowInstance } from "@xyflow/react";
import type { MouseEvent as MouseEventOfReact } from "react";
import { choose, finishLinking, fold, link, place } from "../actions";
import { foldBlock } from "../blockActions";
import { dropPoint } from "../edits/add";
import { ask } from "../quickAdd";
import type { Loose } from "../state";
import type { CanvasStore } from "../store";
import { placesOf, selected, type FlowNode } from "./flow";
import { slotOf } from "./LayerNode";
import { boardAround, isGround, layerAt, pointOf, type Pointed } from "./pointing";

interface Gestures {
  readonly onEdgesChange: (changes: EdgeChange[]) => void;
  readonly onConnect: (made: Connection) => void;
  readonly onConnectEnd: OnConnectEnd;
  readonly onNodeDragStop: (event: unknown, node: FlowNode, moved: FlowNode[]) => void;
  readonly onSelectionDragStop: (event: unknown, moved: FlowNode[]) => void;
  readonly onNodeClick: (event: MouseEventOfReact, node: FlowNode) => void;
  readonly onNodeDoubleClick: (event: unknown, node: FlowNode) => void;
  readonly onPaneClick: () => void;
  readonly onDoubleClick: (event: MouseEventOfReact) => void;
}

export function gestures(store: CanvasStore, flow: ReactFlowInstance<FlowNode>): Gestures {
  const dragged = (moved: FlowNode[]): void => {
    place(store, placesOf(store.get().drawing, moved, flow.getNodes()));
  };
  /** Where a layer goes, and where the question is asked which one. */
  const askAt = (target: EventTarget | null, pointer: Pointed, loose: Loose | null): void => {
    const corner = boardAround(target)?.getBoundingClientRect();
    const at = dropPoint(flow.screenToFlowPosition({ x: pointer.clientX, y: pointer.clientY }));
    ask(store, { at, on: { x: pointer.clientX - (corner?.x ?? 0), y: pointer.clientY - (corner?.y ?? 0) }, loose });
  };
  return {
    onEdgesChange: (changes) => {
      const before = store.get().selection;
      const after = selected(before, changes);
      if (after !== before) choose(store, after);
    },
    onConnect: ({ source, target, targetHandle }) => {
      link(store, source, target, slotOf(targetHandle));
    },
    /** Dropped on a layer's body: its first free slot is meant. On free ground: which layer is to be there? */
    onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      if (state.toHandle !== null || state.fromNode === null) return;
      const { type: side, id } = state.fromHandle;
      const [held, target, pointer] = [state.fromNode.id, layerAt(event), pointOf(event)];
      const slot = side === "target" ? slotOf(id) : null;
      if (pointer !== undefined && isGround(event)) askAt(event.target, pointer, { id: held, side, slot });
      else if (target !== null && target !== held && side === "source") link(store, held, target, null);
    },
    onDoubleClick: (event) => {
      const { target } = event;
      if (target instanceof Element && target.matches(".react-flow__pane")) askAt(target, event, null);
    },
    onNodeDragStop: (_event, _node, moved) => { dragged(moved); },
    onSelectionDragStop: (_event, moved) => { if (moved.length > 0) dragged(moved); },
    /** React Flow leaves all chosen where one of several is clicked; the one is meant. */
    onNodeClick: (event, node) => {
      const { selection } = store.get();
      const more = event.shiftKey || event.metaKey || event.ctrlKey;
      if (!finishLinking(store, node.id) && !more && selection.size > 1 && selection.has(node.id)) choose(store, [node.id]);
    },
    onNodeDoubleClick: (_event, node) => {
      if (node.type !== "layer") foldBlock(store, node.id, node.type === "frame");
      else if (!store.get().panels.inspector) fold(store, "inspector");
    },
    onPaneClick: () => { store.board?.focus(); },
  };
}
