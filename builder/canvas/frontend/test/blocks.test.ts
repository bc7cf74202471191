import { describe, expect, test } from "vitest";
import { blockOf, membersOf, networkSize, openInputs, seen, seenId, tooLarge, wayThrough } from "../src/blocks";
import { addAfter, insertOn } from "../src/edits/add";
import { addBlockAfter, addBlockAt, connectAny, insertBlockOn } from "../src/edits/addBlock";
import { moveTo, nudge, remove } from "../src/edits/change";
import { excerpt, paste } from "../src/edits/copies";
import { group, setBlock, ungroup } from "../src/edits/group";
import type { Drawing, ReadyBlock } from "../src/types";
import { readDrawing, sameDrawing, writeDrawing } from "../src/wire";
import { CATALOG, DROPOUT, draw, linksOf } from "./samples";

/** A residual: two convolutions and a way around them. */
const PLAIN = draw("in_1 conv_1 conv_2 add_1 flat_1 end_1",
  "in_1>conv_1 conv_1>conv_2 conv_2>add_1:0 in_1>add_1:1 add_1>flat_1 flat_1>end_1");
const HELD = new Set(["conv_1", "conv_2", "add_1"]);
const made = group(PLAIN, HELD);
const OPEN = made.drawing!;
const FOLDED = setBlock(OPEN, "block_1", { folded: true });
const linesOf = (drawing: Drawing): string => linksOf({ ...drawing, edges: seen(drawing).links });

describe("making blocks", () => {
  test("chosen layers become a block; one that is in a block already is refused", () => {
    expect(OPEN.blocks).toEqual([{ id: "block_1", name: "Block 1", nodes: ["conv_1", "conv_2", "add_1"], times: 1, folded: false, note: "" }]);
    expect(group(OPEN, new Set(["conv_1"])).refusal).toContain("is in the block “Block 1” already");
    expect(group(OPEN, new Set(["gone"])).refusal).toContain("Choose the layers");
    expect(blockOf(OPEN, "conv_2")?.id).toBe("block_1");
    expect(blockOf(OPEN, "flat_1")).toBeUndefined();
  });

  test("what it says stays within bounds, and the same is no edit", () => {
    expect(setBlock(OPEN, "block_1", { times: 1e9 }).blocks[0]?.times).toBe(64);
    expect(setBlock(OPEN, "block_1", { name: "x".repeat(99) }).blocks[0]?.name).toHaveLength(80);
    expect(setBlock(OPEN, "block_1", { folded: false })).toBe(OPEN);
    expect(setBlock(OPEN, "gone", { times: 2 })).toBe(OPEN);
    const many = group(draw(Array.from({ length: 100 }, (_, i) => `conv_${i}`).join(" ")), new Set(Array.from({ length: 100 }, (_, i) => `conv_${i}`))).drawing!;
    expect(tooLarge(setBlock(many, "block_1", { times: 21 }))).toBe("The network would have 2,100 layers; it can have 2,000.");
    expect(tooLarge(setBlock(many, "block_1", { times: 20 }))).toBe("");
    const links = Array.from({ length: 10_001 }, (_, slot) => ({ source: "conv_1", target: "conv_2", slot }));
    expect(tooLarge({ ...many, edges: links })).toBe("The network would have 10,001 connections; it can have 10,000.");
    expect(tooLarge({ ...many, edges: links.slice(1) })).toBe("");
  });

  test("a block taken apart leaves its layers; its repetitions become layers", () => {
    expect(ungroup(OPEN, new Set(["block_1"]))).toEqual(PLAIN);
    const apart = ungroup(setBlock(FOLDED, "block_1", { times: 3 }), new Set(["block_1"]));
    expect(apart.blocks).toEqual([]);
    expect(apart.nodes).toHaveLength(networkSize(setBlock(OPEN, "block_1", { times: 3 })));
    expect(linksOf(apart)).toBe([
      "add_1>add_2:1", "add_1>conv2d_1:0", "add_2>add_3:1", "add_2>conv2d_3:0", "add_3>flat_1:0",
      "conv2d_1>conv2d_2:0", "conv2d_2>add_2:0", "conv2d_3>conv2d_4:0", "conv2d_4>add_3:0",
      "conv_1>conv_2:0", "conv_2>add_1:0", "flat_1>end_1:0", "in_1>add_1:1", "in_1>conv_1:0",
    ].join(" "));
  });
});

