/** A tidy drawing: left to right by dagre, wrapped into rows that suit the board. Pure. */
import { Graph, layout as arrange } from "@dagrejs/dagre";
import { linkId } from "./graph";
import { FRAME_ROOM, GAP_X, GAP_Y, NODE_HEIGHT, NODE_WIDTH, PITCH_X, type Point } from "./edits/place";
import type { Drawing } from "./types";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Places = ReadonlyMap<string, Point>;

interface Column {
  readonly ids: readonly string[];
  /** Tops of the layers, as dagre placed them. */
  readonly tops: readonly number[];
  /** The open blocks that it is a part of. */
  readonly blocks: ReadonlySet<string>;
}

/** Layers by rank, from the image to the classes. */
function columnsOf(drawing: Drawing): Column[] {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", ranksep: GAP_X, nodesep: 36 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const layer of drawing.nodes) {
    graph.setNode(layer.id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  }
  for (const link of drawing.edges) graph.setEdge(link.source, link.target, {}, linkId(link));
  arrange(graph);
  const byRank = new Map<number, { id: string; top: number }[]>();
  for (const layer of drawing.nodes) {
    const { x, y } = graph.node(layer.id) as { x: number; y: number };
    const rank = Math.round(x);
    byRank.set(rank, [...(byRank.get(rank) ?? []), { id: layer.id, top: y - NODE_HEIGHT / 2 }]);
  }
  return [...byRank.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, cells]) => {
      const ids = cells.map((c) => c.id);
      const held = drawing.blocks.filter((block) => block.nodes.some((id) => ids.includes(id)));
      return { ids, tops: cells.map((c) => c.top), blocks: new Set(held.map((block) => block.id)) };
    });
}

/** Room between rows; more where frames around blocks have their names in it. */
const rowGap = (drawing: Drawing): number => (drawing.blocks.length > 0 ? GAP_Y + FRAME_ROOM : GAP_Y);

/** Cut the ranks into rows of nearly equal length, at most `most` ranks each. */
function rowsOf(columns: readonly Column[], most: number): Column[][] {
  const rows = Math.ceil(columns.length / most);
  const each = Math.ceil(columns.length / Math.max(1, rows));
  const found: Column[][] = [];
  for (let start = 0; start < columns.length; start = found.flat().length) {
    found.push(columns.slice(start, endOf(columns, start, start + each)));
  }
  return found;
}

/** Where a row ends: before a block that it would cut, unless it begins with that. */
function endOf(columns: readonly Column[], start: number, furthest: number): number {
  const cuts = (at: number): boolean =>
    [...(columns[at]?.blocks ?? [])].some((id) => columns[at - 1]?.blocks.has(id) === true);
  let end = furthest;
  while (end > start && cuts(end)) end -= 1;
  return end > start ? end : furthest;
}

function wrapped(columns: readonly Column[], most: number, gap: number): { places: Places; size: Size } {
  const places = new Map<string, Point>();
  let [bottom, width] = [0, 0];
  for (const row of rowsOf(columns, most)) {
    const tops = row.flatMap((column) => column.tops);
    const [highest, lowest] = [Math.min(...tops), Math.max(...tops)];
    row.forEach((column, i) => {
      column.ids.forEach((id, j) => {
        const y = bottom + (column.tops[j] ?? highest) - highest;
        places.set(id, { x: i * PITCH_X, y: Math.round(y) });
      });
    });
    width = Math.max(width, row.length * PITCH_X - GAP_X);
    bottom += lowest - highest + NODE_HEIGHT + gap;
  }
  return { places, size: { width, height: Math.max(0, bottom - gap) } };
}

const zoomFor = (size: Size, board: Size): number =>
  Math.min(1, board.width / size.width, board.height / size.height);

/** Places for every layer, with rows of the length that lets the board show them largest. */
export function tidyPlaces(drawing: Drawing, board: Size): Places {
  if (drawing.nodes.length === 0) return new Map();
  const columns = columnsOf(drawing);
  let best = { zoom: 0, places: new Map() as Places };
  for (let most = columns.length; most >= 1; most -= 1) {
    const { places, size } = wrapped(columns, most, rowGap(drawing));
    const zoom = zoomFor(size, board);
    if (zoom > best.zoom + 0.02) best = { zoom, places };
  }
  return best.places;
}

/** Rows longer than this are not looked for when asking whether a drawing is tidy. */
const LONGEST_ROW = 24;
/** Beyond this many layers a drawing keeps its places when a layer is added. */
export const MOST_KEPT_TIDY = 120;

function matches(drawing: Drawing, places: Places): boolean {
  const [first] = drawing.nodes;
  const origin = first === undefined ? undefined : places.get(first.id);
  if (first === undefined || origin === undefined) return false;
  const by = { x: first.x - origin.x, y: first.y - origin.y };
  return drawing.nodes.every((layer) => {
    const to = places.get(layer.id);
    if (to === undefined) return false;
    return Math.abs(to.x + by.x - layer.x) <= 2 && Math.abs(to.y + by.y - layer.y) <= 2;
  });
}

/** Whether every layer stands where some tidy layout put it: then it may be kept tidy. */
export function isTidy(drawing: Drawing): boolean {
  if (drawing.nodes.length === 0 || drawing.nodes.length > MOST_KEPT_TIDY) return false;
  const columns = columnsOf(drawing);
  const longest = Math.min(columns.length, LONGEST_ROW);
  for (let most = longest; most >= 1; most -= 1) {
    if (matches(drawing, wrapped(columns, most, rowGap(drawing)).places)) return true;
  }
  return false;
}
