/** Questions about a drawing: who feeds whom, what is free. Changes nothing. */
import type { Drawing, Layer, LayerType, Link } from "./types";

/** Layer types by name, in the palette's order. */
export type Catalog = ReadonlyMap<string, LayerType>;

export const linkId = (link: Link): string => `${link.source}->${link.target}:${link.slot}`;

export const findLayer = (drawing: Drawing, id: string): Layer | undefined =>
  drawing.nodes.find((layer) => layer.id === id);

/** Links into a layer, by slot. */
export const incoming = (edges: readonly Link[], id: string): Link[] =>
  edges.filter((link) => link.target === id).sort((a, b) => a.slot - b.slot);

export const outgoing = (drawing: Drawing, id: string): Link[] =>
  drawing.edges.filter((link) => link.source === id);

/** Everything that what leaves a layer arrives at, along any number of links; itself among it. */
export function downstream({ edges }: Drawing, from: string): ReadonlySet<string> {
  const after = new Map<string, string[]>();
  for (const { source, target } of edges) after.set(source, [...(after.get(source) ?? []), target]);
  const reached = new Set([from]);
  for (const id of reached) for (const next of after.get(id) ?? []) reached.add(next);
  return reached;
}

/** Keras's own way from a class to a name: `MaxPooling2D` → `max_pooling2d`. */
export function snakeCase(type: string): string {
  const name = type
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
  return /^[a-z]/.test(name) ? name : `layer_${name}`;
}

/** A free identifier for a new layer: `conv2d_1`, `conv2d_2`, … */
export function freshId(taken: ReadonlySet<string>, type: string): string {
  const base = snakeCase(type).slice(0, 56);
  let number = 1;
  while (taken.has(`${base}_${number}`)) number += 1;
  return `${base}_${number}`;
}

/** The ids of layers and blocks. */
export const idsOf = (drawing: Drawing): Set<string> =>
  new Set([...drawing.nodes, ...drawing.blocks].map(({ id }) => id));

/** The name a person reads for a layer: its title, or its type. */
export const nameOf = (layer: Layer): string => layer.title || layer.type;

/** Most inputs a layer takes; a type that the catalog does not know is taken to have one. */
export function mostInputs(type: LayerType | undefined): number {
  if (type === undefined) return 1;
  return type.slots.most ?? Number.POSITIVE_INFINITY;
}

/** Numbered without meaning (Add, Concatenate): slots close ranks when one becomes free. */
export const mergesFreely = (type: LayerType | undefined): boolean =>
  type !== undefined && type.slots.most === null && type.slots.names.length === 0;

/** The end of a network: nothing follows it. A type that the catalog does not know is none. */
export const isEnd = (type: LayerType | undefined): boolean => type?.ends === true;

/** How many inputs are drawn: those taken, one more to connect to, and never more than there are. */
export function slotsShown(type: LayerType | undefined, taken: readonly Link[]): number {
  const highest = taken.reduce((most, link) => Math.max(most, link.slot + 1), 0);
  const open = type?.slots.most === null ? Math.max(type.slots.least, highest + 1) : 0;
  const bounded = mostInputs(type);
  return Math.max(Number.isFinite(bounded) ? bounded : open, highest);
}

/** What a slot is called, counted from 1 as people do; empty when a layer has only one. */
export function slotName(type: LayerType | undefined, slot: number): string {
  const name = type?.slots.names[slot];
  if (name !== undefined) return name;
  return mostInputs(type) > 1 ? String(slot + 1) : "";
}

/** The lowest slot that nothing flows into, or `null` when all are taken. */
export function freeSlot(drawing: Drawing, type: LayerType | undefined, id: string): number | null {
  const taken = new Set(incoming(drawing.edges, id).map((link) => link.slot));
  let slot = 0;
  while (taken.has(slot)) slot += 1;
  return slot < mostInputs(type) ? slot : null;
}
