/** The nouns of the drawing board. Nothing here knows React, React Flow or Streamlit. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Params = Readonly<Record<string, Json>>;

/** A drawn layer, as Python's `Node`. */
export interface Layer {
  readonly id: string;
  readonly type: string;
  readonly params: Params;
  readonly title: string;
  readonly note: string;
  readonly x: number;
  readonly y: number;
  /** Codes of remarks about it that the person has read and silenced. */
  readonly quiet?: readonly string[];
}

/** A connection into the numbered input `slot` of `target`. */
export interface Link {
  readonly source: string;
  readonly target: string;
  readonly slot: number;
}

/** Layers wrapped as one, as Python's `Block`: named, folded, repeated one after the other. */
export interface Block {
  readonly id: string;
  readonly name: string;
  /** Its layers; each layer is in one block at most. */
  readonly nodes: readonly string[];
  /** How often it stands in the network. */
  readonly times: number;
  readonly folded: boolean;
  readonly note: string;
}

/** An immutable drawing: every edit makes a new one, sharing what did not change. */
export interface Drawing {
  readonly nodes: readonly Layer[];
  readonly edges: readonly Link[];
  readonly blocks: readonly Block[];
}

export interface Slots {
  readonly least: number;
  /** `null`: as many as are drawn. */
  readonly most: number | null;
  readonly names: readonly string[];
}

/** What Python's catalog tells of a layer type. */
export interface LayerType {
  readonly type: string;
  readonly category: string;
  readonly summary: string;
  readonly help: string;
  readonly example: string;
  readonly schema: Schema;
  /** What a freshly dropped layer starts with, every field. */
  readonly defaults: Params;
  readonly slots: Slots;
  /** Whether it gives the answer, so that nothing follows it. */
  readonly ends: boolean;
  /** The one or two parameters written on the node. */
  readonly shown: readonly string[];
  readonly required: readonly string[];
}

/** The part of JSON Schema that pydantic writes for our fields. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly title?: string;
  /** What holds while the field is left empty, in a few words. */
  readonly empty?: string;
  readonly description?: string;
  readonly default?: Json;
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly prefixItems?: readonly Schema[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly maxLength?: number;
  readonly advanced?: boolean;
}

/** A part of a mend, as Python's `builder.edits` tells it. */
export type Step =
  | { readonly do: "add"; readonly id: string; readonly type: string; readonly params: Params; readonly near: string; readonly block: string }
  | { readonly do: "become"; readonly id: string; readonly type: string; readonly params: Params }
  | { readonly do: "remove"; readonly id: string }
  | ({ readonly do: "connect" } & Link)
  | ({ readonly do: "disconnect" } & Link);

/** Edits that make a problem go away: what its button says, and what it does. */
export interface Mend {
  readonly label: string;
  readonly steps: readonly Step[];
}

export interface Problem {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly hint: string;
  readonly mends: readonly Mend[];
}

export interface PlacedProblem extends Problem {
  readonly node_id: string | null;
}

/** A block of the palette: ready, or kept by the person. Its layers are named and placed as in a drawing. */
export interface ReadyBlock {
  readonly id: string;
  readonly name: string;
  /** What it is, in a few words. */
  readonly summary: string;
  readonly help: string;
  /** Whether the person kept it, and so may delete it. */
  readonly own: boolean;
  readonly note: string;
  readonly times: number;
  readonly nodes: readonly Layer[];
  readonly edges: readonly Link[];
}

/** What Python found out about one layer. */
export interface Annotation {
  readonly shape: readonly (number | null)[] | null;
  readonly words: string;
  readonly trainable: number;
  readonly non_trainable: number;
  readonly macs: number;
  /** Why it stands there, in a sentence; "" where its place is not a usual one. */
  readonly why: string;
  readonly problems: readonly Problem[];
  readonly silenced: readonly Problem[];
}

/** What Python found out about a block, all its repetitions together. */
export interface BlockAnnotation {
  /** What flows in and out, in words; empty when it cannot be told. */
  readonly before: string;
  readonly after: string;
  readonly trainable: number;
  readonly non_trainable: number;
  readonly macs: number;
}

export interface Totals {
  readonly layers: number;
  readonly trainable: number;
  readonly non_trainable: number;
  readonly macs: number;
  readonly memory_mb: number;
  /** How long an epoch takes here with the photographs in hand, and how that is known. */
  readonly pace: { readonly words: string; readonly why: string } | null;
}

/** The Python code of a sound drawing. */
export interface Code {
  readonly text: string;
  /** For each layer of the network, by its name in the code, its first and its last line, from 1. */
  readonly lines: Readonly<Record<string, readonly [number, number]>>;
  /** Which drawn layer each one of a later repetition of a block repeats. */
  readonly copies: Readonly<Record<string, string>>;
}

export interface Annotations {
  readonly rev: number;
  readonly nodes: Readonly<Record<string, Annotation>>;
  readonly totals: Totals | null;
  readonly problems: readonly PlacedProblem[];
  readonly blocks: Readonly<Record<string, BlockAnnotation>>;
  /** Only where the code is shown; `null` where the drawing is not sound. */
  readonly code?: Code | null;
}

/** What Python sends down, once per script run. */
export interface Incoming {
  readonly id: string;
  /** The server's session: epochs and revisions are counted within one. */
  readonly session: string;
  /** Which design this is: a reload finds its own edits again and no other design's. */
  readonly design: string;
  /** Tells the drawing that Python keeps from any other. */
  readonly stamp: string;
  /** `null` when the browser has it already, under `catalog_id`. */
  readonly catalog: readonly LayerType[] | null;
  /** Blocks of the palette; come with the catalog. */
  readonly blocks: readonly ReadyBlock[] | null;
  readonly catalog_id: string;
  /** `null` when the browser has taken this epoch's drawing already. */
  readonly graph: unknown;
  readonly epoch: number;
  readonly annotations: Annotations;
  readonly dark: boolean;
  /** Whether something beside the board follows the chosen layer, so that each choice is told. */
  readonly follows: boolean;
}

/** What the browser sends up: the one state key `graph`. */
export interface Outgoing {
  readonly rev: number;
  readonly epoch: number;
  /** Which catalog the browser has, so that Python need not send it again. */
  readonly catalog: string;
  readonly selected: string | null;
  /** Whether the code is shown, so that Python writes it only then. */
  readonly code: boolean;
  readonly nodes: readonly Layer[];
  readonly edges: readonly Link[];
  readonly blocks: readonly Block[];
}

/** What the person did with the palette's blocks, for Python to keep. */
export type BlockEvent =
  | { readonly keep: Pick<ReadyBlock, "name" | "note" | "times" | "nodes" | "edges"> }
  | { readonly forget: string };

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export const EMPTY: Drawing = { nodes: [], edges: [], blocks: [] };
