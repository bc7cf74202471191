/** The board stops at 2,000 layers, repetitions counted: a sentence, and nothing changes. */
import { beforeEach, expect, test } from "vitest";
import { append, choose, chooseAll, copy, drop, duplicate, mend, pasteCopied } from "../src/actions";
import { appendBlock, dropBlock, makeBlock, repeatBlock } from "../src/blockActions";
import { networkSize } from "../src/blocks";
import type { CanvasStore } from "../src/store";
import type { ReadyBlock } from "../src/types";
import { freshStorage, page } from "./pages";
import { draw } from "./samples";

beforeEach(freshStorage);

const AT = { x: 0, y: 0 };
const READY: ReadyBlock = {
  ...draw("conv_1 drop_1", "conv_1>drop_1"),
  id: "own", name: "Own", summary: "", help: "", own: true, note: "", times: 1,
};

/** A board with so many layers, fifty of them in a block that stands so often. */
function board(layers: number, times = 1): CanvasStore {
  const ids = Array.from({ length: layers }, (_, i) => (i === 0 ? "in_1" : `conv_${i}`));
  const links = ids.slice(1).map((id, i) => `${ids[i] ?? ""}>${id}`);
  const { store } = page({ graph: draw(ids.join(" "), links.join(" ")) });
  choose(store, ids.slice(1, 51));
  makeBlock(store);
  repeatBlock(store, "block_1", times);
  expect(networkSize(store.get().drawing)).toBe(layers + 50 * (times - 1));
  return store;
}

const GROWING: Readonly<Record<string, (store: CanvasStore) => void>> = {
  "a layer added": (store) => { append(store, "Dropout"); },
  "a layer dropped": (store) => { drop(store, "Dropout", AT, null); },
  "a layer dropped on a connection": (store) => { drop(store, "Dropout", AT, "conv_1->conv_2:0"); },
  "a block added": (store) => { appendBlock(store, READY); },
  "a block dropped": (store) => { dropBlock(store, READY, AT, null); },
  "a copy": (store) => { choose(store, ["conv_1"]); duplicate(store); },
  "a paste": (store) => { choose(store, ["conv_1", "conv_2"]); copy(store); pasteCopied(store); },
  "everything twice": (store) => { chooseAll(store); duplicate(store); },
  "a block once more": (store) => { repeatBlock(store, "block_1", (store.get().drawing.blocks[0]?.times ?? 1) + 1); },
  "a mend": (store) => {
    const step = { do: "add", id: "flatten_1", type: "Flatten", params: {}, near: "conv_1", block: "" } as const;
    store.edited = -1;
    mend(store, { label: "Add Flatten", steps: [step] });
  },
};

test.each(Object.entries(GROWING))("%s is refused in a sentence beyond 2,000 layers", (_, act) => {
  const store = board(100, 39);
  const { drawing, history } = store.get();
  expect(networkSize(drawing)).toBe(2000);
  act(store);
  expect(store.get().drawing).toBe(drawing);
  expect(store.get().history).toBe(history);
  expect(store.get().toast?.text).toMatch(/^The network would have [2-4],\d{3} layers; it can have 2,000\.$/);
  expect(store.get().toast?.quiet).toBe(false);
});

test.each(Object.entries(GROWING))("%s is done where there is room for it", (_, act) => {
  const store = board(60, 2);
  const before = networkSize(store.get().drawing);
  act(store);
  expect(networkSize(store.get().drawing)).toBeGreaterThan(before);
});
