/** From our drawing to what React Flow draws, keeping every object that did not change. */
import { blockName, layersOf, ofLayers, seen, type SeenLink } from "../blocks";
import type { Point } from "../edits/place";
import { counted } from "../form/format";
import { nameOf } from "../graph";
import type { Block, Drawing, Layer } from "../types";
import type { BlockFlow } from "./BlockNode";
import type { FlowLink } from "./FlowEdge";
import type { FrameFlow } from "./FrameNode";
import { frameOf, type Frame } from "./frames";
import type { LayerFlow } from "./LayerNode";

export type FlowNode = LayerFlow | BlockFlow | FrameFlow;

interface Framed {
  readonly block: Block;
  readonly frame: Frame;
}

type Heights = ReadonlyMap<string, number>;

/** What a screen reader says of a block. */
export function blockLabel(block: Block): string {
  const times = block.times === 1 ? "" : `, repeated ${block.times} times`;
  return `Block ${blockName(block)}, ${block.folded ? "folded" : "unfolded"}, ${counted(block.nodes.length, "layer")}${times}`;
}

export function flowNodes(
  before: readonly FlowNode[],
  drawing: Drawing,
  selection: ReadonlySet<string>,
  heights: Heights = new Map(),
): FlowNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  const open = drawing.blocks.filter((block) => !block.folded);
  const framed = open.map((block): Framed => ({ block, frame: frameOf(layersOf(drawing, block), heights) }));
  const frames = new Map(framed.flatMap((one) => one.block.nodes.map((id) => [id, one] as const)));
  const { hidden, drawing: shown } = seen(drawing);
  const layers = drawing.nodes.filter((layer) => !hidden.has(layer.id));
  const folded = drawing.blocks.filter((block) => block.folded);
  return [
    ...framed.map((one) => frameNode(known.get(one.block.id), one, selection)),
    ...layers.map((layer) => layerNode(known.get(layer.id), layer, frames.get(layer.id), selection)),
    ...folded.map((block) => {
      const stand = shown.nodes.find((one) => one.id === block.id) ?? { x: 0, y: 0 };
      return blockNode(known.get(block.id), block, stand, selection);
    }),
  ];
}

const chosen = <T extends FlowNode>(node: T, selected: boolean): T =>
  node.selected === selected ? node : { ...node, selected };

/** What the place of a layer is counted from: the corner of its frame, if it has one. */
function standing(inside: Framed | undefined): { origin: string; corner: Point; parent: { parentId?: string } } {
  if (inside === undefined) return { origin: "", corner: { x: 0, y: 0 }, parent: {} };
  const { block, frame } = inside;
  return { origin: `${block.id}:${frame.x}:${frame.y}`, corner: frame, parent: { parentId: block.id } };
}

function layerNode(old: FlowNode | undefined, layer: Layer, inside: Framed | undefined, selection: ReadonlySet<string>): LayerFlow {
  const selected = selection.has(layer.id);
  const { origin, corner, parent } = standing(inside);
  const kept = old?.type === "layer" ? old : undefined;
  if (kept?.data.layer === layer && kept.data.origin === origin) return chosen(kept, selected);
  return {
    ...(kept?.parentId === parent.parentId ? kept : {}),
    ...parent,
    id: layer.id,
    type: "layer",
    position: { x: layer.x - corner.x, y: layer.y - corner.y },
    data: { layer, origin },
    selected,
    ariaLabel: `${nameOf(layer)}, ${layer.id}`,
  };
}

function blockNode(old: FlowNode | undefined, block: Block, { x, y }: Point, selection: ReadonlySet<string>): BlockFlow {
  const selected = selection.has(block.id);
  const kept = old?.type === "block" ? old : undefined;
  if (kept?.data.block === block && kept.data.x === x && kept.data.y === y) return chosen(kept, selected);
  return {
    ...kept,
    id: block.id,
    type: "block",
    position: { x, y },
    data: { block, x, y },
    selected,
    ariaLabel: blockLabel(block),
  };
}

const sameFrame = (a: Frame, b: Frame): boolean => JSON.stringify(a) === JSON.stringify(b);

function frameNode(old: FlowNode | undefined, { block, frame }: Framed, selection: ReadonlySet<string>): FrameFlow {
  const selected = selection.has(block.id);
  const kept = old?.type === "frame" ? old : undefined;
  if (kept?.data.block === block && sameFrame(kept.data.frame, frame)) return chosen(kept, selected);
  return {
    ...kept,
    id: block.id,
    type: "frame",
    position: { x: frame.x, y: frame.y },
    width: frame.width,
    height: frame.height,
    zIndex: -1,
    data: { block, frame },
    selected,
    ariaLabel: blockLabel(block),
  };
}

/** Where dragged layers and blocks stand now: what is in a frame is counted from its corner. */
export function placesOf(drawing: Drawing, moved: readonly FlowNode[], nodes: readonly FlowNode[]): ReadonlyMap<string, Point> {
  const corners = new Map(nodes.map((node) => [node.id, node.position]));
  return ofLayers(drawing, new Map(moved.flatMap((node) => placesIn(drawing, node, corners.get(node.parentId ?? "")))));
}

function placesIn(drawing: Drawing, node: FlowNode, corner: Point = { x: 0, y: 0 }): [string, Point][] {
  const { x, y } = node.position;
  if (node.type !== "frame") return [[node.id, { x: x + corner.x, y: y + corner.y }]];
  const [right, down] = [x - node.data.frame.x, y - node.data.frame.y];
  return layersOf(drawing, node.data.block).map((layer) => [layer.id, { x: layer.x + right, y: layer.y + down }]);
}

export function flowLinks(
  links: readonly SeenLink[],
  selection: ReadonlySet<string>,
  hot: string | null,
): FlowLink[] {
  return links.map((link) => ({
    id: link.id,
    type: "flow",
    source: link.source,
    sourceHandle: "out",
    target: link.target,
    targetHandle: `in-${link.slot}`,
    selected: selection.has(link.id),
    data: { hot: hot === link.id },
  }));
}

interface SelectChange {
  readonly type: string;
  readonly id?: string;
  readonly selected?: boolean;
}

/** The selection after React Flow's changes, or the same set when they change nothing. */
export function selected(
  before: ReadonlySet<string>,
  changes: readonly SelectChange[],
): ReadonlySet<string> {
  const after = new Set(before);
  for (const change of changes) {
    if (change.type !== "select" || change.id === undefined) continue;
    if (change.selected === true) after.add(change.id);
    else after.delete(change.id);
  }
  const same = after.size === before.size && [...after].every((id) => before.has(id));
  return same ? before : after;
}
