/** The session's copy of the board, so that a reload loses nothing: drawing, history, viewport.
 * Steps of the history share most layers; each distinct layer is written once. */
import { NO_HISTORY, type History } from "./history";
import type { Block, Drawing, Layer, Link, Viewport } from "./types";

export interface Saved {
  readonly design: string;
  /** Of what Python kept of it last: on the shelf there may be another one since. */
  readonly stamp: string;
  readonly rev: number;
  readonly drawing: Drawing;
  /** What Python was told and has not answered: it may have kept any of them. */
  readonly told: readonly Drawing[];
  readonly history: History;
  readonly selection: readonly string[];
  readonly viewport: Viewport | null;
  readonly panels: Readonly<Record<string, boolean>>;
}

type Step = readonly [readonly number[], readonly number[], readonly number[]];

interface Packed extends Omit<Saved, "drawing" | "told" | "history"> {
  readonly version: 3;
  readonly layers: readonly Layer[];
  readonly links: readonly Link[];
  readonly blocks: readonly Block[];
  readonly present: Step;
  readonly told: readonly Step[];
  readonly past: readonly Step[];
  readonly future: readonly Step[];
}

function indexer<T>(): { all: T[]; of: (item: T) => number } {
  const all: T[] = [];
  const known = new Map<T, number>();
  const of = (item: T): number => {
    const at = known.get(item) ?? all.push(item) - 1;
    known.set(item, at);
    return at;
  };
  return { all, of };
}

export function pack(saved: Saved): string {
  const [layers, links, blocks] = [indexer<Layer>(), indexer<Link>(), indexer<Block>()];
  const step = (drawing: Drawing): Step => [
    drawing.nodes.map(layers.of),
    drawing.edges.map(links.of),
    drawing.blocks.map(blocks.of),
  ];
  const { drawing, told, history, ...rest } = saved;
  const packed: Packed = {
    ...rest,
    version: 3,
    present: step(drawing),
    told: told.map(step),
    past: history.past.map(step),
    future: history.future.map(step),
    layers: layers.all,
    links: links.all,
    blocks: blocks.all,
  };
  return JSON.stringify(packed);
}

/** What was packed, or `null` for anything else. */
export function unpack(text: string): Saved | null {
  try {
    const { version, layers, links, blocks, present, told, past, future, ...rest } = JSON.parse(text) as Packed;
    if ((version as number) !== 3) return null;
    const drawing = ([nodes, edges, wrapped]: Step): Drawing => ({
      nodes: nodes.flatMap((at) => layers[at] ?? []),
      edges: edges.flatMap((at) => links[at] ?? []),
      blocks: wrapped.flatMap((at) => blocks[at] ?? []),
    });
    const history = { ...NO_HISTORY, past: past.map(drawing), future: future.map(drawing) };
    return { ...rest, drawing: drawing(present), told: told.map(drawing), history };
  } catch {
    return null; // another version's, or cut short: the drawing then comes from Python
  }
}

const keyOf = (id: string): string => `lesion-studio:canvas:${id}`;

/** Write the copy; when the browser's store is full, without the history. */
export function save(id: string, saved: Saved): void {
  try {
    sessionStorage.setItem(keyOf(id), pack(saved));
  } catch {
    try {
      sessionStorage.setItem(keyOf(id), pack({ ...saved, history: NO_HISTORY }));
    } catch {
      // No room at all, or storage is forbidden: Python's copy remains.
    }
  }
}

export function load(id: string): Saved | null {
  try {
    const text = sessionStorage.getItem(keyOf(id));
    return text === null ? null : unpack(text);
  } catch {
    return null;
  }
}
