/** What the board knows at one moment, and what the board on screen can do. */
import type { Point } from "./edits/place";
import type { Catalog } from "./graph";
import { NO_HISTORY, type History } from "./history";
import type { Size } from "./layout";
import type { Toast } from "./toast";
import { EMPTY, type Annotations, type BlockEvent, type Code, type Drawing, type LayerType, type Outgoing, type ReadyBlock } from "./types";

export interface Panels {
  readonly palette: boolean;
  readonly inspector: boolean;
  readonly problems: boolean;
  readonly code: boolean;
}

/** A connection of which one end is held by a layer or a block, and the other by nothing yet. */
export interface Loose {
  readonly id: string;
  /** Which end it holds. */
  readonly side: "source" | "target";
  /** The input it leads into, where it holds the target. */
  readonly slot: number | null;
}

/** The question what to add. */
export interface Asked {
  /** Where on the drawing; `null`: after what is chosen. */
  readonly at: Point | null;
  /** Where on the board it is asked, in pixels; `null`: in the middle, above. */
  readonly on: Point | null;
  readonly loose: Loose | null;
}

export interface State {
  readonly types: readonly LayerType[];
  readonly catalog: Catalog;
  /** Blocks of the palette. */
  readonly ready: readonly ReadyBlock[];
  readonly dark: boolean;
  /** Whether Python follows the chosen layer. */
  readonly follows: boolean;
  readonly drawing: Drawing;
  readonly history: History;
  /** Ids of chosen layers and links. */
  readonly selection: ReadonlySet<string>;
  readonly annotations: Annotations;
  /** Of the drawing when it was last sound. */
  readonly code: Code | null;
  readonly rev: number;
  readonly panels: Panels;
  /** Measured heights of layers, in pixels: problems in words make some taller. */
  readonly heights: ReadonlyMap<string, number>;
  readonly toast: Toast | null;
  /** The layer that is being connected by keyboard. */
  readonly linking: string | null;
  readonly asked: Asked | null;
  /** Whether the drawing came without places and waits for the board's size. */
  readonly unplaced: boolean;
}

/** What the board on screen can do for the store. */
export interface Board {
  fit(): void;
  /** Nearer (1) or further away (-1). */
  zoom(direction: 1 | -1): void;
  /** Bring a layer into view, and focus it when asked to. */
  show(id: string, focus: boolean): void;
  size(): Size;
  focus(): void;
}

/** `null` asks Python to send everything anew. */
export type Send = (graph: Outgoing | null) => void;

/** Python is told what to keep or forget of the palette. */
export type Tell = (event: BlockEvent) => void;

export const NOTHING: Annotations = { rev: -1, nodes: {}, totals: null, problems: [], blocks: {} };
export const START: State = {
  types: [],
  catalog: new Map(),
  ready: [],
  dark: false,
  follows: false,
  drawing: EMPTY,
  history: NO_HISTORY,
  selection: new Set(),
  annotations: NOTHING,
  code: null,
  rev: 0,
  panels: { palette: true, inspector: true, problems: false, code: false },
  heights: new Map(),
  toast: null,
  linking: null,
  asked: null,
  unplaced: false,
};
