/** Questions about blocks: which layers they hold, what of the drawing is seen while they are
 * folded, and how values pass through them. Changes nothing. */
import type { Point } from "./edits/place";
import { formatCount } from "./form/format";
import { findLayer, incoming, linkId, nameOf, type Catalog } from "./graph";
import type { Block, Drawing, Layer, Link } from "./types";

export const MOST_TIMES = 64;
/** Of a network, each repetition counted, and of a drawing: as in Python's `spec.py`. */
const [MOST_LAYERS, MOST_LINKS] = [2000, 10_000];

export const findBlock = (drawing: Drawing, id: string): Block | undefined =>
  drawing.blocks.find((block) => block.id === id);

/** The block that holds a layer. */
export const blockOf = (drawing: Drawing, id: string): Block | undefined =>
  drawing.blocks.find((block) => block.nodes.includes(id));

/** The name a person reads for a block. */
export const blockName = (block: Block): string => block.name.trim() || "Block";

/** What a person reads for a layer or a block. */
export function nameById(drawing: Drawing, id: string): string {
  const [layer, block] = [findLayer(drawing, id), findBlock(drawing, id)];
  if (layer !== undefined) return nameOf(layer);
  return block === undefined ? "?" : blockName(block);
}

/** The chosen layers, those of chosen blocks among them. */
export function membersOf(drawing: Drawing, selection: ReadonlySet<string>): Set<string> {
  const held = drawing.blocks.filter((block) => selection.has(block.id)).flatMap((block) => block.nodes);
  const layers = drawing.nodes.map((layer) => layer.id).filter((id) => selection.has(id));
  return new Set([...layers, ...held]);
}

/** Blocks without these layers; one that held no other is gone. */
export function withoutLayers(blocks: readonly Block[], gone: ReadonlySet<string>): readonly Block[] {
  if (!blocks.some((block) => block.nodes.some((id) => gone.has(id)))) return blocks;
  return blocks.flatMap((block) => {
    const nodes = block.nodes.filter((id) => !gone.has(id));
    if (nodes.length === 0) return [];
    return [nodes.length === block.nodes.length ? block : { ...block, nodes }];
  });
}

/** How many layers the network has, each repetition counted. */
export const networkSize = (drawing: Drawing): number =>
  drawing.blocks.reduce((sum, block) => sum + block.nodes.length * (block.times - 1), drawing.nodes.length);

/** Why a drawing is larger than Python takes; empty when it is not. */
export function tooLarge(drawing: Drawing): string {
  const told = (size: number, what: string, most: number): string =>
    `The network would have ${formatCount(size)} ${what}; it can have ${formatCount(most)}.`;
  const [layers, links] = [networkSize(drawing), drawing.edges.length];
  if (layers > MOST_LAYERS) return told(layers, "layers", MOST_LAYERS);
  return links > MOST_LINKS ? told(links, "connections", MOST_LINKS) : "";
}

/** The layers of a block that are there, from left to right. */
export const layersOf = (drawing: Drawing, block: Block): Layer[] =>
  drawing.nodes.filter((layer) => block.nodes.includes(layer.id)).sort((a, b) => a.x - b.x || a.y - b.y);

/** Where a folded block stands: where its leftmost layer does. */
export function standOf(drawing: Drawing, block: Block): Point {
  const [first] = layersOf(drawing, block);
  return { x: first?.x ?? 0, y: first?.y ?? 0 };
}

/** Places of folded blocks as places of their layers, which move along. */
export function ofLayers(drawing: Drawing, places: ReadonlyMap<string, Point>): ReadonlyMap<string, Point> {
  const all = new Map(places);
  for (const block of drawing.blocks) {
    const to = places.get(block.id);
    if (to === undefined) continue;
    const from = standOf(drawing, block);
    for (const layer of layersOf(drawing, block)) {
      all.set(layer.id, { x: layer.x + to.x - from.x, y: layer.y + to.y - from.y });
    }
  }
  return all;
}

/** A connection as it is seen: one for all that lead from one thing to one folded block. */
export interface SeenLink extends Link {
  readonly id: string;
  /** The connections it stands for. */
  readonly all: readonly Link[];
}

/** What is seen of a drawing: a folded block stands for its layers. */
export interface Seen {
  readonly drawing: Drawing;
  readonly links: readonly SeenLink[];
  /** The folded block in which a layer is hidden. */
  readonly hidden: ReadonlyMap<string, Block>;
}

