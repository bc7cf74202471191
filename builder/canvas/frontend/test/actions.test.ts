import { beforeEach, expect, test } from "vitest";
import {
  append,
  choose,
  chooseAll,
  duplicate,
  finishLinking,
  link,
  param,
  push,
  removeChosen,
  startLinking,
  tidy,
  unlink,
} from "../src/actions";
import { freshStorage, page } from "./pages";
import { draw, linksOf } from "./samples";

beforeEach(freshStorage);

test("every action is one step to undo", () => {
  const { store } = page();
  const start = store.get().drawing;
  choose(store, ["conv_1"]);
  const actions = [
    () => { append(store, "Dropout"); },
    () => { choose(store, ["conv_1"]); duplicate(store); },
    () => { push(store, { x: 8, y: 0 }); },
    () => { link(store, "in_1", "end_1", 0); },
    () => { unlink(store, "end_1", 0); },
    () => { param(store, "conv_1", "filters", 9); },
    () => { tidy(store); },
    () => { chooseAll(store); removeChosen(store); },
  ];
  for (const act of actions) act();
  expect(store.get().drawing.nodes).toEqual([]);
  expect(store.get().history.past).toHaveLength(actions.length);
  while (store.undo());
  expect(store.get().drawing).toBe(start);
  while (store.redo());
  expect(store.get().drawing.nodes).toEqual([]);
});

test("a refusal is told and is no step", () => {
  const { store } = page();
  expect(link(store, "conv_1", "in_1", null)).toBe(false);
  expect(store.get().toast?.text).toContain("where images enter");
  expect(store.get().history.past).toEqual([]);
});

test("connecting by keyboard: begin at one layer, finish at another", () => {
  const { store } = page({ graph: draw("in_1 conv_1") });
  choose(store, ["in_1"]);
  startLinking(store);
  expect(store.get().linking).toBe("in_1");
  expect(finishLinking(store, "conv_1")).toBe(true);
  expect(linksOf(store.get().drawing)).toBe("in_1>conv_1:0");
  expect(finishLinking(store, "conv_1")).toBe(false);
});
