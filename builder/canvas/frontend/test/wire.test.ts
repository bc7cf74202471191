import { describe, expect, test } from "vitest";
import { excerpt } from "../src/edits/copies";
import { NO_HISTORY } from "../src/history";
import { pack, unpack } from "../src/persist";
import { readDrawing, sameDrawing, sameJson, writeDrawing } from "../src/wire";
import { draw } from "./samples";

describe("wire", () => {
  test("a drawing comes back as it went", () => {
    const drawing = draw("in_1 conv_1 end_1", "in_1>conv_1 conv_1>end_1");
    const sent = writeDrawing(drawing, { rev: 3, epoch: 1, catalog: "c", selected: "conv_1", code: false });
    expect(sent).toMatchObject({ rev: 3, epoch: 1, selected: "conv_1", code: false });
    expect(readDrawing(JSON.parse(JSON.stringify(sent)))).toEqual(drawing);
  });

  test("positions are whole pixels within reach", () => {
    const [layer] = writeDrawing({ nodes: [{ ...draw("in_1").nodes[0]!, x: 10.6, y: -0.2 }], edges: [], blocks: [] }, { rev: 0, epoch: 0, catalog: "", selected: null, code: false }).nodes;
    expect(layer).toMatchObject({ x: 11 });
    expect(readDrawing({ nodes: [{ id: "a", type: "Add", x: 1e9, y: Number.NaN }] }).nodes[0]).toMatchObject({ x: 1e6, y: 0 });
  });

  test("odd parameters are kept, whatever they are", () => {
    const { nodes } = readDrawing({ nodes: [{ id: "conv_1", type: "Conv2D", params: { filters: "many", extra: [null] } }] });
    expect(nodes[0]?.params).toEqual({ filters: "many", extra: [null] });
  });

  test("what is no layer, and links to nowhere, are left out; the rest stays", () => {
    const drawing = readDrawing({
      nodes: [{ id: "Conv 1", type: "Conv2D" }, { id: "conv_1" }, 5, null, { id: "flat_1", type: "Flatten" }, { id: "flat_1", type: "Dense" }],
      edges: [{ source: "flat_1", target: "gone" }, { source: "flat_1", target: "flat_1", slot: "x" }, "no"],
    });
    expect(drawing.nodes.map((layer) => layer.type)).toEqual(["Flatten"]);
    expect(drawing.edges).toEqual([{ source: "flat_1", target: "flat_1", slot: 0 }]);
  });

  test("anything else is an empty drawing", () => {
    for (const value of [null, 7, "x", [], { nodes: 3 }]) expect(readDrawing(value).nodes).toEqual([]);
  });

  test("a silenced remark and a block go everywhere together", () => {
    const plain = draw("in_1 conv_1 end_1", "in_1>conv_1 conv_1>end_1");
    const nodes = plain.nodes.map((layer) => (layer.id === "conv_1" ? { ...layer, quiet: ["unpooled"] } : layer));
    const block = { id: "b", name: "Twice", nodes: ["conv_1"], times: 2, folded: true, note: "" };
    const drawing = { ...plain, nodes, blocks: [block] };
    const sent = writeDrawing(drawing, { rev: 1, epoch: 0, catalog: "", selected: null, code: false });
    expect(readDrawing(JSON.parse(JSON.stringify(sent)))).toEqual(drawing);
    const kept = unpack(pack({ stamp: "", design: "", rev: 1, drawing, told: [], history: NO_HISTORY, selection: [], viewport: null, panels: {} }));
    expect(kept?.drawing).toEqual(drawing);
    expect(excerpt(drawing, new Set(["conv_1"]))).toEqual({ nodes: [nodes[1]], edges: [], blocks: [block] });
    expect(sameDrawing(drawing, readDrawing(sent))).toBe(true);
    expect(sameDrawing(drawing, { ...drawing, blocks: [] })).toBe(false);
    expect(sameDrawing(drawing, { ...drawing, nodes: plain.nodes })).toBe(false);
  });

  test("equal JSON is equal whatever the order of keys", () => {
    expect(sameJson({ a: [1, { b: null }], c: 2 }, { c: 2, a: [1, { b: null }] })).toBe(true);
    expect(sameJson([1, 2], [1, 2, 3])).toBe(false);
    expect(sameJson({ a: 1 }, { b: 1 })).toBe(false);
    expect(sameJson([], {})).toBe(false);
  });
});
