/** Adding layers: after the one in hand, on a connection, or on free ground. */
import {
  findLayer,
  freshId,
  idsOf,
  incoming,
  isEnd,
  linkId,
  mostInputs,
  outgoing,
  type Catalog,
} from "../graph";
import type { Drawing, Layer, LayerType, Link } from "../types";
import { freeGround, GAP_X, makeRoom, NODE_HEIGHT, NODE_WIDTH, PITCH_X, type Point } from "./place";

export interface Added {
  readonly drawing: Drawing;
  readonly id: string;
}

function fresh(drawing: Drawing, type: LayerType, at: Point): Layer {
  const id = freshId(idsOf(drawing), type.type);
  return { id, type: type.type, params: { ...type.defaults }, title: "", note: "", x: at.x, y: at.y };
}

const takesInput = (type: LayerType): boolean => mostInputs(type) > 0;

/** Add a layer on free ground, connected to nothing. */
export function addAt(drawing: Drawing, type: LayerType, at: Point): Added {
  const layer = fresh(drawing, type, freeGround(drawing, at));
  return { drawing: { ...drawing, nodes: [...drawing.nodes, layer] }, id: layer.id };
}

/** Put a layer into connections that all leave the same layer: it takes their place. */
function splice(drawing: Drawing, layer: Layer, source: string, through: readonly Link[]): Drawing {
  const ids = new Set(through.map(linkId));
  const edges = drawing.edges.map((link) =>
    ids.has(linkId(link)) ? { ...link, source: layer.id } : link,
  );
  const nodes = insertAfter(drawing.nodes, source, layer);
  return { nodes, edges: [...edges, { source, target: layer.id, slot: 0 }] };
}

/** Keep the reading order of the list: a new layer stands after the one it follows. */
function insertAfter(nodes: readonly Layer[], id: string, layer: Layer): Layer[] {
  const at = nodes.findIndex((node) => node.id === id) + 1;
  return [...nodes.slice(0, at), layer, ...nodes.slice(at)];
}

/** Drop a layer on a connection: it is inserted there. An end or a start cannot be. */
export function insertOn(drawing: Drawing, type: LayerType, link: Link, at: Point): Added {
  if (!takesInput(type) || isEnd(type)) return addAt(drawing, type, at);
  const layer = fresh(drawing, type, at);
  const spliced = splice(drawing, layer, link.source, [link]);
  return { drawing: makeRoom(spliced, layer.id), id: layer.id };
}

/** The layer that a new one follows when none is selected: the one before the end. */
function anchorOf(drawing: Drawing, catalog: Catalog, selected: string | null): Layer | undefined {
  const layer = selected === null ? undefined : findLayer(drawing, selected);
  const ends = (node: Layer): boolean => isEnd(catalog.get(node.type));
  const end = layer ?? drawing.nodes.findLast(ends);
  if (end === undefined) return drawing.nodes.at(-1);
  if (!ends(end)) return end;
  const [before] = incoming(drawing.edges, end.id);
  if (before !== undefined) return findLayer(drawing, before.source);
  return drawing.nodes.findLast((node) => !ends(node));
}

/** What a layer added after `anchor` stands in front of: its successors, or a waiting end. */
function follows(drawing: Drawing, catalog: Catalog, anchor: Layer): Drawing {
  const end = drawing.nodes.find((node) => isEnd(catalog.get(node.type)));
  const waits = end !== undefined && incoming(drawing.edges, end.id).length === 0;
  if (!waits || outgoing(drawing, anchor.id).length > 0) return drawing;
  const link: Link = { source: anchor.id, target: end.id, slot: 0 };
  return { ...drawing, edges: [...drawing.edges, link] };
}

/**
 * Add a layer after the selected one and connect it; between it and what follows it, if anything
 * does. A waiting Classifier with no input is connected too, so a first click completes a drawing.
 */
export function addAfter(
  drawing: Drawing,
  catalog: Catalog,
  type: LayerType,
  selected: string | null,
): Added {
  const anchor = anchorOf(drawing, catalog, selected);
  if (anchor === undefined) return addAt(drawing, type, { x: 0, y: 0 });
  const at = { x: anchor.x + PITCH_X, y: anchor.y };
  if (!takesInput(type)) return addAt(drawing, type, { x: anchor.x, y: anchor.y + NODE_HEIGHT * 2 });
  if (isEnd(type)) {
    const added = addAt(drawing, type, at);
    const link = { source: anchor.id, target: added.id, slot: 0 };
    return { ...added, drawing: { ...added.drawing, edges: [...drawing.edges, link] } };
  }
  const ready = follows(drawing, catalog, anchor);
  const layer = fresh(ready, type, at);
  const spliced = splice(ready, layer, anchor.id, outgoing(ready, anchor.id));
  return { drawing: makeRoom(spliced, layer.id), id: layer.id };
}

/** Where the middle of a dropped node goes, so that it lies under the pointer. */
export const dropPoint = (pointer: Point): Point => ({
  x: Math.round((pointer.x - NODE_WIDTH / 2) / 8) * 8,
  y: Math.round((pointer.y - (NODE_HEIGHT - GAP_X / 2) / 2) / 8) * 8,
});
