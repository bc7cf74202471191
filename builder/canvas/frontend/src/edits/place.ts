/** Where layers stand: sizes, free ground, making room. Knows no connections but those given. */
import { seen } from "../blocks";
import { downstream } from "../graph";
import type { Drawing, Layer } from "../types";
import { moveTo } from "./change";

export const NODE_WIDTH = 176;
export const NODE_HEIGHT = 114;
export const GAP_X = 40;
export const GAP_Y = 44;
/** What a frame with its name needs between two rows of layers. */
export const FRAME_ROOM = 40;
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
  const { nodes } = seen(drawing).drawing;
  let y = at.y;
  while (nodes.some((layer) => covers(layer, { x: at.x, y }))) y += PITCH_Y;
  return { x: at.x, y };
}

/** Push what follows a layer or folded block to the right, along its row, when it covers something. */
export function makeRoom(drawing: Drawing, id: string): Drawing {
  const shown = seen(drawing).drawing;
  const layer = shown.nodes.find((node) => node.id === id);
  if (layer === undefined) return drawing;
  if (!shown.nodes.some((other) => other.id !== id && covers(other, layer))) return drawing;
  const after = downstream(shown, id);
  const inWay = (other: Layer): boolean =>
    other.id !== id &&
    other.x > layer.x - NODE_WIDTH / 2 &&
    Math.abs(other.y - layer.y) < PITCH_Y / 2 &&
    after.has(other.id);
  const pushed = shown.nodes.filter(inWay).map((node) => [node.id, { x: node.x + PITCH_X, y: node.y }] as const);
  return settle(moveTo(drawing, new Map(pushed)), id, layer);
}

/** If it still covers another, move it down to free ground. */
function settle(drawing: Drawing, id: string, at: Point): Drawing {
  const { nodes } = seen(drawing).drawing;
  const others = { ...drawing, nodes: nodes.filter((node) => node.id !== id), blocks: [] };
  return moveTo(drawing, new Map([[id, freeGround(others, at)]]));
}

/** Whether layers that were hidden stand where others do. */
export function crowded(drawing: Drawing, held: readonly Layer[]): boolean {
  const ids = new Set(held.map((one) => one.id));
  const others = seen(drawing).drawing.nodes.filter((one) => !ids.has(one.id));
  return others.some((one) => held.some((layer) => covers(layer, one)));
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
