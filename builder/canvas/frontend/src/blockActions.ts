/** What a person can do with blocks, as verbs over the store: each is one step to undo. */
import { added, arranged, chosenOne, grow, keptTidy, linksOf, say } from "./actions";
import { blockName, blockOf, findBlock, layersOf, membersOf } from "./blocks";
import { addBlockAfter, addBlockAt, insertBlockOn } from "./edits/addBlock";
import { excerpt } from "./edits/copies";
import { group, setBlock, ungroup } from "./edits/group";
import { crowded, type Point } from "./edits/place";
import type { CanvasStore } from "./store";
import type { Drawing, ReadyBlock } from "./types";

/** Wrap what is chosen as a block, or say why not. */
export function makeBlock(store: CanvasStore): void {
  const { drawing, selection } = store.get();
  const result = group(drawing, membersOf(drawing, selection));
  if (result.refusal !== null) {
    say(store, result.refusal);
    return;
  }
  store.edit(keptTidy(store, result.drawing), new Set([result.id]));
  store.board?.show(result.id, false);
  say(store, "Made a block. Give it a name in the settings, or repeat it.", true);
}

/** The blocks that are chosen, or hold a chosen layer. */
export function chosenBlocks(drawing: Drawing, selection: ReadonlySet<string>): Set<string> {
  const around = drawing.nodes.filter((layer) => selection.has(layer.id)).map((layer) => blockOf(drawing, layer.id)?.id);
  const chosen = drawing.blocks.map((block) => block.id).filter((id) => selection.has(id));
  return new Set([...chosen, ...around.filter((id) => id !== undefined)]);
}

/** Take the chosen blocks apart; their layers are chosen then. */
export function takeApart(store: CanvasStore): void {
  const { drawing, selection } = store.get();
  const ids = chosenBlocks(drawing, selection);
  if (ids.size === 0) return;
  const after = ungroup(drawing, ids);
  const before = new Set(drawing.nodes.map((layer) => layer.id));
  const made = after.nodes.map((layer) => layer.id).filter((id) => !before.has(id));
  const chosen = [...membersOf(drawing, ids), ...made];
  if (grow(store, keptTidy(store, after), new Set(chosen))) store.board?.show(chosen[0] ?? "", false);
}

/** Fold a block into one, or unfold it; where its layers have no room, all is tidied. */
export function foldBlock(store: CanvasStore, id: string, folded: boolean): void {
  const { drawing } = store.get();
  const changed = setBlock(drawing, id, { folded });
  const block = findBlock(changed, id);
  if (block === undefined || changed === drawing) return;
  const full = !folded && crowded(changed, layersOf(changed, block));
  store.edit(full ? arranged(store, changed) : keptTidy(store, changed), new Set([id]));
  store.board?.show(id, false);
  say(store, `${blockName(block)} is ${folded ? "folded" : "unfolded"}.`, true);
}

/** Let a block stand so many times in the network, or say why not. */
export function repeatBlock(store: CanvasStore, id: string, times: number): void {
  grow(store, setBlock(store.get().drawing, id, { times }), undefined, `times:${id}`);
}

/** Keep a block in the palette, beyond this drawing. */
export function keepBlock(store: CanvasStore, id: string): void {
  const { drawing } = store.get();
  const block = findBlock(drawing, id);
  if (block === undefined) return;
  const { nodes, edges } = excerpt(drawing, new Set(block.nodes));
  store.tellPython({ keep: { name: blockName(block), note: block.note, times: block.times, nodes, edges } });
  say(store, `${blockName(block)} is kept in the list of layers, under My blocks.`);
}

/** Let a block of one's own go from the palette; drawings that use it keep theirs. */
export function forgetBlock(store: CanvasStore, name: string): void {
  store.tellPython({ forget: name });
  say(store, `${name} is no longer among My blocks.`);
}

export function renameBlock(store: CanvasStore, id: string, name: string): void {
  store.edit(setBlock(store.get().drawing, id, { name }), undefined, `title:${id}`);
}

export function noteBlock(store: CanvasStore, id: string, note: string): void {
  store.edit(setBlock(store.get().drawing, id, { note }), undefined, `note:${id}`);
}

/** Add a block of the palette after what is chosen and connect it. */
export function appendBlock(store: CanvasStore, ready: ReadyBlock): void {
  const { catalog, drawing } = store.get();
  const fits = added(store, addBlockAfter(drawing, catalog, ready, chosenOne(store)), true);
  if (fits) say(store, `Added the block ${ready.name}.`, true);
}

/** Drop a block of the palette at a point of the board: into the link there, if there is one. */
export function dropBlock(store: CanvasStore, ready: ReadyBlock, at: Point, onLink: string | null): void {
  const { catalog, drawing } = store.get();
  const through = linksOf(drawing, onLink);
  if (through.length === 0) added(store, addBlockAt(drawing, ready, at), false);
  else added(store, insertBlockOn(drawing, catalog, ready, through, at), true);
}
