/** Connecting layers, or saying in a sentence why not. */
import {
  downstream,
  findLayer,
  freeSlot,
  incoming,
  isEnd,
  mergesFreely,
  mostInputs,
  nameOf,
  type Catalog,
} from "../graph";
import type { Drawing, Layer, Link } from "../types";

export type Connected =
  | { readonly drawing: Drawing; readonly refusal: null }
  | { readonly drawing: null; readonly refusal: string };

const refused = (refusal: string): Connected => ({ drawing: null, refusal });

function refusal(drawing: Drawing, catalog: Catalog, source: Layer, target: Layer): string {
  const [from, to] = [nameOf(source), nameOf(target)];
  if (source.id === target.id) return `${from} cannot feed itself. Choose another layer.`;
  if (isEnd(catalog.get(source.type))) return `${from} is the end of the network: nothing can follow it.`;
  if (mostInputs(catalog.get(target.type)) === 0) {
    return `${to} is where images enter: no layer can come before it.`;
  }
  if (downstream(drawing, target.id).has(source.id)) {
    return `${to} already leads to ${from}. Connecting them would make a loop; data flows one way.`;
  }
  return "";
}

/**
 * Connect two layers. A taken slot gets the new connection instead of its old one.
 *
 * @param slot the input to connect to; `null` for the first free one, or else the first.
 */
export function connect(
  drawing: Drawing,
  catalog: Catalog,
  wanted: { source: string; target: string; slot: number | null },
): Connected {
  const source = findLayer(drawing, wanted.source);
  const target = findLayer(drawing, wanted.target);
  if (source === undefined || target === undefined) return refused("That layer is gone.");
  const why = refusal(drawing, catalog, source, target);
  if (why !== "") return refused(why);
  const type = catalog.get(target.type);
  const slot = wanted.slot ?? freeSlot(drawing, type, target.id) ?? 0;
  const link: Link = { source: source.id, target: target.id, slot };
  const kept = drawing.edges.filter((edge) => edge.target !== target.id || edge.slot !== slot);
  return { drawing: { ...drawing, edges: [...kept, link] }, refusal: null };
}

/** Layers that may feed a layer without making a loop, in drawing order. */
export function possibleSources(drawing: Drawing, catalog: Catalog, target: string): Layer[] {
  const after = downstream(drawing, target);
  return drawing.nodes.filter(
    (layer) => !isEnd(catalog.get(layer.type)) && !after.has(layer.id),
  );
}

/** Close ranks in the slots of merging layers whose inputs have no names. */
export function closeRanks(drawing: Drawing, catalog: Catalog, targets: Iterable<string>): Drawing {
  let edges = drawing.edges;
  for (const id of new Set(targets)) {
    const layer = findLayer(drawing, id);
    if (layer === undefined || !mergesFreely(catalog.get(layer.type))) continue;
    const order = incoming(edges, id);
    edges = edges.map((edge) => {
      const slot = order.indexOf(edge);
      return slot < 0 || slot === edge.slot ? edge : { ...edge, slot };
    });
  }
  return edges === drawing.edges ? drawing : { ...drawing, edges };
}
