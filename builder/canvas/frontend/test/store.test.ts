import { beforeEach, describe, expect, test } from "vitest";
import { choose, param } from "../src/actions";
import { Flight, PATIENCE_MS } from "../src/flight";
import { load } from "../src/persist";
import { FakeClock, GRAPH, findings, freshStorage, incoming, page } from "./pages";
import { CATALOG, draw, linksOf } from "./samples";

beforeEach(freshStorage);

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

  test("what never arrived is sent again, each time after twice as long, and not for ever", () => {
    const clock = new FakeClock();
    const sent: number[] = [];
    const flight = new Flight(() => { sent.push(clock.time); return 7; }, clock);
    flight.wanted();
    for (let second = 0; second < 600; second += 1) clock.pass(1000);
    expect(sent).toEqual([0, 4000, 12_000, 28_000, 60_000]);
    flight.answered(7);
    flight.wanted();
    flight.answered(7);
    for (let second = 0; second < 600; second += 1) clock.pass(1000);
    expect(sent).toHaveLength(6);
  });

  test("a board that left the page sends nothing until it is back", () => {
    const { store } = page();
    const [one, other]: [number[], number[]] = [[], []];
    const send = (graph: { rev: number } | null): void => { one.push(graph?.rev ?? -1); };
    store.receive(incoming(), send);
    store.leave(() => undefined);
    param(store, "conv_1", "filters", 7);
    expect(one).toEqual([1]);
    store.receive(incoming({ annotations: findings(1) }), send);
    store.leave(send);
    param(store, "conv_1", "filters", 8);
    store.receive(incoming({ annotations: findings(1) }), (graph) => { other.push(graph?.rev ?? -1); });
    expect([one, other]).toEqual([[1], [2]]);
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

  test("what the browser has need not be sent again, and is asked for when it is missing", () => {
    const { store, sent, asked, receive } = page();
    param(store, "conv_1", "filters", 7);
    expect(sent[0]?.catalog).toBe("one");
    receive({ catalog: null, graph: null, annotations: findings(1) });
    expect(store.get().types).toHaveLength(CATALOG.size);
    expect(asked).toEqual([]);
    receive({ catalog: null, catalog_id: "two", graph: null });
    expect(asked).toEqual([1]);
    const blank = page({ catalog: null, graph: null });
    expect(blank.asked).toEqual([0]);
    blank.receive();
    expect(blank.store.get().drawing.nodes).toHaveLength(3);
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

  test("a choice is told where something follows it, one made before too, and only there", () => {
    const { store, sent, receive } = page();
    choose(store, ["conv_1"]);
    receive({ follows: true });
    choose(store, ["end_1"]);
    expect(sent.map((graph) => [graph.rev, graph.selected])).toEqual([[0, "conv_1"], [0, "end_1"]]);
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
    receive({ session: "second", epoch: 0, annotations: findings(0) });
    expect(store.get().drawing.nodes[1]?.params).toEqual({ filters: 7 });
    expect(sent.at(-1)).toMatchObject({ epoch: 0, rev: 1 });
    receive({ session: "second", epoch: 1, graph: draw("in_1"), annotations: findings(1) });
    expect(store.get().drawing.nodes).toHaveLength(1);
  });

  test("a server that started anew with another drawing of this design shows that one", () => {
    const { store, sent, receive } = page({ stamp: "a" });
    param(store, "conv_1", "filters", 7);
    receive({ stamp: "b", annotations: findings(1) });
    receive({ session: "second", stamp: "c", graph: draw("in_1") });
    expect(store.get().drawing.nodes).toHaveLength(1);
    expect(sent).toHaveLength(1);
    store.undo();
    expect(store.get().drawing.nodes[1]?.params).toEqual({ filters: 7 });
  });

  test("another design is opened with a history of its own, and has it again later", () => {
    const { store, receive } = page();
    param(store, "conv_1", "filters", 7);
    const mine = store.get().drawing;
    receive({ design: "other", epoch: 1, graph: draw("in_1"), annotations: findings(0) });
    expect(store.undo()).toBe(false);
    expect(store.get().annotations.rev).toBe(0);
    receive({ design: "mine", epoch: 2, graph: mine, annotations: findings(0) });
    expect(store.undo()).toBe(true);
    expect(store.get().drawing.nodes[1]?.params).toEqual({});
  });

  test("a new server session with another design never gets this one's drawing", () => {
    const { store, sent, receive } = page();
    param(store, "conv_1", "filters", 7);
    receive({ session: "second", design: "other", graph: draw("in_1") });
    expect(store.get().drawing.nodes).toHaveLength(1);
    expect(sent).toHaveLength(1);
  });

  test("a renamed design keeps its drawing and its history", () => {
    const { store, receive } = page();
    param(store, "conv_1", "filters", 7);
    receive({ design: "renamed", annotations: findings(1) });
    store.saveNow();
    expect(load("canvas")?.design).toBe("renamed");
    expect(store.undo()).toBe(true);
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
