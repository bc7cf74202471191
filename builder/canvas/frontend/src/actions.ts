/** What a person can do, as verbs over the store: each is one step to undo. */
import { membersOf, nameById, seen, seenId, seenIds, tooLarge } from "./blocks";
import { addAfter, addAt, insertOn, type Added } from "./edits/add";
import { connectAny } from "./edits/addBlock";
import { moveTo, nudge, remove, setNote, setParam, setQuiet, setTitle } from "./edits/change";
import { closeRanks } from "./edits/connect";
import { excerpt, paste } from "./edits/copies";
import { mended } from "./edits/mend";
import type { Point } from "./edits/place";
import { findLayer, idsOf, linkId } from "./graph";
import { isTidy, tidyPlaces } from "./layout";
import type { Panels } from "./state";
import type { CanvasStore } from "./store";
import { toastOf } from "./toast";
import { EMPTY, type Drawing, type Json, type Link, type Mend } from "./types";

let clipboard: Drawing = EMPTY;

/** Tell the person something, in a sentence. */
export function say(store: CanvasStore, text: string, quiet = false): void {
  store.set({ toast: toastOf(text, { quiet }) });
}

/** Put a larger drawing in place, or say that it would be too large: then nothing changes. */
export function grow(store: CanvasStore, after: Drawing, selection?: ReadonlySet<string>, merging = ""): boolean {
  const why = tooLarge(after);
  if (why === "") store.edit(after, selection, merging);
  else say(store, why);
  return why === "";
}

/** The one chosen layer or block, with nothing chosen besides. */
export function chosenOne(store: CanvasStore): string | null {
  const { selection, drawing } = store.get();
  const ids = [...idsOf(drawing)].filter((id) => selection.has(id));
  return ids.length === 1 ? (ids[0] ?? null) : null;
}

const BOARD = { width: 900, height: 560 };

export const arranged = (store: CanvasStore, drawing: Drawing): Drawing =>
  moveTo(drawing, tidyPlaces(seen(drawing).drawing, store.board?.size() ?? BOARD));

/** A drawing that was tidy stays tidy after a change. */
export function keptTidy(store: CanvasStore, after: Drawing): Drawing {
  return isTidy(seen(store.get().drawing).drawing) ? arranged(store, after) : after;
}

/** Put a drawing with a new layer or block in place and show that, if there is room for it. */
export function added(store: CanvasStore, { drawing, id }: Added, tidy: boolean): boolean {
  const fits = grow(store, tidy ? keptTidy(store, drawing) : drawing, new Set([id]));
  if (fits) store.board?.show(id, false);
  return fits;
}

/** Add a layer after the chosen one and connect it. */
export function append(store: CanvasStore, type: string): void {
  const { catalog, drawing } = store.get();
  const entry = catalog.get(type);
  if (entry === undefined) return;
  const made = addAfter(drawing, catalog, entry, chosenOne(store));
  const layer = findLayer(made.drawing, made.id);
  if (added(store, made, true) && layer !== undefined) say(store, `Added ${layer.type} as ${layer.id}.`, true);
}

/** Drop a layer at a point of the board: into the link there, if there is one. */
export function drop(store: CanvasStore, type: string, at: Point, onLink: string | null): void {
  const { catalog, drawing } = store.get();
  const entry = catalog.get(type);
  if (entry === undefined) return;
  const through = linksOf(drawing, onLink);
  if (through.length === 0) added(store, addAt(drawing, entry, at), false);
  else added(store, insertOn(drawing, entry, through, at), true);
}

/** The connections that one line on the board stands for. */
export const linksOf = (drawing: Drawing, id: string | null): readonly Link[] =>
  seen(drawing).links.find((line) => line.id === id)?.all ?? [];

/** Connect two layers or blocks, or say why not. */
export function link(store: CanvasStore, source: string, target: string, slot: number | null): boolean {
  const { drawing, catalog } = store.get();
  const result = connectAny(drawing, catalog, { source, target, slot });
  if (result.refusal !== null) say(store, result.refusal);
  return result.refusal === null && grow(store, result.drawing);
}

/** Take the connection out of a layer's slot. */
export function unlink(store: CanvasStore, target: string, slot: number): void {
  const { drawing, catalog } = store.get();
  const edges = drawing.edges.filter((edge) => edge.target !== target || edge.slot !== slot);
  store.edit(closeRanks({ ...drawing, edges }, catalog, [target]));
}

/** Do what Python offers to mend a problem, once it knows the last edit; one step to undo. */
export function mend(store: CanvasStore, offered: Mend): void {
  if (store.get().annotations.rev < store.edited) {
    say(store, "Your last change is still being looked at. Try again in a moment.");
    return;
  }
  const { drawing, catalog, selection } = store.get();
  const after = mended(drawing, offered);
  if (after === null) {
    say(store, "The drawing has changed since. Look at its problems again.");
    return;
  }
  const closed = closeRanks(after, catalog, idsOf(after));
  const added = offered.steps.flatMap((step) => (step.do === "add" ? step.id : []));
  const chosen = added.length > 0 ? new Set(added) : kept(closed, selection);
  if (grow(store, keptTidy(store, closed), chosen)) say(store, `${offered.label}: done. Undo takes it back.`, true);
}

