/** Changing, moving and removing what is drawn. */
import { ofLayers, withoutLayers } from "../blocks";
import { incoming, linkId, type Catalog } from "../graph";
import type { Drawing, Json, Layer, Link } from "../types";
import { closeRanks } from "./connect";
import type { Point } from "./place";

function patch(drawing: Drawing, id: string, change: (layer: Layer) => Layer): Drawing {
  const nodes = drawing.nodes.map((layer) => (layer.id === id ? change(layer) : layer));
  return { ...drawing, nodes };
}

export const setParam = (drawing: Drawing, id: string, name: string, value: Json): Drawing =>
  patch(drawing, id, (layer) => ({ ...layer, params: { ...layer.params, [name]: value } }));

export const setTitle = (drawing: Drawing, id: string, title: string): Drawing =>
  patch(drawing, id, (layer) => ({ ...layer, title: title.slice(0, 80) }));

export const setNote = (drawing: Drawing, id: string, note: string): Drawing =>
  patch(drawing, id, (layer) => ({ ...layer, note: note.slice(0, 2000) }));

/** Show a remark about a layer no more, or show it again. */
export const setQuiet = (drawing: Drawing, id: string, code: string, quiet: boolean): Drawing =>
  patch(drawing, id, ({ quiet: before = [], ...layer }) => {
    const others = before.filter((one) => one !== code);
    const after = quiet ? [...others, code] : others;
    return after.length === 0 ? layer : { ...layer, quiet: after };
  });

/** Put layers and folded blocks at new places; the same drawing when none moves. */
export function moveTo(drawing: Drawing, wanted: ReadonlyMap<string, Point>): Drawing {
  const places = ofLayers(drawing, wanted);
  const nodes = drawing.nodes.map((layer) => {
    const to = places.get(layer.id);
    const stays = to === undefined || (to.x === layer.x && to.y === layer.y);
    return stays ? layer : { ...layer, x: to.x, y: to.y };
  });
  const same = nodes.every((layer, i) => layer === drawing.nodes[i]);
  return same ? drawing : { ...drawing, nodes };
}

/** Move the chosen layers by so many pixels. */
export function nudge(drawing: Drawing, ids: ReadonlySet<string>, by: Point): Drawing {
  const chosen = drawing.nodes.filter((layer) => ids.has(layer.id));
  return moveTo(
    drawing,
    new Map(chosen.map((layer) => [layer.id, { x: layer.x + by.x, y: layer.y + by.y }])),
  );
}

/** The layer that flows on when `id` is taken out of a chain: its one source, if it has just one. */
function heir(drawing: Drawing, gone: ReadonlySet<string>, id: string): string | null {
  const seen = new Set<string>();
  let current = id;
  while (gone.has(current) && !seen.has(current)) {
    seen.add(current);
    const links = incoming(drawing.edges, current);
    if (links.length !== 1 || links[0] === undefined) return null;
    current = links[0].source;
  }
  return gone.has(current) ? null : current;
}

/**
 * Remove layers and links, named by their ids. A chain closes over a layer taken out of it.
 */
export function remove(drawing: Drawing, catalog: Catalog, ids: ReadonlySet<string>): Drawing {
  const gone = new Set(drawing.nodes.filter((layer) => ids.has(layer.id)).map((layer) => layer.id));
  const kept = drawing.edges.flatMap((link): Link[] => {
    const named = ids.has(linkId(link)) && !gone.has(link.source); // a box around a layer names its links too
    if (named || gone.has(link.target)) return [];
    const source = heir(drawing, gone, link.source);
    return source === null ? [] : [source === link.source ? link : { ...link, source }];
  });
  if (gone.size === 0 && kept.length === drawing.edges.length) return drawing;
  const nodes = drawing.nodes.filter((layer) => !gone.has(layer.id));
  const touched = drawing.edges.map((link) => link.target);
  const blocks = withoutLayers(drawing.blocks, gone);
  return closeRanks({ nodes, edges: kept, blocks }, catalog, touched);
}
