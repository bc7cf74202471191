/** Wrapping layers as a block, changing it, and taking it apart again. */
import { blockName, blockOf, findBlock, MOST_TIMES, wayThrough } from "../blocks";
import { findLayer, freshId, idsOf, nameOf } from "../graph";
import type { Block, Drawing, Link } from "../types";
import { excerpt, paste } from "./copies";
import { PITCH_Y } from "./place";

export type Grouped =
  | { readonly drawing: Drawing; readonly id: string; readonly refusal: null }
  | { readonly drawing: null; readonly refusal: string };

/** Wrap layers as a block, or say why not: a layer is in one block at most. */
export function group(drawing: Drawing, ids: ReadonlySet<string>): Grouped {
  const nodes = drawing.nodes.map((layer) => layer.id).filter((id) => ids.has(id));
  if (nodes.length === 0) return { drawing: null, refusal: "Choose the layers of the block first." };
  const [held] = nodes.flatMap((id) => {
    const [layer, block] = [findLayer(drawing, id), blockOf(drawing, id)];
    return layer === undefined || block === undefined ? [] : [{ layer, block }];
  });
  if (held !== undefined) {
    const refusal = `${nameOf(held.layer)} is in the block “${blockName(held.block)}” already, and blocks hold layers only. Ungroup that block first.`;
    return { drawing: null, refusal };
  }
  const id = freshId(idsOf(drawing), "block");
  const block: Block = { id, name: `Block ${id.replace("block_", "")}`, nodes, times: 1, folded: false, note: "" };
  return { drawing: { ...drawing, blocks: [...drawing.blocks, block] }, id, refusal: null };
}

type Setting = Partial<Pick<Block, "name" | "note" | "times" | "folded">>;

/** Change what a block says of itself; names, notes and repetitions stay within their bounds. */
export function setBlock(drawing: Drawing, id: string, setting: Setting): Drawing {
  const before = findBlock(drawing, id);
  if (before === undefined) return drawing;
  const wanted = { ...before, ...setting };
  const times = Math.max(1, Math.min(MOST_TIMES, Math.round(wanted.times)));
  const after: Block = { ...wanted, times, name: wanted.name.slice(0, 80), note: wanted.note.slice(0, 2000) };
  const same = (Object.keys(after) as (keyof Block)[]).every((key) => after[key] === before[key]);
  if (same) return drawing;
  return { ...drawing, blocks: drawing.blocks.map((block) => (block === before ? after : block)) };
}

/** Take blocks apart: their layers stay, and repetitions become layers of their own. */
export function ungroup(drawing: Drawing, ids: ReadonlySet<string>): Drawing {
  const gone = drawing.blocks.filter((block) => ids.has(block.id));
  if (gone.length === 0) return drawing;
  const opened = gone.reduce((now, block) => (block.times > 1 ? drawOut(now, block) : now), drawing);
  return { ...opened, blocks: opened.blocks.filter((block) => !ids.has(block.id)) };
}

/** The repetitions of a block as layers, each fed by the one before; as it is where it has not one way through. */
function drawOut(drawing: Drawing, block: Block): Drawing {
  const held = new Set(block.nodes);
  const { entering, exits } = wayThrough(drawing, held);
  const [exit] = exits;
  if (exit === undefined || exits.length > 1 || new Set(entering.map((link) => link.source)).size !== 1) return drawing;
  const part = { ...excerpt(drawing, held), blocks: [] };
  let now = drawing;
  let last = exit;
  for (let turn = 1; turn < block.times; turn += 1) {
    const { drawing: pasted, names } = paste(now, part, { x: 24 * turn, y: PITCH_Y * turn });
    const joints = entering.map((link): Link => ({ ...link, source: last, target: names.get(link.target) ?? link.target }));
    now = { ...pasted, edges: [...pasted.edges, ...joints] };
    last = names.get(exit) ?? exit;
  }
  const onward = new Set(drawing.edges.filter((link) => link.source === exit && !held.has(link.target)));
  return { ...now, edges: now.edges.map((link) => (onward.has(link) ? { ...link, source: last } : link)) };
}
