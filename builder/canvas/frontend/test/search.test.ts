import { expect, test } from "vitest";
import { matching } from "../src/search";
import { CATALOG } from "./samples";

const types = [...CATALOG.values()];
const found = (query: string): string[] => matching(types, query).map((type) => type.type);

test("an empty search finds everything, in order", () => {
  expect(found("  ")).toEqual(types.map((type) => type.type));
});

test("names come before what layers do, in any case", () => {
  expect(found("CONV")).toEqual(["Conv2D"]);
  expect(found("does what")).toHaveLength(types.length);
  expect(found("drop does")).toEqual(["Dropout"]);
});

test("help is searched only when nothing else says it", () => {
  expect(found("help")).toHaveLength(types.length);
  expect(found("zebra")).toEqual([]);
});
