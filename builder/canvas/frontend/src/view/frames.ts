/** The frame around the layers of an open block: where it runs, in pieces where the layers stand in
 * several rows. */
import { blockName, layersOf } from "../blocks";
import { NODE_HEIGHT, NODE_WIDTH, PITCH_X } from "../edits/place";
import type { Box } from "../route";
import type { Block, Drawing, Layer } from "../types";

const SIDE = 12;
/** Room for the block's name above its layers. */
const TOP = 42;
/** Layers nearer to each other than this share a piece of the frame. */
const [NEAR_X, NEAR_Y] = [PITCH_X + 8, NODE_HEIGHT + 40];

export interface Frame extends Box {
  /** Rectangles within it, from its corner. */
  readonly pieces: readonly Box[];
}

const near = (a: Layer, b: Layer): boolean =>
  Math.abs(a.x - b.x) <= NEAR_X && Math.abs(a.y - b.y) <= NEAR_Y;

/** Layers that stand together, a group for each piece of the frame. */
function groupsOf(layers: readonly Layer[]): Layer[][] {
  const groups: Layer[][] = [];
  for (const layer of layers) {
    const joined = groups.filter((group) => group.some((one) => near(one, layer)));
    const rest = groups.filter((group) => !joined.includes(group));
    groups.splice(0, groups.length, ...rest, [...joined.flat(), layer]);
  }
  return groups;
}

type Heights = ReadonlyMap<string, number>;

function around(layers: readonly Layer[], heights: Heights): Box {
  const [x, y] = [Math.min(...layers.map((one) => one.x)), Math.min(...layers.map((one) => one.y))];
  const right = Math.max(...layers.map((one) => one.x + NODE_WIDTH));
  const bottom = Math.max(...layers.map((one) => one.y + (heights.get(one.id) ?? NODE_HEIGHT)));
  return { x: x - SIDE, y: y - TOP, width: right - x + 2 * SIDE, height: bottom - y + TOP + SIDE };
}

/** The block's name stands in the frame's upper left corner. */
export const LABEL_HEIGHT = 28;

/** How wide the name is, roughly, in pixels. */
const labelWidth = (block: Block): number => 76 + 7.5 * blockName(block).length + (block.times > 1 ? 36 : 0);

/** Where the names of open blocks stand: no connection runs through them. */
export function labelBoxes(drawing: Drawing, heights: Heights): Box[] {
  return drawing.blocks
    .filter((block) => !block.folded)
    .map((block): Box => {
      const frame = frameOf(layersOf(drawing, block), heights);
      const [{ x, y, width } = frame] = frame.pieces;
      return { x: frame.x + x, y: frame.y + y, width: Math.min(width, labelWidth(block)), height: LABEL_HEIGHT };
    });
}

export function frameOf(layers: readonly Layer[], heights: Heights): Frame {
  const whole = around(layers, heights);
  const pieces = groupsOf(layers)
    .map((group) => around(group, heights))
    .map((piece) => ({ ...piece, x: piece.x - whole.x, y: piece.y - whole.y }))
    .sort((a, b) => a.y - b.y || a.x - b.x);
  return { ...whole, pieces };
}
