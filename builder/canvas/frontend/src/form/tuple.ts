/** Several numbers that are one value: which of them are there, and what that makes. */
import type { Json } from "../types";

export type Boxes = readonly (number | null)[];

/** The number in each box; an empty box where the value has none. */
export function boxesOf(value: Json, count: number): Boxes {
  const items: readonly Json[] = Array.isArray(value) ? value : [];
  return Array.from({ length: count }, (_, i) => {
    const item = items[i];
    return typeof item === "number" ? item : null;
  });
}

/**
 * What the boxes hold together: all numbers, or `null` when all are empty and the field may be.
 * `undefined` as long as it is neither: then there is nothing to send.
 */
export function heldBy(boxes: Boxes, nullable: boolean): Boxes | null | undefined {
  if (boxes.every((number) => number !== null)) return boxes;
  return nullable && boxes.every((number) => number === null) ? null : undefined;
}
