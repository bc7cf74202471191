/** Copying a part of a drawing and putting it down again, with ids of its own. */
import { freshId, idsOf } from "../graph";
import type { Block, Drawing, Layer } from "../types";
import { NODE_HEIGHT, type Point } from "./place";

/** The chosen layers, the links among them, and the blocks that are chosen whole. */
export function excerpt(drawing: Drawing, ids: ReadonlySet<string>): Drawing {
  return {
    nodes: drawing.nodes.filter((layer) => ids.has(layer.id)),
    edges: drawing.edges.filter((link) => ids.has(link.source) && ids.has(link.target)),
    blocks: drawing.blocks.filter((block) => block.nodes.every((id) => ids.has(id))),
  };
}

export interface Pasted {
  readonly drawing: Drawing;
  /** What to choose: the new blocks, and the new layers that are in none. */
  readonly ids: ReadonlySet<string>;
  /** The new id of each layer of the excerpt. */
  readonly names: ReadonlyMap<string, string>;
}

/** Below where it was taken from, and further on where an earlier copy stands already. */
function beside(drawing: Drawing, part: Drawing): Point {
  const taken = new Set(drawing.nodes.map(({ x, y }) => `${x},${y}`));
  let by = { x: 24, y: NODE_HEIGHT + 24 };
  const covers = (layer: Layer): boolean => taken.has(`${layer.x + by.x},${layer.y + by.y}`);
  while (part.nodes.some(covers)) by = { x: by.x + 24, y: by.y + 24 };
  return by;
}

/** Put an excerpt down on a spot of its own, or moved by so much. */
export function paste(drawing: Drawing, part: Drawing, by: Point = beside(drawing, part)): Pasted {
  const taken = idsOf(drawing);
  const names = new Map<string, string>();
  const nodes = part.nodes.map((layer): Layer => {
    const id = freshId(taken, layer.type);
    taken.add(id);
    names.set(layer.id, id);
    return { ...layer, id, x: layer.x + by.x, y: layer.y + by.y };
  });
  const edges = part.edges.map((link) => ({
    ...link,
    source: names.get(link.source) ?? link.source,
    target: names.get(link.target) ?? link.target,
  }));
  const blocks = part.blocks.map((block): Block => {
    const id = freshId(taken, "block");
    taken.add(id);
    return { ...block, id, nodes: block.nodes.map((one) => names.get(one) ?? one) };
  });
  const held = new Set(blocks.flatMap((block) => block.nodes));
  const loose = nodes.filter((layer) => !held.has(layer.id));
  return {
    drawing: {
      nodes: [...drawing.nodes, ...nodes],
      edges: [...drawing.edges, ...edges],
      blocks: [...drawing.blocks, ...blocks],
    },
    ids: new Set([...blocks, ...loose].map(({ id }) => id)),
    names,
  };
}