/** Of what is chosen, the layers that are still there. */
const kept = (drawing: Drawing, selection: ReadonlySet<string>): ReadonlySet<string> => {
  const ids = idsOf(drawing);
  return new Set([...selection].filter((id) => ids.has(id)));
};

/** Remove what is chosen. */
export function removeChosen(store: CanvasStore): void {
  const { drawing, catalog, selection } = store.get();
  const lines = seen(drawing).links.filter((line) => selection.has(line.id));
  const chosen = [...membersOf(drawing, selection), ...lines.flatMap((line) => line.all.map(linkId)), ...selection];
  const after = remove(drawing, catalog, new Set(chosen));
  if (after === drawing) return;
  const tidy = after.nodes.length < drawing.nodes.length;
  store.edit(tidy ? keptTidy(store, after) : after, new Set());
  store.board?.focus();
}

export function param(store: CanvasStore, id: string, name: string, value: Json): void {
  store.edit(setParam(store.get().drawing, id, name, value), undefined, `param:${id}:${name}`);
}

export function title(store: CanvasStore, id: string, text: string): void {
  store.edit(setTitle(store.get().drawing, id, text), undefined, `title:${id}`);
}

export function note(store: CanvasStore, id: string, text: string): void {
  store.edit(setNote(store.get().drawing, id, text), undefined, `note:${id}`);
}

/** Silence a remark about a layer, or let it speak again. */
export function silence(store: CanvasStore, id: string, code: string, quiet: boolean): void {
  store.edit(setQuiet(store.get().drawing, id, code, quiet));
  say(store, quiet ? "The remark is silenced. The layer's settings can show it again." : "The remark is shown again.", true);
}

/** Layers were dragged to new places. */
export function place(store: CanvasStore, places: ReadonlyMap<string, Point>): void {
  store.edit(moveTo(store.get().drawing, places));
}

/** Move what is chosen by so many pixels; a quick series of key presses is one step. */
export function push(store: CanvasStore, by: Point): void {
  const { drawing, selection } = store.get();
  store.edit(nudge(drawing, membersOf(drawing, selection), by), undefined, `nudge:${[...selection].join()}`);
}

export function tidy(store: CanvasStore): void {
  store.edit(arranged(store, store.get().drawing));
  store.board?.fit();
}

/** A drawing that came without places is laid out as soon as the board's size is known. */
export function layOutUnplaced(store: CanvasStore): void {
  const { unplaced, drawing } = store.get();
  if (unplaced) store.settle(arranged(store, drawing));
}

export function choose(store: CanvasStore, ids: Iterable<string>): void {
  store.set({ selection: new Set(ids) });
  store.saveSoon();
  if (store.get().follows) store.tell();
}

export function chooseAll(store: CanvasStore): void {
  const { drawing } = store.get();
  choose(store, [...seenIds(drawing), ...seen(drawing).links.map((line) => line.id)]);
}

export function copy(store: CanvasStore): void {
  const { drawing, selection } = store.get();
  const part = excerpt(drawing, membersOf(drawing, selection));
  if (part.nodes.length > 0) clipboard = part;
}

export function pasteCopied(store: CanvasStore): void {
  if (clipboard.nodes.length === 0) return;
  const pasted = paste(store.get().drawing, clipboard);
  grow(store, pasted.drawing, pasted.ids);
}

export function duplicate(store: CanvasStore): void {
  const { drawing, selection } = store.get();
  const part = excerpt(drawing, membersOf(drawing, selection));
  if (part.nodes.length === 0) return;
  const pasted = paste(drawing, part);
  grow(store, pasted.drawing, pasted.ids);
}

/** Begin to connect the chosen layer by keyboard, or finish at another. */
export function startLinking(store: CanvasStore): void {
  const id = chosenOne(store);
  if (id === null) return;
  store.set({ linking: id });
  say(store, `Choose the layer that ${nameById(store.get().drawing, id)} leads to: Tab to it and press Enter, or click it.`);
}

export function finishLinking(store: CanvasStore, target: string): boolean {
  const source = store.get().linking;
  if (source === null) return false;
  store.set({ linking: null });
  link(store, source, target, null);
  return true;
}

/** Go to a layer that has a problem: choose it, show it, focus it. */
export function jumpTo(store: CanvasStore, id: string): void {
  const shown = seenId(store.get().drawing, id);
  choose(store, [shown]);
  store.board?.show(shown, true);
}

export function fold(store: CanvasStore, panel: keyof Panels): void {
  const { panels } = store.get();
  const open = !panels[panel];
  const beside = { palette: "inspector", inspector: "palette", problems: null, code: null } as const;
  const other = store.narrow && open ? beside[panel] : null;
  store.panelsChosen = true;
  store.set({ panels: { ...panels, [panel]: open, ...(other === null ? {} : { [other]: false }) } });
  store.saveSoon();
  if (panel === "code") store.tell();
}
