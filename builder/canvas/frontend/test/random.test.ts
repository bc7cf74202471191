/** Random edits, with blocks, undo and redo among them: what must always hold of a drawing. */
import { beforeEach, expect, test } from "vitest";
import { append, choose, chooseAll, copy, duplicate, link, param, pasteCopied, push, removeChosen, tidy } from "../src/actions";
import { appendBlock, foldBlock, makeBlock, renameBlock, repeatBlock, takeApart } from "../src/blockActions";
import { membersOf, seen, seenIds, wayThrough } from "../src/blocks";
import type { CanvasStore } from "../src/store";
import type { Drawing, ReadyBlock } from "../src/types";
import { readDrawing, writeDrawing } from "../src/wire";
import { freshStorage, page } from "./pages";
import { draw } from "./samples";

beforeEach(freshStorage);

const READY: ReadyBlock = {
  ...draw("conv_1 drop_1 add_1", "conv_1>drop_1 drop_1>add_1:0"),
  id: "ready", name: "Ready", summary: "", help: "", own: false, note: "", times: 2,
};

/** Numbers from 0 up to 1, the same for one seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function holds(drawing: Drawing): void {
  const layers = new Set(drawing.nodes.map((layer) => layer.id));
  const held = drawing.blocks.flatMap((block) => block.nodes);
  const all = [...layers, ...drawing.blocks.map((block) => block.id)];
  expect(new Set(all).size).toBe(all.length);
  expect(new Set(held).size).toBe(held.length);
  expect(held.every((id) => layers.has(id))).toBe(true);
  expect(drawing.blocks.every((block) => block.nodes.length > 0 && block.times >= 1 && block.times <= 64)).toBe(true);
  expect(drawing.edges.every((edge) => layers.has(edge.source) && layers.has(edge.target))).toBe(true);
  const sent = writeDrawing(drawing, { rev: 0, epoch: 0, catalog: "", selected: null, code: false });
  const { nodes, edges, blocks } = readDrawing(JSON.parse(JSON.stringify(sent)));
  expect({ edges, blocks, ids: nodes.map((layer) => layer.id) }).toEqual({ edges: drawing.edges, blocks: drawing.blocks, ids: [...layers] });
  const lines = seen(drawing).links.flatMap((line) => line.all);
  const within = drawing.edges.filter((edge) => {
    const block = seen(drawing).hidden.get(edge.source);
    return block !== undefined && block === seen(drawing).hidden.get(edge.target);
  });
  expect(lines.length + within.length).toBe(drawing.edges.length);
}

/** What the network is, whatever is folded and wherever it stands. */
const network = ({ nodes, edges, blocks }: Drawing): unknown => ({
  nodes: nodes.map(({ id, type, params }) => ({ id, type, params })),
  edges,
  blocks: blocks.map((block) => ({ held: block.nodes, times: block.times })),
});

function step(store: CanvasStore, random: () => number): void {
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const { drawing } = store.get();
  const ids = [...seenIds(drawing)];
  const block = pick(drawing.blocks);
  const some = ids.filter(() => random() < 0.2);
  const before = network(drawing);
  const keeping: (() => void)[] = [
    () => { if (block !== undefined) foldBlock(store, block.id, !block.folded); },
    () => { if (block !== undefined) renameBlock(store, block.id, `Name ${random()}`); },
    () => { choose(store, some); push(store, { x: 8, y: -8 }); },
    () => { tidy(store); },
  ];
  const changing: (() => void)[] = [
    () => { choose(store, some); makeBlock(store); },
    () => { choose(store, some); makeBlock(store); },
    () => { choose(store, block === undefined ? some : [block.id]); takeApart(store); },
    () => { if (block !== undefined) repeatBlock(store, block.id, 1 + Math.floor(random() * 5)); },
    () => { choose(store, ids.slice(0, 1)); append(store, pick(["Conv2D", "Dropout", "Add"]) ?? "Add"); },
    () => { choose(store, pick(ids) === undefined ? [] : [pick(ids) ?? ""]); appendBlock(store, READY); },
    () => { link(store, pick(ids) ?? "", pick(ids) ?? "", null); },
    () => { choose(store, some); removeChosen(store); },
    () => { choose(store, some); duplicate(store); },
    () => { choose(store, some); copy(store); pasteCopied(store); },
    () => { param(store, drawing.nodes[0]?.id ?? "", "filters", Math.floor(random() * 9)); },
    () => { store.undo(); },
    () => { store.undo(); store.undo(); store.redo(); },
  ];
  if (drawing.nodes.length > 30) { chooseAll(store); removeChosen(store); return; }
  if (random() < 0.3) {
    pick(keeping)?.();
    expect(network(store.get().drawing)).toEqual(before);
  } else pick(changing)?.();
}

test.each([1, 2, 3])("300 random edits keep what must hold, and undo leads back (seed %i)", (seed) => {
  const { store } = page();
  const random = numbers(seed);
  for (let i = 0; i < 300; i += 1) {
    step(store, random);
    const { drawing, selection } = store.get();
    holds(drawing);
    expect([...membersOf(drawing, selection)].every((id) => drawing.nodes.some((layer) => layer.id === id))).toBe(true);
  }
  const { drawing } = store.get();
  let steps = 0;
  while (store.undo()) { holds(store.get().drawing); steps += 1; }
  for (let i = 0; i < steps; i += 1) store.redo();
  expect(store.get().drawing).toBe(drawing);
}, 60_000);

test("taking a repeated block apart keeps the size of the network", () => {
  const { store } = page({ graph: draw("in_1 conv_1 drop_1 end_1", "in_1>conv_1 conv_1>drop_1 drop_1>end_1") });
  choose(store, ["conv_1", "drop_1"]);
  makeBlock(store);
  repeatBlock(store, "block_1", 4);
  takeApart(store);
  const { drawing } = store.get();
  expect([drawing.blocks.length, drawing.nodes.length]).toEqual([0, 10]);
  expect(wayThrough(drawing, new Set(["end_1"])).entering).toHaveLength(1);
  store.undo();
  expect(store.get().drawing.blocks[0]?.times).toBe(4);
});
