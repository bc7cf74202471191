/** Numbers and values as a person reads them. */
import { fieldsOf, valueOf } from "./fields";
import type { Json, Layer, LayerType } from "../types";

const plain = new Intl.NumberFormat("en", { maximumFractionDigits: 6 });
const rough = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });
const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

/** `24578` as "24,578". */
export const formatCount = (value: number): string => plain.format(value);

const SCALES: readonly [number, string][] = [
  [1e12, "trillion"],
  [1e9, "billion"],
  [1e6, "million"],
];

/** `3371234` as "3.37 million"; below a million in full. */
export function formatLarge(value: number): string {
  const scale = SCALES.find(([size]) => value >= size);
  return scale === undefined ? plain.format(value) : `${short.format(value / scale[0])} ${scale[1]}`;
}

/** `34.6` as "35 MB", `2048` as "2 GB": an estimate, and so two digits. */
export function formatMegabytes(value: number): string {
  if (value >= 1000) return `${rough.format(value / 1000)} GB`;
  return `${value < 10 ? short.format(value) : plain.format(Math.round(value))} MB`;
}

/** A parameter's value on a node or in a sentence. */
export function formatValue(value: Json): string {
  if (value === null) return "none";
  if (value === true) return "yes";
  if (value === false) return "no";
  if (typeof value === "number") return plain.format(value);
  if (Array.isArray(value)) return value.map((item: Json) => formatValue(item)).join(" × ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

export interface ShownParam {
  readonly name: string;
  /** Empty for a choice: its value says what it is. */
  readonly title: string;
  readonly text: string;
}

/** The one or two parameters written on a layer's node. */
export function shownParams(layer: Layer, type: LayerType): ShownParam[] {
  const fields = fieldsOf(type);
  return type.shown.slice(0, 2).flatMap((name) => {
    const field = fields.find((candidate) => candidate.name === name);
    if (field === undefined) return [];
    const value = valueOf(field, layer.params);
    if (value === null && field.empty === "") return [];
    const text = value === null ? field.empty : formatValue(value);
    const choice = field.control.kind === "choice";
    return [{ name, title: choice ? "" : field.title, text: choice ? text.replaceAll("_", " ") : text }];
  });
}

/** `1 layer`, `2 layers`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
