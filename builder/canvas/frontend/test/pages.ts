/** A page with a store, a clock and a session storage that tests turn by hand. */
import { vi } from "vitest";
import type { Clock } from "../src/flight";
import { CanvasStore } from "../src/store";
import type { Annotations, Incoming, Outgoing } from "../src/types";
import { CATALOG, draw } from "./samples";

export class FakeClock implements Clock {
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

export const findings = (rev: number): Annotations => ({ rev, nodes: {}, totals: null, problems: [], blocks: {} });

export const GRAPH = draw("in_1 conv_1 end_1", "in_1>conv_1 conv_1>end_1");

export const incoming = (change: Partial<Incoming> = {}): Incoming => ({
  id: "canvas",
  session: "first",
  design: "mine",
  stamp: "",
  catalog: [...CATALOG.values()],
  blocks: [],
  catalog_id: "one",
  graph: GRAPH,
  epoch: 0,
  annotations: findings(0),
  dark: false,
  ...change,
});

export interface Page {
  store: CanvasStore;
  clock: FakeClock;
  sent: Outgoing[];
  /** When Python was asked to send everything: after how many states. */
  asked: number[];
  receive: (change?: Partial<Incoming>) => void;
}

/** A page with a store; the session's storage is shared with pages opened before. */
export function page(first: Partial<Incoming> = {}): Page {
  const clock = new FakeClock();
  const store = new CanvasStore("canvas", clock);
  const sent: Outgoing[] = [];
  const asked: number[] = [];
  const receive = (change: Partial<Incoming> = {}): void => {
    store.receive(incoming(change), (graph) => {
      if (graph === null) asked.push(sent.length);
      else sent.push(graph);
    });
  };
  receive(first);
  return { store, clock, sent, asked, receive };
}

/** A session storage of its own for a test. */
export function freshStorage(): void {
  const items = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
  });
}
