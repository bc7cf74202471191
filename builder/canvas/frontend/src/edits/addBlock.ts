/** Putting a ready block into a drawing, and connecting to blocks as to layers. */
import { blockName, findBlock, openInputs, wayThrough } from "../blocks";
import { freshId, idsOf, linkId, type Catalog } from "../graph";
import type { Block, Drawing, Link, ReadyBlock } from "../types";
import { anchorOf, besides, follows, onward, type Added } from "./add";
import { connect, type Connected } from "./connect";
import { paste } from "./copies";
import { freeGround, makeRoom, type Point } from "./place";

/** Put a ready block on free ground, connected to nothing. */
export const addBlockAt = (drawing: Drawing, ready: ReadyBlock, at: Point): Added =>
  putBlock(drawing, ready, freeGround(drawing, at));

function putBlock(drawing: Drawing, ready: ReadyBlock, at: Point): Added {
  const left = Math.min(...ready.nodes.map((layer) => layer.x));
  const first = ready.nodes.filter((layer) => layer.x === left).sort((a, b) => a.y - b.y)[0];
  const by = { x: at.x - left, y: at.y - (first?.y ?? 0) };
  const { drawing: pasted, names } = paste(drawing, { nodes: ready.nodes, edges: ready.edges, blocks: [] }, by);
  const id = freshId(idsOf(pasted), "block");
  const { name, note, times } = ready;
  const block: Block = { id, name, note, times, nodes: [...names.values()], folded: true };
  return { drawing: { ...pasted, blocks: [...pasted.blocks, block] }, id };
}

/** Let a block take the place of connections that leave one layer. */
function spliced({ drawing, id }: Added, catalog: Catalog, source: string, through: readonly Link[]): Added {
  const held = new Set(findBlock(drawing, id)?.nodes);
  const [exit] = wayThrough(drawing, held).exits;
  const ids = new Set(through.map(linkId));
  const inward = openInputs(drawing, catalog, held).map((input): Link => ({ source, ...input }));
  const onward = drawing.edges.map((link) => (ids.has(linkId(link)) && exit !== undefined ? { ...link, source: exit } : link));
  return { drawing: makeRoom({ ...drawing, edges: [...onward, ...inward] }, id), id };
}

/** Put a ready block on a connection, or on all from one layer that lead into one folded block. */
export function insertBlockOn(drawing: Drawing, catalog: Catalog, ready: ReadyBlock, through: readonly Link[], at: Point): Added {
  const [first] = through;
  if (first === undefined) return addBlockAt(drawing, ready, at);
  return spliced(putBlock(drawing, ready, at), catalog, first.source, through);
}

/** Put a ready block after the selected layer or block, and between it and what follows. */
export function addBlockAfter(drawing: Drawing, catalog: Catalog, ready: ReadyBlock, selected: string | null): Added {
  const anchor = anchorOf(drawing, catalog, selected);
  if (anchor === undefined) return addBlockAt(drawing, ready, { x: 0, y: 0 });
  const linked = follows(drawing, catalog, anchor);
  const added = putBlock(linked, ready, besides(linked, anchor));
  return spliced(added, catalog, anchor.id, onward(linked, anchor.id, selected));
}

const refused = (refusal: string): Connected => ({ drawing: null, refusal });

/** Connect layers or blocks. A block takes what comes in wherever it waits for something. */
export function connectAny(
  drawing: Drawing,
  catalog: Catalog,
  wanted: { source: string; target: string; slot: number | null },
): Connected {
  const from = findBlock(drawing, wanted.source);
  if (from === undefined) return connectTo(drawing, catalog, wanted);
  if (from.id === wanted.target) return refused(`${blockName(from)} cannot feed itself. Choose another layer.`);
  const [source, ...others] = wayThrough(drawing, new Set(from.nodes)).exits;
  if (source === undefined || others.length > 0) {
    return refused(`${blockName(from)} has several ways out. Unfold it and connect one of its layers.`);
  }
  return connectTo(drawing, catalog, { ...wanted, source });
}

/** Connect a layer to a layer or a block. */
function connectTo(
  drawing: Drawing,
  catalog: Catalog,
  wanted: { source: string; target: string; slot: number | null },
): Connected {
  const to = findBlock(drawing, wanted.target);
  if (to === undefined) return connect(drawing, catalog, wanted);
  const inputs = inputsOf(drawing, catalog, to);
  if (typeof inputs === "string") return refused(inputs);
  const { source } = wanted;
  let now: Connected = { drawing, refusal: null };
  for (const input of inputs) {
    if (now.refusal !== null) return now;
    now = connect(now.drawing, catalog, { source, ...input });
  }
  return now;
}

/** Where a connection into a block leads: its open inputs, or else those that one layer feeds now. */
function inputsOf(drawing: Drawing, catalog: Catalog, block: Block): readonly Omit<Link, "source">[] | string {
  const held = new Set(block.nodes);
  const open = openInputs(drawing, catalog, held);
  if (open.length > 0) return open;
  const { entering } = wayThrough(drawing, held);
  const feeders = new Set(entering.map((link) => link.source));
  if (feeders.size === 1) return entering.map(({ target, slot }) => ({ target, slot }));
  return `${blockName(block)} has ${feeders.size === 0 ? "no open input" : "several ways in"}. Unfold it and connect one of its layers.`;
}
