/** Reading what a person typed, and the sentence for what a field cannot hold. Python checks
 * again, with everything it knows; these words come while typing. */
import { formatCount } from "./format";
import type { Field, Range } from "./fields";
import type { Json } from "../types";

/** The number in a text ("0.5", "0,5", "1e-3", "−2"), or `null` when there is none. */
export function parseNumber(text: string): number | null {
  const plain = text.trim().replace(",", ".").replaceAll("−", "-");
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return null;
  const number = Number(plain);
  return Number.isFinite(number) ? number : null;
}

function allowed(range: Range): string {
  const what = range.integer ? "whole number" : "number";
  const { least, most } = range;
  const between = least !== null && most !== null && !range.aboveLeast;
  if (between) {
    const end = range.belowMost ? `up to, but not ${formatCount(most)}` : `to ${formatCount(most)}`;
    return `a ${what} from ${formatCount(least)} ${end}`;
  }
  const low = bound(least, range.aboveLeast ? "above" : "of at least");
  const high = bound(most, range.belowMost ? "below" : "of at most");
  return [`a ${what}`, [low, high].filter((part) => part !== "").join(" and ")].join(" ").trim();
}

const bound = (value: number | null, words: string): string =>
  value === null ? "" : `${words} ${formatCount(value)}`;

function inside(value: number, range: Range): boolean {
  const { least, most } = range;
  const above = least === null || (range.aboveLeast ? value > least : value >= least);
  const below = most === null || (range.belowMost ? value < most : value <= most);
  return above && below && (!range.integer || Number.isInteger(value));
}

/** Why a number does not fit, or "" when it does. `null` stands for what is no number at all. */
export function checkNumber(title: string, value: number | null, range: Range): string {
  if (value !== null && inside(value, range)) return "";
  return `${title} takes ${allowed(range)}.`;
}

function checkTuple(field: Field, value: Json, ranges: readonly Range[]): string {
  if (!Array.isArray(value) || value.length !== ranges.length) {
    return `${field.title} takes ${ranges.length} numbers${field.nullable ? ", or none" : ""}.`;
  }
  const complaints = ranges.map((range, i) => {
    const item: unknown = value[i];
    return checkNumber(field.title, typeof item === "number" ? item : null, range);
  });
  return complaints.find((complaint) => complaint !== "") ?? "";
}

function checkChoice(field: Field, value: Json, options: readonly string[]): string {
  if (typeof value === "string" && options.includes(value)) return "";
  return `${field.title} takes one of: ${options.join(", ")}.`;
}

function checkText(field: Field, value: Json, longest: number): string {
  if (typeof value === "string" && value.length <= longest) return "";
  return `${field.title} takes at most ${longest} characters.`;
}

/** Why a field cannot hold a value, as a sentence, or "" when it can. */
export function checkValue(field: Field, value: Json): string {
  if (value === null) return field.nullable ? "" : `${field.title} needs a value.`;
  const { control } = field;
  switch (control.kind) {
    case "number":
      return checkNumber(field.title, typeof value === "number" ? value : null, control.range);
    case "tuple":
      return checkTuple(field, value, control.ranges);
    case "choice":
      return checkChoice(field, value, control.options);
    case "flag":
      return typeof value === "boolean" ? "" : `${field.title} is either on or off.`;
    case "text":
      return checkText(field, value, control.longest);
    case "other":
      return "";
  }
}

/** One step up or down from a value, kept inside the range. */
export function stepped(value: number, range: Range, direction: 1 | -1, large: boolean): number {
  const narrow = range.most !== null && range.least !== null && range.most - range.least <= 1;
  const unit = range.integer ? 1 : narrow ? 0.05 : 0.1;
  const moved = value + direction * unit * (large ? 10 : 1);
  const rounded = Math.round(moved * 1e6) / 1e6;
  return Math.min(range.most ?? Infinity, Math.max(range.least ?? -Infinity, rounded));
}
