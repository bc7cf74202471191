/** A small map of a large drawing, shown only while a part of it is out of view. */
import { MiniMap, useStore, type ReactFlowState } from "@xyflow/react";
import type { ReactElement } from "react";
import { seen } from "../blocks";
import { NODE_HEIGHT, NODE_WIDTH } from "../edits/place";
import type { Drawing } from "../types";
import { useCanvas } from "./context";

const FROM_LAYERS = 24;

/** Whether every layer lies on the board at its present zoom and place. */
function allInView(drawing: Drawing, { transform: [x, y, zoom], width, height }: ReactFlowState): boolean {
  return drawing.nodes.every((layer) => {
    const [left, top] = [layer.x * zoom + x, layer.y * zoom + y];
    const [right, bottom] = [left + NODE_WIDTH * zoom, top + NODE_HEIGHT * zoom];
    return left >= 0 && top >= 0 && right <= width && bottom <= height;
  });
}

export function Overview(): ReactElement | null {
  const drawing = useCanvas((state) => state.drawing);
  const shown = seen(drawing).drawing;
  const large = shown.nodes.length >= FROM_LAYERS;
  const hidden = useStore((flow) => !large || allInView(shown, flow));
  return hidden ? null : <MiniMap nodeClassName={(node) => (node.type === "frame" ? "ls-map-frame" : "")} pannable zoomable ariaLabel="Overview" style={{ width: 150, height: 110 }} />;
}
