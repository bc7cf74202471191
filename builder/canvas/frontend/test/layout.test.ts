import { describe, expect, test } from "vitest";
import { moveTo, nudge } from "../src/edits/change";
import { NODE_HEIGHT, NODE_WIDTH, type Point } from "../src/edits/place";
import { isTidy, tidyPlaces, type Places } from "../src/layout";
import { pathOf, route, type Box } from "../src/route";
import type { Drawing } from "../src/types";
import { draw } from "./samples";

const BOARD = { width: 700, height: 560 };

function chain(length: number): Drawing {
  const ids = Array.from({ length }, (_, i) => `conv_${i}`);
  return draw(ids.join(" "), ids.slice(1).map((id, i) => `conv_${i}>${id}`).join(" "));
}

const overlaps = (places: Places): boolean => {
  const spots: Point[] = [...places.values()];
  return spots.some((a, i) =>
    spots.slice(i + 1).some((b) => Math.abs(a.x - b.x) < NODE_WIDTH && Math.abs(a.y - b.y) < NODE_HEIGHT),
  );
};

describe("tidy layout", () => {
  test("a chain wraps into rows, left to right, and fits the board readably", () => {
    const places = tidyPlaces(chain(8), BOARD);
    const spots = [...places.values()];
    expect(overlaps(places)).toBe(false);
    const width = Math.max(...spots.map((spot) => spot.x)) + NODE_WIDTH;
    const height = Math.max(...spots.map((spot) => spot.y)) + NODE_HEIGHT;
    expect(Math.min(BOARD.width / width, BOARD.height / height)).toBeGreaterThan(0.9);
    expect(spots[1]!.x).toBeGreaterThan(spots[0]!.x);
    expect(new Set(spots.map((spot) => spot.y)).size).toBeGreaterThan(1);
  });

  test("branches stand beside each other, also in 200 layers and with a loop", () => {
    const branches = draw("in_1 conv_1 conv_2 add_1 end_1", "in_1>conv_1 in_1>conv_2 conv_1>add_1:0 conv_2>add_1:1 add_1>end_1");
    const places = tidyPlaces(branches, { width: 2000, height: 500 });
    expect(places.get("conv_1")?.x).toBe(places.get("conv_2")?.x);
    expect(overlaps(places)).toBe(false);
    expect(overlaps(tidyPlaces(chain(200), BOARD))).toBe(false);
    expect(tidyPlaces(draw("conv_1 conv_2", "conv_1>conv_2 conv_2>conv_1"), BOARD).size).toBe(2);
    expect(tidyPlaces(draw(""), BOARD).size).toBe(0);
  });

  test("a tidy drawing is recognised wherever it stands; a moved layer makes it untidy", () => {
    const drawing = chain(12);
    const tidy = moveTo(drawing, tidyPlaces(drawing, BOARD));
    expect(isTidy(tidy)).toBe(true);
    expect(isTidy(nudge(tidy, new Set(tidy.nodes.map((layer) => layer.id)), { x: 40, y: 9 }))).toBe(true);
    expect(isTidy(nudge(tidy, new Set(["conv_3"]), { x: 40, y: 0 }))).toBe(false);
  });
});

describe("routes", () => {
  const box = (x: number, y: number): Box => ({ x, y, width: NODE_WIDTH, height: NODE_HEIGHT });

  /** Whether a route runs through the inside of a box. */
  const through = (corners: readonly Point[], inside: Box): boolean =>
    corners.slice(1).some((to, i) => {
      const from = corners[i]!;
      const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
      const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
      return right > inside.x + 1 && left < inside.x + inside.width - 1 && bottom > inside.y + 1 && top < inside.y + inside.height - 1;
    });

  test("neighbours in a row are joined by a straight line", () => {
    const corners = route({ x: 176, y: 46 }, { x: 216, y: 46 }, [box(0, 0), box(216, 0)]);
    expect(new Set(corners.map((corner) => corner.y))).toEqual(new Set([46]));
    expect(pathOf([{ x: 0, y: 0 }, { x: 40, y: 0 }, { x: 40, y: 60 }])).toBe("M 0 0 L 30 0 Q 40 0 40 10 L 40 60");
  });

  test("the way back to a new row runs between the rows, through no layer", () => {
    const boxes = [box(0, 0), box(216, 0), box(432, 0), box(0, 152), box(216, 152)];
    const corners = route({ x: 608, y: 46 }, { x: 0, y: 198 }, boxes);
    expect(boxes.some((each) => through(corners, each))).toBe(false);
    expect(corners.some((corner) => corner.y > NODE_HEIGHT && corner.y < 152)).toBe(true);
  });

  test("a skip connection runs around what it skips", () => {
    const boxes = [box(0, 0), box(216, 0), box(432, 0), box(648, 0)];
    const corners = route({ x: 176, y: 46 }, { x: 648, y: 68 }, boxes);
    expect(boxes.some((each) => through(corners, each))).toBe(false);
  });

  test("every turn is a right angle", () => {
    const corners = route({ x: 176, y: 46 }, { x: 648, y: 300 }, [box(432, 250)]);
    for (const [i, to] of corners.slice(1).entries()) {
      const from = corners[i]!;
      expect(from.x === to.x || from.y === to.y).toBe(true);
    }
  });
});
