/** Adding a layer where one's hands are: where a connection was let go on free ground, where the board
 * was double-clicked, or, by keyboard, after what is chosen. Each is one step to undo. */
import { added, append, drop, say } from "./actions";
import { appendBlock, dropBlock } from "./blockActions";
import { nameById } from "./blocks";
import { addAt, type Added } from "./edits/add";
import { addBlockAt, connectAny } from "./edits/addBlock";
import type { Point } from "./edits/place";
import { isEnd, mostInputs } from "./graph";
import { matching, matchingBlocks } from "./search";
import type { Asked, Loose, State } from "./state";
import type { CanvasStore } from "./store";
import type { LayerType, ReadyBlock } from "./types";

/** What can be added: a layer type or a block of the palette. */
export type Choice =
  | { readonly kind: "layer"; readonly type: LayerType }
  | { readonly kind: "block"; readonly block: ReadyBlock };

/** Ask what to add; `null` puts the question away. */
export function ask(store: CanvasStore, asked: Asked | null): void {
  store.set({ asked });
}

/** Whether a layer of a type can be at the other end of a loose connection. */
function fits(type: LayerType, loose: Loose | null): boolean {
  if (loose === null) return true;
  return loose.side === "source" ? mostInputs(type) > 0 : !isEnd(type);
}

/** Families of what makes a photograph ready for a network. */
const PREPARING: ReadonlySet<string> = new Set(["Image and preparation", "Skin and lesion"]);

/** Whether what comes next comes after a layer that learns or shrinks: nothing is made ready there. */
function isBeyond({ drawing, catalog, selection }: State, { at, loose }: Asked): boolean {
  const ids = loose?.side === "source" ? [loose.id] : [...(loose === null && at === null ? selection : [])];
  const before = drawing.nodes.filter((layer) => ids.includes(layer.id));
  return before.some((layer) => !PREPARING.has(catalog.get(layer.type)?.category ?? ""));
}

/** What a person may choose from, by what they typed: layers before blocks, and last what is unusual there. */
export function choices(state: State, asked: Asked, query: string): Choice[] {
  const fitting = matching(state.types, query).filter((type) => fits(type, asked.loose));
  const late = (type: LayerType): boolean => PREPARING.has(type.category) && isBeyond(state, asked);
  const layers = [...fitting.filter((type) => !late(type)), ...fitting.filter(late)];
  return [
    ...layers.map((type): Choice => ({ kind: "layer", type })),
    ...matchingBlocks(state.ready, query).map((block): Choice => ({ kind: "block", block })),
  ];
}

/** Add what was chosen where it was asked for. */
export function answer(store: CanvasStore, { at, loose }: Asked, choice: Choice): void {
  ask(store, null);
  store.board?.focus();
  if (at === null) appended(store, choice);
  else if (loose === null) dropped(store, choice, at);
  else led(store, choice, at, loose);
}

function appended(store: CanvasStore, choice: Choice): void {
  if (choice.kind === "layer") append(store, choice.type.type);
  else appendBlock(store, choice.block);
}

function dropped(store: CanvasStore, choice: Choice, at: Point): void {
  if (choice.kind === "layer") drop(store, choice.type.type, at, null);
  else dropBlock(store, choice.block, at, null);
}

/** Put it at the loose end of a connection and connect it, or say why not. */
function led(store: CanvasStore, choice: Choice, at: Point, loose: Loose): void {
  const { drawing, catalog } = store.get();
  const made: Added = choice.kind === "layer" ? addAt(drawing, choice.type, at) : addBlockAt(drawing, choice.block, at);
  const ends = loose.side === "source" ? { source: loose.id, target: made.id } : { source: made.id, target: loose.id };
  const result = connectAny(made.drawing, catalog, { ...ends, slot: loose.slot });
  if (result.refusal !== null) {
    say(store, result.refusal);
    return;
  }
  added(store, { drawing: result.drawing, id: made.id }, false);
  const [name, other] = [made.id, loose.id].map((id) => nameById(result.drawing, id));
  say(store, `Added ${name ?? ""} and connected it to ${other ?? ""}.`, true);
}