const seenOf = new WeakMap<Drawing, Seen>();

export function seen(drawing: Drawing): Seen {
  const known = seenOf.get(drawing);
  if (known !== undefined) return known;
  const made = look(drawing);
  seenOf.set(drawing, made);
  return made;
}

type Hidden = Seen["hidden"];

/** A connection from and to what is seen. */
function ends(link: Link, hidden: Hidden): Link {
  const [from, to] = [hidden.get(link.source), hidden.get(link.target)];
  return { source: from?.id ?? link.source, target: to?.id ?? link.target, slot: to === undefined ? link.slot : 0 };
}

function linesOf(edges: readonly Link[], hidden: Hidden): SeenLink[] {
  const lines = new Map<string, SeenLink>();
  for (const link of edges) {
    const block = hidden.get(link.source);
    if (block !== undefined && block === hidden.get(link.target)) continue;
    const line = ends(link, hidden);
    const before = lines.get(linkId(line)) ?? { ...line, id: linkId(link), all: [] };
    lines.set(linkId(line), { ...before, all: [...before.all, link] });
  }
  return [...lines.values()];
}

function look(drawing: Drawing): Seen {
  const folded = drawing.blocks.filter((block) => block.folded);
  const hidden = new Map(folded.flatMap((block) => block.nodes.map((id) => [id, block] as const)));
  const links = linesOf(drawing.edges, hidden);
  const stands = folded.map((block): Layer => ({
    ...{ id: block.id, type: "", params: {}, title: blockName(block), note: "" },
    ...standOf(drawing, block),
  }));
  const nodes = [...drawing.nodes.filter((layer) => !hidden.has(layer.id)), ...stands];
  const edges = links.map(({ source, target, slot }) => ({ source, target, slot }));
  const blocks = drawing.blocks.filter((block) => !block.folded);
  return { drawing: { nodes, edges, blocks }, links, hidden };
}

/** The id under which a layer is seen: its own, or that of the folded block that hides it. */
export const seenId = (drawing: Drawing, id: string): string => seen(drawing).hidden.get(id)?.id ?? id;

/** Everything that can be chosen on the board but lines: layers that are seen, and blocks. */
export const seenIds = (drawing: Drawing): Set<string> =>
  new Set([...seen(drawing).drawing.nodes, ...drawing.blocks].map(({ id }) => id));

/** What stays chosen when a drawing becomes another: what is still there, else what led to it. */
export function stillChosen(chosen: ReadonlySet<string>, before: Drawing, after: Drawing): ReadonlySet<string> {
  const ids = seenIds(after);
  const there = [...chosen].filter((id) => ids.has(id));
  const leading = before.edges.filter((link) => chosen.has(link.target) && ids.has(link.source));
  return new Set(there.length > 0 ? there : leading.slice(0, 1).map((link) => link.source));
}

/** How values pass through a set of layers. */
export interface Way {
  /** Connections that lead in. */
  readonly entering: readonly Link[];
  /** Connections that lead out. */
  readonly leaving: readonly Link[];
  /** The layers that lead out, or those that lead nowhere yet. */
  readonly exits: readonly string[];
}

export function wayThrough(drawing: Drawing, ids: ReadonlySet<string>): Way {
  const entering = drawing.edges.filter((link) => ids.has(link.target) && !ids.has(link.source));
  const leaving = drawing.edges.filter((link) => ids.has(link.source) && !ids.has(link.target));
  const feeding = new Set(drawing.edges.filter((link) => ids.has(link.target)).map((link) => link.source));
  const loose = [...ids].filter((id) => !feeding.has(id));
  const out = [...new Set(leaving.map((link) => link.source))];
  return { entering, leaving, exits: out.length > 0 ? out : loose };
}

/** Inputs within a set of layers that wait for something: where a connection to it leads. */
export function openInputs(drawing: Drawing, catalog: Catalog, ids: ReadonlySet<string>): Omit<Link, "source">[] {
  return [...ids].flatMap((target) => {
    const type = catalog.get(findLayer(drawing, target)?.type ?? "");
    const taken = new Set(incoming(drawing.edges, target).map((link) => link.slot));
    const needed = Math.max(type?.slots.least ?? 1, ...[...taken].map((slot) => slot + 1));
    return Array.from({ length: needed }, (_, slot) => ({ target, slot })).filter(({ slot }) => !taken.has(slot));
  });
}
