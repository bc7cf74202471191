/** Where layers stand and how tall they are, for the connections that run around them: the same
 * list for as long as no layer moves or grows, so that a parameter edit routes nothing anew. */
import { NODE_HEIGHT, NODE_WIDTH } from "../edits/place";
import type { Box } from "../route";
import type { State } from "../state";

let last: readonly Box[] = [];
const known = new WeakMap<State["drawing"]["nodes"], [State["heights"], readonly Box[]]>();

const same = (a: Box, b: Box | undefined): boolean =>
  a.x === b?.x && a.y === b.y && a.height === b.height;

export function boxesOf({ drawing, heights }: State): readonly Box[] {
  const cached = known.get(drawing.nodes);
  if (cached?.[0] === heights) return cached[1];
  const boxes = drawing.nodes.map((layer): Box => ({
    x: layer.x,
    y: layer.y,
    width: NODE_WIDTH,
    height: heights.get(layer.id) ?? NODE_HEIGHT,
  }));
  const unmoved = boxes.length === last.length && boxes.every((box, i) => same(box, last[i]));
  if (!unmoved) last = boxes;
  known.set(drawing.nodes, [heights, last]);
  return last;
}
