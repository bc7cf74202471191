import { describe, expect, test } from "vitest";
import { addAfter, addAt, insertOn } from "../src/edits/add";
import { moveTo, nudge, remove, setNote, setParam, setTitle } from "../src/edits/change";
import { closeRanks, connect, possibleSources } from "../src/edits/connect";
import { excerpt, paste } from "../src/edits/copies";
import { NODE_HEIGHT, NODE_WIDTH, stacked, unplaced } from "../src/edits/place";
import { freshId, slotName, slotsShown, snakeCase } from "../src/graph";
import { ADD, ATTENTION, CATALOG, CLASSIFIER, CONV2D, DROPOUT, FLATTEN, INPUT, draw, linksOf } from "./samples";

const CHAIN = draw("in_1 conv_1 flat_1 end_1", "in_1>conv_1 conv_1>flat_1 flat_1>end_1");

describe("names", () => {
  test("types become names as Keras makes them", () => {
    const types = ["Conv2D", "MaxPooling2D", "GlobalAveragePooling2D", "SpatialDropout2D", "BatchNormalization", "Add"];
    expect(types.map(snakeCase)).toEqual(["conv2d", "max_pooling2d", "global_average_pooling2d", "spatial_dropout2d", "batch_normalization", "add"]);
  });

  test("a new layer takes the first free number, and always a valid identifier", () => {
    expect(freshId(new Set(["conv2d_1", "conv2d_3"]), "Conv2D")).toBe("conv2d_2");
    for (const type of ["Conv2D", "X".repeat(80), "9Lives"]) expect(freshId(new Set(), type)).toMatch(/^[a-z][a-z0-9_]{0,63}$/);
  });
});

describe("adding", () => {
  test("after the chosen layer, between it and what follows, with every default", () => {
    const { drawing, id } = addAfter(CHAIN, CATALOG, DROPOUT, "conv_1");
    expect(linksOf(drawing)).toBe("conv_1>dropout_1:0 dropout_1>flat_1:0 flat_1>end_1:0 in_1>conv_1:0");
    expect(drawing.nodes.find((layer) => layer.id === id)?.params).toEqual({ rate: 0.3 });
  });

  test("with nothing chosen, or the end, before the end", () => {
    for (const chosen of [null, "end_1"]) {
      const { drawing } = addAfter(CHAIN, CATALOG, DROPOUT, chosen);
      expect(linksOf(drawing)).toContain("flat_1>dropout_1:0");
      expect(linksOf(drawing)).toContain("dropout_1>end_1:0");
    }
  });

  test("a Classifier that waits for an input is connected with the first layer", () => {
    const { drawing } = addAfter(draw("in_1 end_1"), CATALOG, FLATTEN, null);
    expect(linksOf(drawing)).toBe("flatten_1>end_1:0 in_1>flatten_1:0");
  });

  test("at a branch it stands before all of them", () => {
    const { drawing } = addAfter(draw("in_1 conv_1 conv_2", "in_1>conv_1 in_1>conv_2"), CATALOG, DROPOUT, "in_1");
    expect(linksOf(drawing)).toBe("dropout_1>conv_1:0 dropout_1>conv_2:0 in_1>dropout_1:0");
  });

  test("an end follows without taking over, an Input stands alone", () => {
    expect(linksOf(addAfter(CHAIN, CATALOG, CLASSIFIER, "conv_1").drawing)).toBe(`conv_1>classifier_1:0 ${linksOf(CHAIN)}`);
    expect(linksOf(addAfter(CHAIN, CATALOG, INPUT, "conv_1").drawing)).toBe(linksOf(CHAIN));
  });

  test("the first layer of all stands alone", () => {
    expect(addAfter(draw(""), CATALOG, CONV2D, null).drawing.nodes).toHaveLength(1);
  });

  test("dropped on a connection it is inserted there; an end or a start is only put down", () => {
    const link = CHAIN.edges[1]!;
    expect(linksOf(insertOn(CHAIN, DROPOUT, [link], { x: 450, y: 0 }).drawing)).toContain("conv_1>dropout_1:0 dropout_1>flat_1:0");
    for (const type of [INPUT, CLASSIFIER]) {
      expect(linksOf(insertOn(CHAIN, type, [link], { x: 450, y: 0 }).drawing)).toBe(linksOf(CHAIN));
    }
  });

  test("no new layer covers another", () => {
    for (const chosen of ["in_1", "conv_1", "flat_1"]) {
      const { drawing, id } = addAfter(CHAIN, CATALOG, DROPOUT, chosen);
      const added = drawing.nodes.find((layer) => layer.id === id)!;
      const covered = drawing.nodes.filter(
        (layer) => layer.id !== id && Math.abs(layer.x - added.x) < NODE_WIDTH && Math.abs(layer.y - added.y) < NODE_HEIGHT,
      );
      expect(covered).toEqual([]);
    }
    expect(addAt(CHAIN, DROPOUT, { x: 0, y: 0 }).drawing.nodes.at(-1)?.y).toBeGreaterThanOrEqual(NODE_HEIGHT);
  });
});

