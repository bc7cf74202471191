/** Adding layers: after the one in hand, on a connection, or on free ground. */
import { blockOf, seen, standOf, wayThrough } from "../blocks";
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
  /** Of the layer, or of the block. */
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
  return { ...drawing, nodes, edges: [...edges, { source, target: layer.id, slot: 0 }] };
}

/** Keep the reading order of the list: a new layer stands after the one it follows. */
function insertAfter(nodes: readonly Layer[], id: string, layer: Layer): Layer[] {
  const at = nodes.findIndex((node) => node.id === id) + 1;
  return [...nodes.slice(0, at), layer, ...nodes.slice(at)];
}

/** A new layer within a block, if the layers around it are in one and the same. */
function within(drawing: Drawing, id: string, around: readonly string[]): Drawing {
  const [block, ...others] = new Set(around.map((one) => blockOf(drawing, one)));
  if (block === undefined || block.folded || others.length > 0) return drawing;
  const grown = { ...block, nodes: [...block.nodes, id] };
  return { ...drawing, blocks: drawing.blocks.map((one) => (one === block ? grown : one)) };
}

/**
 * Drop a layer on a connection: it is inserted there. An end or a start cannot be.
 *
 * @param through the connection; several from one layer where they lead into a folded block.
 */
export function insertOn(drawing: Drawing, type: LayerType, through: readonly Link[], at: Point): Added {
  const [first] = through;
  if (first === undefined || !takesInput(type) || isEnd(type)) return addAt(drawing, type, at);
  const layer = fresh(drawing, type, at);
  const spliced = splice(drawing, layer, first.source, through);
  const joined = within(spliced, layer.id, [first.source, ...through.map((link) => link.target)]);
  return { drawing: makeRoom(joined, layer.id), id: layer.id };
}

/** The layer that a new one follows: the one selected, or of a block the one that leads out of it;
 * when none is, the one before the end. */
export function anchorOf(drawing: Drawing, catalog: Catalog, selected: string | null): Layer | undefined {
  const block = drawing.blocks.find((one) => one.id === selected);
  const [exit] = block === undefined ? [] : wayThrough(drawing, new Set(block.nodes)).exits;
  const layer = findLayer(drawing, exit ?? selected ?? "");
  const ends = (node: Layer): boolean => isEnd(catalog.get(node.type));
  const end = layer ?? drawing.nodes.findLast(ends);
  if (end === undefined) return drawing.nodes.at(-1);
  if (!ends(end)) return end;
  const [before] = incoming(drawing.edges, end.id);
  if (before !== undefined) return findLayer(drawing, before.source);
  return drawing.nodes.findLast((node) => !ends(node));
}

/** What a layer added after `anchor` stands in front of: its successors, or a waiting end. */
export function follows(drawing: Drawing, catalog: Catalog, anchor: Layer): Drawing {
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
  const at = besides(drawing, anchor);
  if (!takesInput(type)) return addAt(drawing, type, { x: anchor.x, y: anchor.y + NODE_HEIGHT * 2 });
  if (isEnd(type)) {
    const added = addAt(drawing, type, at);
    const link = { source: anchor.id, target: added.id, slot: 0 };
    return { ...added, drawing: { ...added.drawing, edges: [...drawing.edges, link] } };
  }
  const ready = follows(drawing, catalog, anchor);
  const layer = fresh(ready, type, at);
  const spliced = splice(ready, layer, anchor.id, onward(ready, anchor.id, selected));
  const joined = selected === anchor.id ? within(spliced, layer.id, [anchor.id]) : spliced;
  return { drawing: makeRoom(joined, layer.id), id: layer.id };
}

/** What a new layer or block stands in front of: of a block, only what is outside of it. */
export function onward(drawing: Drawing, anchor: string, selected: string | null): Link[] {
  const links = outgoing(drawing, anchor);
  const block = selected === anchor ? undefined : blockOf(drawing, anchor);
  return links.filter((link) => block?.nodes.includes(link.target) !== true);
}

/** The place at the right of a layer, or of the folded block that hides it. */
export function besides(drawing: Drawing, layer: Layer): Point {
  const block = seen(drawing).hidden.get(layer.id);
  const { x, y } = block === undefined ? layer : standOf(drawing, block);
  return { x: x + PITCH_X, y };
}

/** Where the middle of a dropped node goes, so that it lies under the pointer. */
export const dropPoint = (pointer: Point): Point => ({
  x: Math.round((pointer.x - NODE_WIDTH / 2) / 8) * 8,
  y: Math.round((pointer.y - (NODE_HEIGHT - GAP_X / 2) / 2) / 8) * 8,
});
