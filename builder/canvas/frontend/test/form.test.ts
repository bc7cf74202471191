import { describe, expect, test } from "vitest";
import { checkValue, parseNumber, stepped } from "../src/form/check";
import { fieldsOf, titleCase, valueOf, type Field, type Range } from "../src/form/fields";
import { formatCount, formatLarge, formatMegabytes, formatValue, shownParams } from "../src/form/format";
import { boxesOf, heldBy } from "../src/form/tuple";
import type { LayerType, Schema } from "../src/types";
import { CONV2D, DROPOUT, draw } from "./samples";

const field = (name: string, type: LayerType = CONV2D): Field => {
  const found = fieldsOf(type).find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

const withField = (schema: Schema, $defs: Record<string, Schema> = {}): Field =>
  field("it", { ...CONV2D, schema: { $defs, properties: { it: schema } }, defaults: {} });

describe("fields from a schema", () => {
  test("every kind gets its control", () => {
    expect(fieldsOf(CONV2D).map((each) => each.control.kind)).toEqual(["number", "tuple", "choice", "flag"]);
    expect(field("use_bias").advanced).toBe(true);
    expect(field("filters")).toMatchObject({ title: "Filters", help: "How many.", initial: 32 });
    expect(field("padding")).toMatchObject({ initial: "same", fallback: "valid", title: "Padding" });
  });

  test("references, optional values and constants are followed", () => {
    const fit = { type: "string", enum: ["pad", "crop"] };
    expect(withField({ $ref: "#/$defs/Fit", default: "pad" }, { Fit: fit }).control).toEqual({ kind: "choice", options: ["pad", "crop"] });
    expect(withField({ allOf: [{ $ref: "#/$defs/Fit" }] }, { Fit: fit }).control.kind).toBe("choice");
    const optional = withField({ anyOf: [{ type: "number", exclusiveMinimum: 0 }, { type: "null" }] });
    expect(optional.nullable).toBe(true);
    expect(optional.control).toMatchObject({ kind: "number", range: { least: 0, aboveLeast: true } });
    expect(withField({ const: "one" }).control).toEqual({ kind: "choice", options: ["one"] });
    expect(withField({ type: "object" }).control.kind).toBe("other");
    expect(withField({ type: "string", maxLength: 9 }).control).toEqual({ kind: "text", longest: 9 });
  });

  test("what a layer does not say falls back to the type's own default, not to the preset", () => {
    expect(valueOf(field("padding"), {})).toBe("valid");
    expect(valueOf(field("padding"), { padding: "same" })).toBe("same");
  });

  test("each number of a pair has the name that its schema gives it, or else its place", () => {
    const share: Schema = { type: "number", minimum: 0, maximum: 1 };
    const pair = (...titles: string[]): Schema => ({ type: "array", prefixItems: titles.map((title) => ({ ...share, title })) });
    expect(withField(pair("L1", "L2")).control).toMatchObject({ kind: "tuple", names: ["L1", "L2"] });
    expect(withField({ type: "array", prefixItems: [share, share] }).control).toMatchObject({ names: ["1", "2"] });
  });

  test("names become titles", () => {
    expect(titleCase("kernel_size")).toBe("Kernel size");
  });
});

describe("checking", () => {
  test("numbers outside their range are told in a sentence", () => {
    expect(checkValue(field("filters"), 64)).toBe("");
    expect(checkValue(field("filters"), 0)).toBe("Filters takes a whole number from 1 to 4,096.");
    expect(checkValue(field("filters"), 1.5)).toBe("Filters takes a whole number from 1 to 4,096.");
    expect(checkValue(field("filters"), "many")).toContain("whole number");
    expect(checkValue(field("filters"), null)).toBe("Filters needs a value.");
    expect(checkValue(field("rate", DROPOUT), 0)).toBe("");
    expect(checkValue(field("rate", DROPOUT), 1)).toBe("Rate takes a number from 0 up to, but not 1.");
    expect(checkValue(withField({ type: "number", exclusiveMinimum: 0, title: "Scale" }), 0)).toBe("Scale takes a number above 0.");
    expect(checkValue(withField({ type: "number", title: "Offset" }), "x")).toBe("Offset takes a number.");
  });

  test("pairs, choices, switches and text are checked too", () => {
    expect(checkValue(field("kernel_size"), [3, 5])).toBe("");
    expect(checkValue(field("kernel_size"), [3, 65])).toContain("from 1 to 64");
    expect(checkValue(field("kernel_size"), 3)).toBe("Kernel Size takes 2 numbers.");
    expect(checkValue(field("padding"), "full")).toBe("Padding takes one of: valid, same.");
    expect(checkValue(field("use_bias"), "yes")).toContain("on or off");
    expect(checkValue(withField({ type: "string", maxLength: 2, title: "Name" }), "abc")).toContain("at most 2");
  });

  test("numbers are read as people write them", () => {
    expect(["64", " 0.5 ", "0,5", "1e-3", "-2", "−2", "1e−3", ".5"].map(parseNumber)).toEqual([64, 0.5, 0.5, 0.001, -2, -2, 0.001, 0.5]);
    expect(["", "abc", "1.2.3", "0x10", "1e999", "--1"].map(parseNumber)).toEqual([null, null, null, null, null, null]);
  });

  test("a pair that may be left empty says so while one of its numbers is missing", () => {
    const share: Schema = { type: "number", minimum: 0, maximum: 1 };
    const penalty = withField({ title: "Penalty", anyOf: [{ type: "array", prefixItems: [share, share] }, { type: "null" }] });
    expect(checkValue(penalty, null)).toBe("");
    expect(checkValue(penalty, [0.5, 0])).toBe("");
    expect(checkValue(penalty, [0.5])).toBe("Penalty takes 2 numbers, or none.");
  });

  test("several numbers are one value once all are there, or none where none is needed", () => {
    expect(boxesOf([0.01, null], 2)).toEqual([0.01, null]);
    expect(boxesOf(null, 2)).toEqual([null, null]);
    expect(heldBy([0.01, null], true)).toBeUndefined();
    expect(heldBy([0.01, 0], true)).toEqual([0.01, 0]);
    expect(heldBy([null, null], true)).toBeNull();
    expect(heldBy([null, null], false)).toBeUndefined();
  });

  test("steps stay inside the range", () => {
    const whole: Range = { integer: true, least: 1, most: 4096, aboveLeast: false, belowMost: false };
    const share: Range = { integer: false, least: 0, most: 1, aboveLeast: false, belowMost: true };
    expect(stepped(1, whole, -1, false)).toBe(1);
    expect(stepped(32, whole, 1, true)).toBe(42);
    expect(stepped(0.3, share, 1, false)).toBe(0.35);
  });
});

describe("words", () => {
  test("numbers carry separators and scales", () => {
    expect([0, 896, 24578].map(formatCount)).toEqual(["0", "896", "24,578"]);
    expect([401410, 3371234, 2.5e9].map(formatLarge)).toEqual(["401,410", "3.37 million", "2.5 billion"]);
    expect([2.345, 34.6, 1980].map(formatMegabytes)).toEqual(["2.35 MB", "35 MB", "2 GB"]);
  });

  test("values read as on a node", () => {
    expect([[3, 3], true, null, "same", 0.25].map(formatValue)).toEqual(["3 × 3", "yes", "none", "same", "0.25"]);
    const [layer] = draw("conv_1").nodes;
    const shown = shownParams({ ...layer!, params: { filters: 8, kernel_size: [5, 5] } }, CONV2D);
    expect(shown.map((param) => `${param.title} ${param.text}`)).toEqual(["Filters 8", "Kernel Size 5 × 5"]);
  });

  test("a field left empty says what holds then, or nothing", () => {
    const number: Schema = { anyOf: [{ type: "number" }, { type: "null" }] };
    const properties = { C: { ...number, empty: "found by trying" }, seed: number };
    const type = { ...CONV2D, schema: { properties }, defaults: {}, shown: ["C", "seed"] };
    const [layer] = draw("conv_1").nodes;
    expect(shownParams(layer!, type).map((param) => `${param.title} ${param.text}`)).toEqual(["C found by trying"]);
  });
});
