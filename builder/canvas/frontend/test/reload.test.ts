/** What is there again after the page was loaded anew, and what is told when another drawing is. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import { param } from "../src/actions";
import { load, pack, unpack } from "../src/persist";
import { GRAPH, findings, freshStorage, page } from "./pages";
import { draw, linksOf } from "./samples";

beforeEach(freshStorage);

describe("after a reload", () => {
  test("drawing, history and selection are there again, and Python is told", () => {
    const before = page();
    param(before.store, "conv_1", "filters", 7);
    before.store.edit(draw("in_1"), new Set(["in_1"]));
    before.store.look({ x: 1, y: 2, zoom: 0.5 });
    before.store.saveNow();
    const after = page({ epoch: 0, annotations: findings(0) });
    expect(after.store.get().drawing.nodes).toHaveLength(1);
    expect([...after.store.get().selection]).toEqual(["in_1"]);
    expect(after.store.viewport).toEqual({ x: 1, y: 2, zoom: 0.5 });
    expect(after.sent).toHaveLength(1);
    expect(after.sent[0]).toMatchObject({ epoch: 0, rev: 3 });
    after.store.undo();
    after.store.undo();
    expect(linksOf(after.store.get().drawing)).toBe(linksOf(GRAPH));
    expect(after.store.get().drawing.nodes[1]?.params).toEqual({});
  });

  test("what was opened or saved elsewhere meanwhile is shown; undo brings one's own back", () => {
    const before = page({ stamp: "a" });
    param(before.store, "conv_1", "filters", 7);
    before.receive({ stamp: "b", annotations: findings(1) });
    before.store.saveNow();
    const after = page({ session: "second", stamp: "c", graph: draw("in_1") });
    expect(after.store.get().drawing.nodes).toHaveLength(1);
    expect(after.sent).toEqual([]);
    after.store.undo();
    expect(after.store.get().drawing.nodes[1]?.params).toEqual({ filters: 7 });
    expect(after.sent).toHaveLength(1);
    after.store.undo();
    expect(after.store.get().drawing.nodes[1]?.params).toEqual({});
  });

  test("a page that shows what was saved elsewhere says so until something is drawn", () => {
    const before = page({ stamp: "a" });
    param(before.store, "conv_1", "filters", 7);
    before.receive({ stamp: "b", annotations: findings(1) });
    expect(before.store.get().toast).toBeNull();
    before.store.saveNow();
    const same = page({ session: "second", stamp: "b", graph: before.store.get().drawing });
    expect(same.store.get().toast).toBeNull();
    const { store } = page({ session: "third", stamp: "c", graph: draw("in_1") });
    expect(store.get().toast).toMatchObject({ lasting: true, quiet: false });
    expect(store.get().toast?.text).toContain("Undo brings back the drawing that was here.");
    store.undo();
    expect(store.get().toast).toBeNull();
    expect(store.get().drawing.nodes[1]?.params).toEqual({ filters: 7 });
  });

  test("an edit that Python kept without a word is one's own: newer ones are there again", () => {
    const before = page({ stamp: "a" });
    param(before.store, "conv_1", "filters", 7);
    const kept = before.store.get().drawing;
    param(before.store, "conv_1", "filters", 8);
    expect(before.sent).toHaveLength(1);
    before.store.saveNow();
    const after = page({ session: "second", stamp: "b", graph: kept });
    expect(after.store.get().drawing.nodes[1]?.params).toEqual({ filters: 8 });
    expect(after.store.get().toast).toBeNull();
    expect(after.sent).toHaveLength(1);
    expect(load("canvas")?.told).toEqual([kept]);
    after.receive({ session: "second", stamp: "c", annotations: findings(after.sent[0]!.rev) });
    after.store.saveNow();
    expect(load("canvas")?.told).toEqual([]);
  });

  test("what Python kept last is remembered, so that edits it has not heard of are there again", () => {
    const before = page({ stamp: "a" });
    param(before.store, "conv_1", "filters", 7);
    before.receive({ stamp: "b", annotations: findings(1) });
    param(before.store, "conv_1", "filters", 8);
    before.store.saveNow();
    const after = page({ session: "second", stamp: "b" });
    expect(after.store.get().drawing.nodes[1]?.params).toEqual({ filters: 8 });
    expect(after.sent).toHaveLength(1);
  });

  test("a drawing that was kept, though the answer never came, keeps its history", () => {
    const before = page({ stamp: "a" });
    param(before.store, "conv_1", "filters", 7);
    before.store.saveNow();
    const { drawing } = before.store.get();
    const after = page({ session: "second", stamp: "b", graph: drawing });
    expect(after.store.undo()).toBe(true);
    expect(after.store.get().drawing.nodes[1]?.params).toEqual({});
    expect(after.store.undo()).toBe(false);
  });

  test("another design's edits are not taken for this one's", () => {
    const before = page();
    before.store.edit(draw("in_1"));
    before.store.saveNow();
    expect(page({ design: "other" }).store.get().drawing.nodes).toHaveLength(3);
  });

  test("layers that many steps share are kept once", () => {
    const { store } = page();
    for (let i = 0; i < 100; i += 1) store.edit({ ...store.get().drawing, edges: [] });
    store.saveNow();
    const saved = load("canvas");
    expect(saved?.history.past).toHaveLength(100);
    expect(pack(saved!).length).toBeLessThan(6000);
    expect(unpack("{")).toBeNull();
    expect(unpack('{"version": 9}')).toBeNull();
  });

  test("a full store drops the history before the drawing", () => {
    const { store } = page();
    store.edit(draw("in_1"));
    let kept = "";
    vi.stubGlobal("sessionStorage", {
      setItem: (_key: string, value: string) => {
        if (value.includes('"past":[[')) throw new Error("full");
        kept = value;
      },
    });
    store.saveNow();
    expect(unpack(kept)?.drawing.nodes).toHaveLength(1);
    expect(unpack(kept)?.history.past).toEqual([]);
  });
});
