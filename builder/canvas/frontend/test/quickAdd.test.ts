import { beforeEach, expect, test } from "vitest";
import { choose } from "../src/actions";
import { answer, ask, choices, type Choice } from "../src/quickAdd";
import type { Asked, Loose } from "../src/state";
import { freshStorage, page } from "./pages";
import { CATALOG, draw, linksOf } from "./samples";

beforeEach(freshStorage);

const layer = (name: string): Choice => ({ kind: "layer", type: CATALOG.get(name)! });
const names = (found: Choice[]): string[] => found.map((one) => (one.kind === "layer" ? one.type.type : one.block.name));
const asked = (loose: Loose | null, at: Asked["at"] = { x: 320, y: 480 }): Asked => ({ at, on: null, loose });
const from: Loose = { id: "conv_1", side: "source", slot: null };
const GATE = {
  id: "gate", name: "Gate", summary: "Lets some through", help: "", own: false, note: "", times: 1, ...draw("conv_1 drop_1", "conv_1>drop_1"),
};

test("only what can stand at the loose end is offered, and a search narrows it", () => {
  const { store } = page({ blocks: [GATE] });
  expect(names(choices(store.get(), asked(from), ""))).toEqual(["Conv2D", "Dropout", "Flatten", "Add", "Attention", "Classifier", "Gate"]);
  expect(names(choices(store.get(), asked({ ...from, side: "target", slot: 0 }), ""))).not.toContain("Classifier");
  expect(names(choices(store.get(), asked(null), ""))).toContain("Input");
  expect(names(choices(store.get(), asked(from), "input"))).toEqual([]);
  expect(names(choices(store.get(), asked(from), "lets some"))).toEqual(["Gate"]);
});

test("beyond the first layers what makes a photograph ready comes last", () => {
  const { store } = page({ blocks: [GATE] });
  const ready = { ...CATALOG.get("Flatten")!, type: "Rescaling", category: "Image and preparation" };
  store.set({ types: [ready, CATALOG.get("Conv2D")!, CATALOG.get("Flatten")!] });
  expect(names(choices(store.get(), asked(from), ""))).toEqual(["Conv2D", "Flatten", "Rescaling", "Gate"]);
  choose(store, ["conv_1"]);
  expect(names(choices(store.get(), asked(null, null), ""))).toEqual(["Conv2D", "Flatten", "Rescaling", "Gate"]);
  expect(names(choices(store.get(), asked(null), ""))).toEqual(["Rescaling", "Conv2D", "Flatten", "Gate"]);
});

test("when what was added is undone, what it was added to is chosen", () => {
  const { store } = page();
  choose(store, ["conv_1"]);
  answer(store, asked(null, null), layer("Dropout"));
  store.undo();
  expect([...store.get().selection]).toEqual(["conv_1"]);
});

test("at a loose end the layer stands where it was let go, connected, in one step", () => {
  const { store } = page();
  ask(store, asked(from));
  answer(store, asked(from), layer("Dropout"));
  const { drawing, history, selection } = store.get();
  const made = drawing.nodes.at(-1)!;
  expect([made.type, made.x, made.y]).toEqual(["Dropout", 320, 480]);
  expect(linksOf(drawing)).toBe(`conv_1>${made.id}:0 conv_1>end_1:0 in_1>conv_1:0`);
  expect([...selection]).toEqual([made.id]);
  expect(store.get().asked).toBeNull();
  expect(history.past).toHaveLength(1);
});

test("before an input it is connected to just that input", () => {
  const { store } = page({ graph: draw("in_1 add_1") });
  answer(store, asked({ id: "add_1", side: "target", slot: 1 }), layer("Conv2D"));
  expect(linksOf(store.get().drawing)).toBe("conv2d_1>add_1:1");
});

test("a block is led into and out of as a layer is", () => {
  const { store } = page({ blocks: [GATE] });
  answer(store, asked(from), { kind: "block", block: GATE });
  const [block] = store.get().drawing.blocks;
  const first = block!.nodes[0]!;
  expect(linksOf(store.get().drawing)).toContain(`conv_1>${first}:0`);
  answer(store, asked({ id: "end_1", side: "target", slot: 0 }), { kind: "block", block: GATE });
  const second = store.get().drawing.blocks[1]!;
  expect(linksOf(store.get().drawing)).toContain(`${second.nodes[1]!}>end_1:0`);
});

test("what cannot be connected is told, and nothing is drawn", () => {
  const { store } = page();
  answer(store, asked({ id: "end_1", side: "source", slot: null }), layer("Dropout"));
  expect(store.get().toast?.text).toContain("the end of the network");
  expect(store.get().history.past).toEqual([]);
});

test("asked by keyboard it goes after what is chosen; on free ground it stands alone", () => {
  const { store } = page();
  choose(store, ["conv_1"]);
  answer(store, asked(null, null), layer("Dropout"));
  expect(linksOf(store.get().drawing)).toBe("conv_1>dropout_1:0 dropout_1>end_1:0 in_1>conv_1:0");
  answer(store, asked(null), layer("Flatten"));
  expect(store.get().drawing.nodes.at(-1)).toMatchObject({ type: "Flatten", x: 320, y: 480 });
  expect(linksOf(store.get().drawing)).not.toContain("flatten_1");
});
