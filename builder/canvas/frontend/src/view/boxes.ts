/** Where layers and folded blocks stand and how tall they are, for the connections that run around them: the same
 * list for as long as no layer moves or grows, so that a parameter edit routes nothing anew. */
import { seen } from "../blocks";
import { NODE_HEIGHT, NODE_WIDTH } from "../edits/place";
import type { Box } from "../route";
import type { State } from "../state";
import { labelBoxes } from "./frames";

let last: readonly Box[] = [];
const known = new WeakMap<State["drawing"], [State["heights"], readonly Box[]]>();

const same = (a: Box, b: Box | undefined): boolean =>
  a.x === b?.x && a.y === b.y && a.width === b.width && a.height === b.height;

export function boxesOf({ drawing, heights }: State): readonly Box[] {
  const cached = known.get(drawing);
  if (cached?.[0] === heights) return cached[1];
  const nodes = seen(drawing).drawing.nodes.map((layer): Box => ({
    x: layer.x,
    y: layer.y,
    width: NODE_WIDTH,
    height: heights.get(layer.id) ?? NODE_HEIGHT,
  }));
  const boxes = [...nodes, ...labelBoxes(drawing, heights)];
  const unmoved = boxes.length === last.length && boxes.every((box, i) => same(box, last[i]));
  if (!unmoved) last = boxes;
  known.set(drawing, [heights, last]);
  return last;
}
