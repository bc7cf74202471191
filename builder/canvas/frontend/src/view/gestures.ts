/** What a person does to layers and connections with the pointer, and which edit is meant. Made once
 * a board: with other functions at each step of a drag, React Flow would draw every layer anew. */
import type { Connection, EdgeChange, FinalConnectionState, OnConnectEnd, ReactFlowInstance } from "@xyflow/react";
import { choose, finishLinking, fold, link, place } from "../actions";
import { foldBlock } from "../blockActions";
import type { CanvasStore } from "../store";
import { placesOf, selected, type FlowNode } from "./flow";
import { slotOf } from "./LayerNode";
import { layerAt } from "./pointing";

interface Gestures {
  readonly onEdgesChange: (changes: EdgeChange[]) => void;
  readonly onConnect: (made: Connection) => void;
  readonly onConnectEnd: OnConnectEnd;
  readonly onNodeDragStop: (event: unknown, node: FlowNode, moved: FlowNode[]) => void;
  readonly onSelectionDragStop: (event: unknown, moved: FlowNode[]) => void;
  readonly onNodeClick: (event: unknown, node: FlowNode) => void;
  readonly onNodeDoubleClick: (event: unknown, node: FlowNode) => void;
  readonly onPaneClick: () => void;
}

export function gestures(store: CanvasStore, flow: ReactFlowInstance<FlowNode>): Gestures {
  const dragged = (moved: FlowNode[]): void => {
    place(store, placesOf(store.get().drawing, moved, flow.getNodes()));
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
    /** Dropped on a layer's body: its first free slot is meant. */
    onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      if (state.toHandle !== null || state.fromNode === null || state.fromHandle.type !== "source") return;
      const target = layerAt(event);
      if (target !== null && target !== state.fromNode.id) link(store, state.fromNode.id, target, null);
    },
    onNodeDragStop: (_event, _node, moved) => { dragged(moved); },
    onSelectionDragStop: (_event, moved) => { if (moved.length > 0) dragged(moved); },
    onNodeClick: (_event, node) => { finishLinking(store, node.id); },
    onNodeDoubleClick: (_event, node) => {
      if (node.type !== "layer") foldBlock(store, node.id, node.type === "frame");
      else if (!store.get().panels.inspector) fold(store, "inspector");
    },
    onPaneClick: () => { store.board?.focus(); },
  };
}
