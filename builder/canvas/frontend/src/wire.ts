/** Drawings as they travel to and from Python. Reading is forgiving: nothing drawn is dropped
 * because of a parameter; only what cannot be a layer or a link at all is left out. */
import { MOST_TIMES } from "./blocks";
import { EMPTY, type Block, type Drawing, type Json, type Layer, type Link, type Outgoing, type Params } from "./types";

const ID = /^[a-z][a-z0-9_]{0,63}$/;
const FAR = 1e6;

type Loose = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Loose =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");

function coordinate(value: unknown): number {
  const number = typeof value === "number" && Number.isFinite(value) ? value : 0;
  return Math.max(-FAR, Math.min(FAR, number));
}

/** Nothing silenced is not written. */
function silenced(value: unknown): { quiet?: readonly string[] } {
  const quiet = list(value).filter((code) => typeof code === "string");
  return quiet.length === 0 ? {} : { quiet };
}

function readLayer(value: unknown): Layer[] {
  if (!isRecord(value) || !ID.test(text(value["id"])) || text(value["type"]) === "") return [];
  return [
    {
      id: text(value["id"]),
      type: text(value["type"]),
      params: isRecord(value["params"]) ? (value["params"] as Params) : {},
      title: text(value["title"]),
      note: text(value["note"]),
      x: coordinate(value["x"]),
      y: coordinate(value["y"]),
      ...silenced(value["quiet"]),
    },
  ];
}

function readLink(value: unknown, ids: ReadonlySet<string>): Link[] {
  if (!isRecord(value)) return [];
  const [source, target, slot] = [text(value["source"]), text(value["target"]), value["slot"]];
  if (!ids.has(source) || !ids.has(target)) return [];
  return [{ source, target, slot: Number.isInteger(slot) ? Number(slot) : 0 }];
}

function times(value: unknown): number {
  return Number.isInteger(value) ? Math.max(1, Math.min(MOST_TIMES, Number(value))) : 1;
}

/** Each layer stays in the first block that names it; a block without layers is none. */
function readBlocks(values: readonly unknown[], layers: ReadonlySet<string>): Block[] {
  const [free, taken] = [new Set(layers), new Set(layers)];
  return values.flatMap((value): Block[] => {
    if (!isRecord(value)) return [];
    const id = text(value["id"]);
    const nodes = [...new Set(list(value["nodes"]).map(text))].filter((one) => free.has(one));
    if (!ID.test(id) || taken.has(id) || nodes.length === 0) return [];
    taken.add(id);
    for (const one of nodes) free.delete(one);
    const [name, note] = [text(value["name"]), text(value["note"])];
    return [{ id, name, nodes, times: times(value["times"]), folded: value["folded"] === true, note }];
  });
}

/** The drawing in anything that looks like one; an empty drawing otherwise. */
export function readDrawing(value: unknown): Drawing {
  if (!isRecord(value)) return EMPTY;
  const seen = new Map<string, Layer>();
  for (const layer of list(value["nodes"]).flatMap(readLayer)) {
    if (!seen.has(layer.id)) seen.set(layer.id, layer);
  }
  const ids = new Set(seen.keys());
  const edges = list(value["edges"]).flatMap((e) => readLink(e, ids));
  return { nodes: [...seen.values()], edges, blocks: readBlocks(list(value["blocks"]), ids) };
}

/** What Python gets. Positions are whole pixels, so that a design file stays readable. */
export function writeDrawing(
  drawing: Drawing,
  about: Omit<Outgoing, keyof Drawing>,
): Outgoing {
  return {
    ...about,
    nodes: drawing.nodes.map((layer) => ({
      ...layer,
      x: Math.round(layer.x),
      y: Math.round(layer.y),
    })),
    edges: drawing.edges,
    blocks: drawing.blocks,
  };
}

/** Whether two JSON values say the same; keys may stand in any order. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  if (Array.isArray(a) !== Array.isArray(b) || left.length !== right.length) return false;
  return left.every(([key, value]) =>
    sameJson(value, (b as Readonly<Record<string, Json>>)[key]),
  );
}

/** Whether two drawings are the same network, layer for layer; where layers stand does not count. */
export function sameDrawing(a: Drawing, b: Drawing): boolean {
  const content = ({ nodes, edges, blocks }: Drawing): Json => ({
    blocks: blocks.map((block) => ({ ...block })),
    nodes: nodes.map(({ id, type, params, title, note, quiet }) => ({ id, type, params, title, note, quiet: quiet ?? [] })),
    edges: edges.map(({ source, target, slot }) => ({ source, target, slot })),
  });
  return sameJson(content(a), content(b));
}
