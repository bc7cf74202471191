import { beforeEach, describe, expect, test, vi } from "vitest";
import { append, chooseAll, duplicate, finishLinking, link, param, push, removeChosen, startLinking, tidy, choose, unlink } from "../src/actions";
import { Flight, PATIENCE_MS, type Clock } from "../src/flight";
import { load, pack, unpack } from "../src/persist";
import { CanvasStore } from "../src/store";
import type { Annotations, Incoming, Outgoing } from "../src/types";
import { CATALOG, draw, linksOf } from "./samples";

class FakeClock implements Clock {
  time = 0;
  private timers: { at: number; run: () => void }[] = [];
  now = (): number => this.time;
  later = (run: () => void, ms: number): void => {
    this.timers.push({ at: this.time + ms, run });
  };
  pass(ms: number): void {
    this.time += ms;
    const due = this.timers.filter((timer) => timer.at <= this.time);
    this.timers = this.timers.filter((timer) => timer.at > this.time);
    for (const timer of due) timer.run();
  }
}

const findings = (rev: number): Annotations => ({ rev, nodes: {}, totals: null, problems: [] });

const GRAPH = draw("in_1 conv_1 end_1", "in_1>conv_1 conv_1>end_1");

const incoming = (change: Partial<Incoming> = {}): Incoming => ({
  id: "canvas",
  design: "mine",
  catalog: [...CATALOG.values()],
  graph: GRAPH,
  epoch: 0,
  annotations: findings(0),
  dark: false,
  ...change,
});

interface Page {
  store: CanvasStore;
  clock: FakeClock;
  sent: Outgoing[];
  receive: (change?: Partial<Incoming>) => void;
}

/** A page with a store; the session's storage is shared with pages opened before. */
function page(first: Partial<Incoming> = {}): Page {
  const clock = new FakeClock();
  const store = new CanvasStore("canvas", clock);
  const sent: Outgoing[] = [];
  const receive = (change: Partial<Incoming> = {}): void => {
    store.receive(incoming(change), (graph) => sent.push(graph));
  };
  receive(first);
  return { store, clock, sent, receive };
}

beforeEach(() => {
  const items = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
  });
});

describe("single flight", () => {
  test("the next state waits for the answer to the last, and carries everything since", () => {
    const { store, sent, receive } = page();
    for (const filters of [1, 2, 3]) param(store, "conv_1", "filters", filters);
    expect(sent.map((graph) => graph.rev)).toEqual([1]);
    receive({ annotations: findings(1) });
    expect(sent.map((graph) => graph.rev)).toEqual([1, 3]);
    expect(sent[1]?.nodes[1]?.params).toEqual({ filters: 3 });
    receive({ annotations: findings(3) });
    expect(sent).toHaveLength(2);
  });

  test("an answer that never comes is waited for only so long", () => {
    const clock = new FakeClock();
    let rev = 0;
    const flight = new Flight(() => (rev += 1), clock);
    flight.wanted();
    flight.wanted();
    expect(rev).toBe(1);
    clock.pass(PATIENCE_MS + 20);
    expect(rev).toBe(2);
  });

  test("without a way to Python nothing is lost", () => {
    let open = false;
    const sent: number[] = [];
    const flight = new Flight(() => (open ? sent.push(1) : null), new FakeClock());
    flight.wanted();
    open = true;
    flight.answered(0);
    expect(sent).toEqual([1]);
  });
});

describe("with Python", () => {
  test("the first drawing is Python's and is not echoed", () => {
    const { store, sent } = page();
    expect(linksOf(store.get().drawing)).toBe(linksOf(GRAPH));
    expect(sent).toEqual([]);
  });

  test("Python's graph is not read again while the epoch stays", () => {
    const { store, receive } = page();
    param(store, "conv_1", "filters", 7);
    receive({ graph: draw("in_1"), annotations: findings(1) });
    expect(store.get().drawing.nodes).toHaveLength(3);
  });

  test("a higher epoch opens another drawing; undo brings the last one back", () => {
    const { store, sent, receive } = page();
    param(store, "conv_1", "filters", 7);
    receive({ epoch: 1, graph: draw("in_1 end_1"), annotations: findings(1) });
    expect(store.get().drawing.nodes).toHaveLength(2);
    expect(sent).toHaveLength(1);
    store.undo();
    expect(store.get().drawing.nodes[1]?.params).toEqual({ filters: 7 });
    expect(sent.at(-1)).toMatchObject({ epoch: 1, rev: 2 });
  });

  test("findings never go backwards", () => {
    const { store, receive } = page();
    param(store, "conv_1", "filters", 1);
    receive({ annotations: findings(1) });
    receive({ annotations: findings(0) });
    expect(store.get().annotations.rev).toBe(1);
  });

  test("a server that started anew is told what is drawn", () => {
    const { store, sent, receive } = page({ epoch: 3 });
    param(store, "conv_1", "filters", 7);
    receive({ epoch: 3, annotations: findings(1) });
    receive({ epoch: 0, annotations: findings(0) });
    expect(store.get().drawing.nodes[1]?.params).toEqual({ filters: 7 });
    expect(sent.at(-1)).toMatchObject({ epoch: 0 });
    receive({ epoch: 1, graph: draw("in_1"), annotations: findings(2) });
    expect(store.get().drawing.nodes).toHaveLength(1);
  });

  test("a board that comes back tells what Python has forgotten, and only then", () => {
    const { store, sent, receive } = page();
    param(store, "conv_1", "filters", 7);
    receive({ annotations: findings(1) });
    store.returned(incoming({ annotations: findings(1) }));
    expect(sent).toHaveLength(1);
    store.returned(incoming({ annotations: findings(0) }));
    expect(sent).toHaveLength(2);
  });
});

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

describe("what a person does", () => {
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
});
