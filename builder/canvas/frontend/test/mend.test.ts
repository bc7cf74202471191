import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { choose, mend, silence } from "../src/actions";
import { mended } from "../src/edits/mend";
import type { Drawing, Layer, Mend } from "../src/types";
import { readDrawing } from "../src/wire";
import { findings, freshStorage, page } from "./pages";
import { linksOf } from "./samples";

beforeEach(freshStorage);

interface Told {
  readonly before: unknown;
  readonly mend: Mend;
  readonly after: unknown;
}

const FILE = join(import.meta.dirname, "../../../../tests/builder/mended.json");
const all = JSON.parse(readFileSync(FILE, "utf8")) as Told[];
const content = ({ nodes, edges, blocks }: Drawing): unknown => ({
  nodes: nodes.map(({ id, type, params }: Layer) => ({ id, type, params })),
  edges,
  blocks,
});

test("every mend does here what it means in Python", () => {
  expect(all.length).toBeGreaterThan(35);
  for (const told of all) {
    const after = mended(readDrawing(told.before), told.mend);
    expect(after, told.mend.label).not.toBeNull();
    expect(content(after!), told.mend.label).toEqual(content(readDrawing(told.after)));
  }
});

const INSERT: Mend = {
  label: "Add Flatten before it",
  steps: [
    { do: "add", id: "flatten_1", type: "Flatten", params: {}, near: "end_1", block: "" },
    { do: "connect", source: "conv_1", target: "flatten_1", slot: 0 },
    { do: "connect", source: "flatten_1", target: "end_1", slot: 0 },
  ],
};

test("a mend is one step to undo, and what it added is chosen", () => {
  const { store, sent } = page();
  const before = store.get().drawing;
  choose(store, ["conv_1"]);
  mend(store, INSERT);
  expect(linksOf(store.get().drawing)).toBe("conv_1>flatten_1:0 flatten_1>end_1:0 in_1>conv_1:0");
  expect([...store.get().selection]).toEqual(["flatten_1"]);
  expect(sent.at(-1)?.nodes.map((layer) => layer.id)).toContain("flatten_1");
  store.undo();
  expect(store.get().drawing).toBe(before);
});

test("layers that are gone are chosen no more", () => {
  const { store } = page();
  choose(store, ["in_1", "conv_1"]);
  mend(store, { label: "Delete", steps: [{ do: "remove", id: "conv_1" }] });
  expect([...store.get().selection]).toEqual(["in_1"]);
});

test("a mend of another drawing does nothing, and says so", () => {
  const { store } = page();
  for (const steps of [
    [{ do: "remove", id: "gone" } as const],
    [{ do: "connect", source: "in_1", target: "gone", slot: 0 } as const],
    [{ do: "add", id: "conv_1", type: "Flatten", params: {}, near: "", block: "" } as const],
    [{ do: "add", id: "flatten_1", type: "Flatten", params: {}, near: "", block: "gone" } as const],
  ]) {
    mend(store, { label: "Mend", steps });
    expect(store.get().toast?.text).toContain("has changed since");
  }
  expect(store.get().history.past).toEqual([]);
});

test("a silenced remark is a part of the drawing, and can be shown again", () => {
  const { store, sent, receive } = page();
  silence(store, "conv_1", "unpooled", true);
  expect(sent.at(-1)?.nodes[1]?.quiet).toEqual(["unpooled"]);
  const there = readDrawing(JSON.parse(JSON.stringify(sent.at(-1))));
  expect(there.nodes[1]?.quiet).toEqual(["unpooled"]);
  receive({ annotations: findings(1) });
  silence(store, "conv_1", "unpooled", false);
  expect(sent.at(-1)?.nodes[1]).not.toHaveProperty("quiet");
  store.undo();
  expect(store.get().drawing.nodes[1]?.quiet).toEqual(["unpooled"]);
});
