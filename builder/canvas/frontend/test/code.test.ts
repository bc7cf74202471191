import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { fold, param } from "../src/actions";
import { blocks, fileName, lines, tokens } from "../src/code";
import { findings, freshStorage, page } from "./pages";
import { draw } from "./samples";

beforeEach(freshStorage);

const GOLDEN = join(import.meta.dirname, "../../../../tests/builder/golden");
const printed = readdirSync(GOLDEN).map((name) => readFileSync(join(GOLDEN, name), "utf8"));
const of = (text: string, kind: string): string[] =>
  tokens(text).filter((token) => token.kind === kind).map((token) => token.text);

test("colouring changes no character of any template's code", () => {
  expect(printed.length).toBeGreaterThan(10);
  for (const text of printed) {
    expect(tokens(text).map((token) => token.text).join("")).toBe(text);
    const back = lines(text).map((line) => line.map((token) => token.text).join("")).join("\n");
    expect(`${back}\n`).toBe(text);
  }
});

test("words, texts, numbers and remarks are told apart", () => {
  const text = 'def f(x2, y: int = 1e-3):  # if 3\n    return x2 + 7, "for \\" 5", None';
  expect(of(text, "keyword")).toEqual(["def", "return", "None"]);
  expect(of(text, "number")).toEqual(["1e-3", "7"]);
  expect(of(text, "string")).toEqual(['"for \\" 5"']);
  expect(of(text, "comment")).toEqual(["# if 3"]);
});

test("a text over several lines is one in each of them", () => {
  const [first, second, third] = lines('"""One\nfor two."""\nx = 1\n');
  expect(first).toEqual([{ kind: "string", text: '"""One' }]);
  expect(second).toEqual([{ kind: "string", text: 'for two."""' }]);
  expect(third?.at(-1)).toEqual({ kind: "number", text: "1" });
});

test("blocks hold every line once, in order, and each layer's own", () => {
  const text = "import keras\n\n\ndef build():\n    a = 1\n    b = (\n        2\n    )\n    return b\n";
  const found = blocks({ text, lines: { b: [6, 8], a: [5, 5] }, copies: {} });
  expect(found.map((block) => [block.layer, block.from, block.lines.length])).toEqual([
    [null, 1, 4],
    ["a", 5, 1],
    ["b", 6, 3],
    [null, 9, 1],
  ]);
});

test("lines of a later repetition lead to the layer that is drawn", () => {
  const found = blocks({ text: "a = 1\na_2 = 2\nb = 3\n", lines: { a: [1, 1], a_2: [2, 2], b: [3, 3] }, copies: { a_2: "a" } });
  expect(found.map((block) => [block.name, block.layer])).toEqual([["a", "a"], ["a_2", "a"], ["b", "b"]]);
});

test("a file is named after its design", () => {
  expect(fileName("Two-convolution CNN (64, 64)")).toBe("two_convolution_cnn_64_64.py");
  expect(fileName("…")).toBe("network.py");
});

test("opening the panel asks Python for the code at once, closing it ends that", () => {
  const { store, sent, receive } = page();
  fold(store, "code");
  expect(sent.at(-1)).toMatchObject({ rev: 0, code: true });
  const code = { text: "a = 1\n", lines: { in_1: [1, 1] as const }, copies: {} };
  receive({ annotations: { ...findings(0), code } });
  expect(store.get().code).toEqual(code);
  fold(store, "code");
  expect(sent.at(-1)).toMatchObject({ code: false });
});

test("the last sound code stays while the drawing is not sound, and no other design's", () => {
  const { store, receive } = page();
  fold(store, "code");
  const code = { text: "a = 1\n", lines: {}, copies: {} };
  receive({ annotations: { ...findings(0), code } });
  param(store, "conv_1", "filters", 0);
  receive({ annotations: { ...findings(1), code: null } });
  expect([store.get().code, store.get().annotations.code]).toEqual([code, null]);
  receive({ epoch: 1, design: "another", graph: draw("in_1"), annotations: findings(1) });
  expect(store.get().code).toBeNull();
});

test("whether the code is shown is kept when the page is loaded anew", () => {
  const first = page();
  fold(first.store, "code");
  first.store.saveNow();
  const { store, sent } = page({ annotations: findings(0) });
  expect(store.get().panels.code).toBe(true);
  expect(sent.at(-1)).toMatchObject({ code: true });
});