describe("folding", () => {
  test("a folded block stands for its layers: one line for all that lead to it", () => {
    expect(seen(FOLDED).drawing.nodes.map((node) => node.id)).toEqual(["in_1", "flat_1", "end_1", "block_1"]);
    expect(linesOf(FOLDED)).toBe("block_1>flat_1:0 flat_1>end_1:0 in_1>block_1:0");
    expect(seen(FOLDED).links.find((line) => line.target === "block_1")?.all).toHaveLength(2);
    expect(seenId(FOLDED, "conv_2")).toBe("block_1");
    expect(linksOf(FOLDED)).toBe(linksOf(PLAIN));
  });

  test("it stands where its first layer does and moves as one", () => {
    const moved = moveTo(FOLDED, new Map([["block_1", { x: 310, y: 40 }]]));
    const before = FOLDED.nodes.filter((layer) => HELD.has(layer.id));
    const after = moved.nodes.filter((layer) => HELD.has(layer.id));
    expect(after.map((layer, i) => [layer.x - before[i]!.x, layer.y - before[i]!.y])).toEqual([[10, 40], [10, 40], [10, 40]]);
    expect(nudge(FOLDED, membersOf(FOLDED, new Set(["block_1"])), { x: 0, y: 8 }).nodes.filter((layer) => layer.y === 8)).toHaveLength(3);
  });
});

