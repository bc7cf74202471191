/** Where layers stand: sizes, free ground, making room. Knows no connections but those given. */
import { reaches } from "../graph";
import type { Drawing, Layer } from "../types";

export const NODE_WIDTH = 176;
export const NODE_HEIGHT = 114;
export const GAP_X = 40;
export const GAP_Y = 44;
export const PITCH_X = NODE_WIDTH + GAP_X;
export const PITCH_Y = NODE_HEIGHT + GAP_Y;
const CLEAR = 16;

export interface Point {
  readonly x: number;
  readonly y: number;
}

const covers = (layer: Layer, at: Point): boolean =>
  Math.abs(layer.x - at.x) < NODE_WIDTH + CLEAR && Math.abs(layer.y - at.y) < NODE_HEIGHT + CLEAR;

/** The nearest free ground at or below a point. */
export function freeGround(drawing: Drawing, at: Point): Point {
  let y = at.y;
  while (drawing.nodes.some((layer) => covers(layer, { x: at.x, y }))) y += PITCH_Y;
  return { x: at.x, y };
}

/** Push what follows a layer to the right, along its row, when the layer covers something. */
export function makeRoom(drawing: Drawing, id: string): Drawing {
  const layer = drawing.nodes.find((node) => node.id === id);
  if (layer === undefined) return drawing;
  if (!drawing.nodes.some((other) => other.id !== id && covers(other, layer))) return drawing;
  const inWay = (other: Layer): boolean =>
    other.id !== id &&
    other.x > layer.x - NODE_WIDTH / 2 &&
    Math.abs(other.y - layer.y) < PITCH_Y / 2 &&
    reaches(drawing, id, other.id);
  const nodes = drawing.nodes.map((node) =>
    inWay(node) ? { ...node, x: node.x + PITCH_X } : node,
  );
  return settle({ ...drawing, nodes }, id);
}

/** If a layer still covers another, move it down to free ground. */
function settle(drawing: Drawing, id: string): Drawing {
  const others = { ...drawing, nodes: drawing.nodes.filter((node) => node.id !== id) };
  const nodes = drawing.nodes.map((node) =>
    node.id === id ? { ...node, ...freeGround(others, node) } : node,
  );
  return { ...drawing, nodes };
}

/** Whether layers stand on the very same spot: nobody placed them. */
export function stacked(drawing: Drawing): boolean {
  const spots = new Set(drawing.nodes.map((layer) => `${layer.x},${layer.y}`));
  return spots.size < drawing.nodes.length;
}

/** Whether a drawing came without places that suit a board: stacked, or all in one long line. */
export function unplaced(drawing: Drawing): boolean {
  const rows = new Set(drawing.nodes.map((layer) => layer.y));
  const columns = new Set(drawing.nodes.map((layer) => layer.x));
  const line = drawing.nodes.length > 3 && (rows.size === 1 || columns.size === 1);
  return line || stacked(drawing);
}
