/** The way of a link over the board: straight ahead where it can, else along a free lane. */

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const STUB = 18;
const AIR = 8;
/** A lane may run this near to a layer. */
const NEAR = 4;
const RADIUS = 10;

const crossesRow = (box: Box, y: number, from: number, to: number): boolean =>
  y > box.y - NEAR && y < box.y + box.height + NEAR && box.x < to && box.x + box.width > from;

const crossesColumn = (box: Box, x: number, from: number, to: number): boolean =>
  x > box.x - 4 && x < box.x + box.width + 4 && box.y < to && box.y + box.height > from;

const freeRow = (boxes: readonly Box[], y: number, a: number, b: number): boolean =>
  !boxes.some((box) => crossesRow(box, y, Math.min(a, b), Math.max(a, b)));

const freeColumn = (boxes: readonly Box[], x: number, a: number, b: number): boolean =>
  !boxes.some((box) => crossesColumn(box, x, Math.min(a, b), Math.max(a, b)));

/** Ahead: along, one turn up or down, along. The turn stands where nothing is in the way. */
function ahead(from: Spot, to: Spot, boxes: readonly Box[]): Spot[] | null {
  if (to.x - from.x < 2 * AIR) return null;
  const start = from.x + 1;
  const turns = [(from.x + to.x) / 2, from.x + STUB, to.x - STUB];
  const turn = turns.find(
    (x) =>
      freeRow(boxes, from.y, start, x) &&
      freeRow(boxes, to.y, x, to.x - 1) &&
      freeColumn(boxes, x, from.y, to.y),
  );
  return turn === undefined ? null : [from, { x: turn, y: from.y }, { x: turn, y: to.y }, to];
}

/** Free heights over a stretch of the board: the middle of each gap, and above and below all. */
function gaps(boxes: readonly Box[], left: number, right: number): number[] {
  const inWay = boxes
    .filter((box) => box.x < right && box.x + box.width > left)
    .sort((a, b) => a.y - b.y);
  const free: number[] = [];
  let bottom = -Infinity;
  for (const box of inWay) {
    if (bottom === -Infinity) free.push(box.y - 2 * AIR);
    else if (box.y - bottom > 2 * NEAR) free.push((bottom + box.y) / 2);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return bottom === -Infinity ? [] : [...free, bottom + 2 * AIR];
}

/** Heights of lanes worth trying, the shortest way first. */
function lanes(from: Spot, to: Spot, boxes: readonly Box[]): number[] {
  const [out, back] = [from.x + STUB, to.x - STUB];
  const cost = (y: number): number => Math.abs(y - from.y) + Math.abs(y - to.y);
  const free = gaps(boxes, Math.min(out, back), Math.max(out, back));
  return [...free.sort((a, b) => cost(a) - cost(b) || a - b), (from.y + to.y) / 2];
}

/** Around: out, to a free lane, along it either way, and in from the left. */
function around(from: Spot, to: Spot, boxes: readonly Box[]): Spot[] {
  const [out, back] = [from.x + STUB, to.x - STUB];
  const free = (y: number): boolean => freeRow(boxes, y, out, back);
  const clear = (y: number): boolean =>
    free(y) && freeColumn(boxes, out, from.y, y) && freeColumn(boxes, back, y, to.y);
  const candidates = lanes(from, to, boxes);
  const lane = candidates.find(clear) ?? candidates.find(free) ?? (from.y + to.y) / 2;
  return [from, { x: out, y: from.y }, { x: out, y: lane }, { x: back, y: lane }, { x: back, y: to.y }, to];
}

/**
 * The corners of a link from the right side of one layer to the left side of another.
 *
 * @param boxes what it must not run through, those of its two ends among them.
 */
export function route(from: Spot, to: Spot, boxes: readonly Box[]): Spot[] {
  return ahead(from, to, boxes) ?? around(from, to, boxes);
}

const between = (a: Spot, b: Spot): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);

function toward(from: Spot, to: Spot, distance: number): Spot {
  const length = between(from, to);
  const share = length === 0 ? 0 : distance / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** Corners as an SVG path, rounded. */
export function pathOf(corners: readonly Spot[]): string {
  const spots = corners.filter((spot, i) => i === 0 || between(spot, corners[i - 1] ?? spot) > 0.5);
  return spots
    .map((spot, i) => {
      const [before, after] = [spots[i - 1], spots[i + 1]];
      if (before === undefined) return `M ${spot.x} ${spot.y}`;
      if (after === undefined) return `L ${spot.x} ${spot.y}`;
      const radius = Math.min(RADIUS, between(before, spot) / 2, between(spot, after) / 2);
      const [a, b] = [toward(spot, before, radius), toward(spot, after, radius)];
      return `L ${a.x} ${a.y} Q ${spot.x} ${spot.y} ${b.x} ${b.y}`;
    })
    .join(" ");
}
