/** Copying a part of a drawing and putting it down again, with ids of its own. */
import { freshId, idsOf } from "../graph";
import type { Drawing, Layer } from "../types";
import { NODE_HEIGHT } from "./place";

/** The chosen layers and the links among them. */
export function excerpt(drawing: Drawing, ids: ReadonlySet<string>): Drawing {
  return {
    nodes: drawing.nodes.filter((layer) => ids.has(layer.id)),
    edges: drawing.edges.filter((link) => ids.has(link.source) && ids.has(link.target)),
  };
}

export interface Pasted {
  readonly drawing: Drawing;
  readonly ids: ReadonlySet<string>;
}

/** Put an excerpt down below where it was taken from. */
export function paste(drawing: Drawing, part: Drawing, times = 1): Pasted {
  const taken = idsOf(drawing);
  const names = new Map<string, string>();
  const nodes = part.nodes.map((layer): Layer => {
    const id = freshId(taken, layer.type);
    taken.add(id);
    names.set(layer.id, id);
    return { ...layer, id, x: layer.x + 24, y: layer.y + (NODE_HEIGHT + 24) * times };
  });
  const edges = part.edges.map((link) => ({
    ...link,
    source: names.get(link.source) ?? link.source,
    target: names.get(link.target) ?? link.target,
  }));
  return {
    drawing: { nodes: [...drawing.nodes, ...nodes], edges: [...drawing.edges, ...edges] },
    ids: new Set(names.values()),
  };
}
