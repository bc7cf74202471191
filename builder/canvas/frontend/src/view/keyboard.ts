/** Which key does what. Text fields keep their own keys, but for undo and redo. */
import type { KeyboardEvent } from "react";
import {
  choose,
  chooseAll,
  chosenOne,
  copy,
  duplicate,
  finishLinking,
  fold,
  pasteCopied,
  push,
  removeChosen,
  startLinking,
  tidy,
} from "../actions";
import { makeBlock, takeApart } from "../blockActions";
import { ask } from "../quickAdd";
import type { CanvasStore } from "../store";

const STEP = 8;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

type Verb = (store: CanvasStore) => void;

const PLAIN: Readonly<Record<string, Verb>> = {
  delete: removeChosen,
  backspace: removeChosen,
  a: (store) => { ask(store, { at: null, on: null, loose: null }); },
  c: startLinking,
  t: tidy,
  f: (store) => store.board?.fit(),
  "+": (store) => store.board?.zoom(1),
  "-": (store) => store.board?.zoom(-1),
  escape: (store) => {
    if (store.get().linking === null) choose(store, []);
    else store.set({ linking: null, toast: null });
  },
};

const WITH_CONTROL: Readonly<Record<string, Verb>> = {
  a: chooseAll,
  c: copy,
  x: (store) => {
    copy(store);
    removeChosen(store);
  },
  v: pasteCopied,
  d: duplicate,
  g: makeBlock,
};

function targetOf(event: KeyboardEvent): Element | null {
  const [first] = event.nativeEvent.composedPath();
  return first instanceof Element ? first : null;
}

/** Undo and redo hold everywhere but in the search field, which is no part of the drawing. */
function travel(event: KeyboardEvent, store: CanvasStore, key: string): boolean {
  const back = key === "z" && !event.shiftKey;
  const forth = (key === "z" && event.shiftKey) || key === "y";
  if (back) store.undo();
  else if (forth) store.redo();
  return back || forth;
}

/** Enter on a layer: finish a connection, choose it, or, when chosen, go to its settings. */
function enter(store: CanvasStore, id: string): void {
  if (finishLinking(store, id)) return;
  if (chosenOne(store) !== id) choose(store, [id]);
  else if (!store.get().panels.inspector) fold(store, "inspector");
}

function move(event: KeyboardEvent, store: CanvasStore): boolean {
  const arrow = ARROWS[event.key];
  if (arrow === undefined || store.get().selection.size === 0) return false;
  const step = STEP * (event.shiftKey ? 5 : 1);
  push(store, { x: arrow[0] * step, y: arrow[1] * step });
  return true;
}

function enterOn(event: KeyboardEvent, store: CanvasStore, target: Element): boolean {
  const id = target.closest<HTMLElement>(".react-flow__node")?.dataset["id"];
  if (id === undefined || target.matches("button") || (event.key !== "Enter" && event.key !== " ")) return false;
  enter(store, id);
  return true;
}

function onBoard(event: KeyboardEvent, store: CanvasStore, target: Element): boolean {
  if (event.altKey || target.closest(".ls-board") === null) return false;
  if (move(event, store) || enterOn(event, store, target)) return true;
  const verb = PLAIN[event.key.toLowerCase()];
  verb?.(store);
  return verb !== undefined;
}

/** With Control. Copying marked text stays the browser's. */
function onCommand(store: CanvasStore, key: string, shift: boolean): boolean {
  const verb = key === "g" && shift ? takeApart : WITH_CONTROL[key];
  const marked = globalThis.getSelection()?.isCollapsed === false;
  if (verb === undefined || (key === "c" && marked)) return false;
  verb(store);
  return true;
}

/** Handle a key; true when it was ours, so that the browser must not act on it too. */
export function onKey(event: KeyboardEvent, store: CanvasStore): boolean {
  const target = targetOf(event);
  if (target === null || event.nativeEvent.isComposing) return false;
  const key = event.key.toLowerCase();
  const typing = target.matches("input, textarea, select") || target.closest(".ls-listing") !== null;
  if (event.ctrlKey || event.metaKey) {
    const travels = !target.matches("[type=search]") && travel(event, store, key);
    return travels || (!typing && onCommand(store, key, event.shiftKey));
  }
  return !typing && onBoard(event, store, target);
}