describe("connecting", () => {
  const refusalOf = (source: string, target: string, slot: number | null = null): string | null =>
    connect(CHAIN, CATALOG, { source, target, slot }).refusal;

  test("a loop is refused in a sentence", () => {
    expect(refusalOf("flat_1", "conv_1")).toBe("Conv2D already leads to Flatten. Connecting them would make a loop; data flows one way.");
    expect(refusalOf("conv_1", "conv_1")).toMatch(/cannot feed itself/);
  });

  test("nothing follows the end or comes before the start", () => {
    expect(refusalOf("end_1", "conv_1")).toMatch(/is the end of the network/);
    expect(refusalOf("conv_1", "in_1")).toMatch(/where images enter/);
    expect(refusalOf("gone", "conv_1")).toMatch(/gone/);
  });

  test("a taken single input gets the new connection in place of the old", () => {
    const { drawing } = connect(CHAIN, CATALOG, { source: "in_1", target: "flat_1", slot: null });
    expect(linksOf(drawing!)).toBe("flat_1>end_1:0 in_1>conv_1:0 in_1>flat_1:0");
  });

  test("merging layers take numbered slots, one after the other, and the same source twice", () => {
    let drawing = draw("in_1 conv_1 add_1", "in_1>conv_1");
    for (const source of ["conv_1", "in_1", "in_1"]) {
      drawing = connect(drawing, CATALOG, { source, target: "add_1", slot: null }).drawing!;
    }
    expect(linksOf(drawing)).toBe("conv_1>add_1:0 in_1>add_1:1 in_1>add_1:2 in_1>conv_1:0");
    expect(slotsShown(ADD, drawing.edges.filter((link) => link.target === "add_1"))).toBe(4);
  });

  test("slots with a meaning keep it: named, bounded, and never renumbered", () => {
    const drawing = draw("in_1 att_1", "in_1>att_1:0 in_1>att_1:2");
    expect([0, 1, 2].map((slot) => slotName(ATTENTION, slot))).toEqual(["query", "value", "key"]);
    expect(slotsShown(ATTENTION, drawing.edges)).toBe(3);
    expect(closeRanks(drawing, CATALOG, ["att_1"])).toBe(drawing);
    expect(connect(drawing, CATALOG, { source: "in_1", target: "att_1", slot: null }).drawing?.edges.at(-1)?.slot).toBe(1);
  });

  test("only layers that would make no loop are offered as sources", () => {
    expect(possibleSources(CHAIN, CATALOG, "conv_1").map((layer) => layer.id)).toEqual(["in_1"]);
  });

  test("which layers are an end is told by the catalog, not by their names", () => {
    const catalog = new Map([...CATALOG, [FLATTEN.type, { ...FLATTEN, ends: true }]]);
    expect(possibleSources(CHAIN, CATALOG, "end_1").map((layer) => layer.id)).toContain("flat_1");
    expect(possibleSources(CHAIN, catalog, "end_1").map((layer) => layer.id)).not.toContain("flat_1");
    const wanted = { source: "flat_1", target: "end_1", slot: null };
    expect(connect(CHAIN, catalog, wanted).refusal).toBe("Flatten is the end of the network: nothing can follow it.");
  });
});