describe("editing with blocks", () => {
  test("removing layers shrinks a block, removing the last one removes it", () => {
    expect(remove(OPEN, CATALOG, new Set(["conv_2"])).blocks[0]?.nodes).toEqual(["conv_1", "add_1"]);
    expect(remove(OPEN, CATALOG, HELD).blocks).toEqual([]);
  });

  test("a copy brings the blocks that were chosen whole, with ids of their own", () => {
    const { drawing, ids } = paste(OPEN, excerpt(OPEN, new Set([...HELD, "flat_1"])));
    expect([...ids]).toEqual(["block_2", "flatten_1"]);
    expect(drawing.blocks.map((block) => block.nodes.length)).toEqual([3, 3]);
    expect(new Set(drawing.blocks.flatMap((block) => block.nodes)).size).toBe(6);
    expect(excerpt(OPEN, new Set(["conv_1"])).blocks).toEqual([]);
  });

  test("what is pasted again stands on a spot of its own", () => {
    const part = excerpt(PLAIN, new Set(["conv_1"]));
    const thrice = [1, 2, 3].reduce((drawing) => paste(drawing, part).drawing, PLAIN);
    expect(new Set(thrice.nodes.map(({ x, y }) => `${x},${y}`)).size).toBe(thrice.nodes.length);
    expect(paste(PLAIN, part).drawing.nodes.at(-1)).toMatchObject({ x: 324, y: 138 });
  });

  test("a layer added after one of a block, or between two of it, is in it", () => {
    const after = addAfter(OPEN, CATALOG, DROPOUT, "conv_1");
    expect(after.drawing.blocks[0]?.nodes).toContain(after.id);
    const on = insertOn(OPEN, DROPOUT, [OPEN.edges[1]!], { x: 0, y: 0 });
    expect(on.drawing.blocks[0]?.nodes).toContain(on.id);
    const outside = insertOn(OPEN, DROPOUT, [OPEN.edges[0]!], { x: 0, y: 0 });
    expect(outside.drawing.blocks[0]?.nodes).not.toContain(outside.id);
  });

  test("a layer added after a block stands between it and what follows it", () => {
    for (const drawing of [OPEN, FOLDED]) {
      const { drawing: after } = addAfter(drawing, CATALOG, DROPOUT, "block_1");
      expect(linksOf(after)).toContain("add_1>dropout_1:0");
      expect(linksOf(after)).toContain("dropout_1>flat_1:0");
      expect(after.blocks[0]?.nodes).toHaveLength(3);
    }
  });

  test("a layer dropped on the line into a folded block feeds all that the line fed", () => {
    const line = seen(FOLDED).links.find((one) => one.target === "block_1")!;
    expect(linesOf(insertOn(FOLDED, DROPOUT, line.all, { x: 0, y: 0 }).drawing)).toBe(
      "block_1>flat_1:0 dropout_1>block_1:0 flat_1>end_1:0 in_1>dropout_1:0",
    );
  });

  test("connecting to a block feeds it wherever it waits, and again in place of what fed it", () => {
    const bare = paste(draw("in_1 conv_9"), excerpt(FOLDED, HELD)).drawing;
    const held = new Set(bare.blocks[0]!.nodes);
    expect(openInputs(bare, CATALOG, held)).toEqual([{ target: "conv2d_1", slot: 0 }, { target: "add_1", slot: 1 }]);
    const fed = connectAny(bare, CATALOG, { source: "in_1", target: "block_1", slot: 0 }).drawing!;
    expect(linesOf(fed)).toBe("in_1>block_1:0");
    const anew = connectAny(fed, CATALOG, { source: "conv_9", target: "block_1", slot: 0 }).drawing!;
    expect(linesOf(anew)).toBe("conv_9>block_1:0");
    expect(connectAny(anew, CATALOG, { source: "block_1", target: "block_1", slot: 0 }).refusal).toContain("cannot feed itself");
    expect(connectAny(FOLDED, CATALOG, { source: "block_1", target: "in_1", slot: null }).refusal).toContain("where images enter");
    expect(wayThrough(FOLDED, HELD).exits).toEqual(["add_1"]);
  });

  test("blocks go to Python and come back; odd ones are mended or left out", () => {
    const sent = writeDrawing(FOLDED, { rev: 1, epoch: 0, catalog: "", selected: null, code: false });
    expect(readDrawing(JSON.parse(JSON.stringify(sent)))).toEqual(FOLDED);
    expect(sameDrawing(FOLDED, OPEN)).toBe(false);
    const odd = [{ id: "b", nodes: ["conv_1", "gone", 5], times: 1e9 }, { id: "c", nodes: ["conv_1"] }, { id: "conv_2", nodes: ["add_1"] }, 7];
    expect(readDrawing({ ...PLAIN, blocks: odd }).blocks).toEqual([{ id: "b", name: "", nodes: ["conv_1"], times: 64, folded: false, note: "" }]);
  });
});

describe("ready blocks", () => {
  const READY: ReadyBlock = { ...excerpt(PLAIN, HELD), id: "residual", name: "Residual", summary: "", help: "", own: false, note: "", times: 1 };

  test("are put after what is chosen, connected, folded, between it and what follows", () => {
    const { drawing, id } = addBlockAfter(PLAIN, CATALOG, READY, "flat_1");
    expect(linesOf(drawing)).toContain(`${id}>end_1:0`);
    expect(linesOf(drawing)).toContain(`flat_1>${id}:0`);
    expect(drawing.blocks[0]).toMatchObject({ name: "Residual", folded: true });
    expect(drawing.nodes).toHaveLength(9);
  });

  test("are inserted on a connection, or stand alone on free ground", () => {
    const on = insertBlockOn(PLAIN, CATALOG, READY, [PLAIN.edges[0]!], { x: 0, y: 0 });
    expect(linesOf(on.drawing)).toContain(`in_1>${on.id}:0`);
    expect(linesOf(on.drawing)).toContain(`${on.id}>conv_1:0`);
    const alone = addBlockAt(PLAIN, READY, { x: 0, y: 0 });
    expect(linesOf(alone.drawing)).toBe(linesOf(PLAIN));
    expect(addBlockAfter(draw(""), CATALOG, READY, null).drawing.nodes).toHaveLength(3);
  });
});