describe("removing", () => {
  test("a chain closes over the layers taken out of it", () => {
    expect(linksOf(remove(CHAIN, CATALOG, new Set(["conv_1"])))).toBe("flat_1>end_1:0 in_1>flat_1:0");
    expect(linksOf(remove(CHAIN, CATALOG, new Set(["conv_1", "flat_1"])))).toBe("in_1>end_1:0");
    const boxed = new Set(["conv_1", "in_1->conv_1:0", "conv_1->flat_1:0"]);
    expect(linksOf(remove(CHAIN, CATALOG, boxed))).toBe("flat_1>end_1:0 in_1>flat_1:0");
  });

  test("a removed connection stays removed, and slots close ranks", () => {
    const drawing = draw("in_1 conv_1 conv_2 add_1", "in_1>add_1:0 conv_1>add_1:1 conv_2>add_1:2");
    expect(linksOf(remove(drawing, CATALOG, new Set(["in_1->add_1:0"])))).toBe("conv_1>add_1:0 conv_2>add_1:1");
  });

  test("what had two sources leaves a gap; nothing chosen changes nothing", () => {
    const drawing = draw("in_1 conv_1 add_1 end_1", "in_1>add_1:0 conv_1>add_1:1 add_1>end_1");
    expect(linksOf(remove(drawing, CATALOG, new Set(["add_1"])))).toBe("");
    expect(remove(drawing, CATALOG, new Set(["gone"]))).toBe(drawing);
  });

  test("a drawn loop can be removed too", () => {
    const loop = draw("conv_1 conv_2 end_1", "conv_1>conv_2 conv_2>conv_1 conv_2>end_1");
    expect(remove(loop, CATALOG, new Set(["conv_1", "conv_2"])).edges).toEqual([]);
  });
});

describe("changing", () => {
  test("one layer changes, the others stay the same objects", () => {
    const after = setParam(CHAIN, "conv_1", "filters", 64);
    expect(after.nodes[1]?.params).toEqual({ filters: 64 });
    expect(after.nodes[0]).toBe(CHAIN.nodes[0]);
    expect(setTitle(CHAIN, "conv_1", "x".repeat(99)).nodes[1]?.title).toHaveLength(80);
    expect(setNote(CHAIN, "conv_1", "why").nodes[1]?.note).toBe("why");
  });

  test("moving nowhere is no edit", () => {
    expect(moveTo(CHAIN, new Map([["in_1", { x: 0, y: 0 }]]))).toBe(CHAIN);
    expect(nudge(CHAIN, new Set(["in_1"]), { x: 8, y: -8 }).nodes[0]).toMatchObject({ x: 8, y: -8 });
  });

  test("a copy has ids of its own and the links among its layers", () => {
    const part = excerpt(CHAIN, new Set(["conv_1", "flat_1"]));
    const { drawing, ids } = paste(CHAIN, part);
    expect([...ids]).toEqual(["conv2d_1", "flatten_1"]);
    expect(linksOf(drawing)).toContain("conv2d_1>flatten_1:0");
    expect(new Set(drawing.nodes.map((layer) => layer.id)).size).toBe(6);
  });

  test("drawings without places are recognised", () => {
    expect(stacked({ ...CHAIN, nodes: CHAIN.nodes.map((layer) => ({ ...layer, x: 0, y: 0 })) })).toBe(true);
    expect(unplaced(CHAIN)).toBe(true); // four layers in one long line
    expect(unplaced(draw("in_1 end_1"))).toBe(false);
  });
});
