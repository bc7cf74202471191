/** From our drawing to what React Flow draws, keeping every object that did not change. */
import { linkId, nameOf } from "../graph";
import type { Drawing, Link } from "../types";
import type { FlowLink } from "./FlowEdge";
import type { FlowNode } from "./LayerNode";

export function flowNodes(
  before: readonly FlowNode[],
  drawing: Drawing,
  selection: ReadonlySet<string>,
): FlowNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  return drawing.nodes.map((layer): FlowNode => {
    const old = known.get(layer.id);
    const selected = selection.has(layer.id);
    if (old?.data.layer === layer) return old.selected === selected ? old : { ...old, selected };
    return {
      ...old,
      id: layer.id,
      type: "layer",
      position: { x: layer.x, y: layer.y },
      data: { layer },
      selected,
      ariaLabel: `${nameOf(layer)}, ${layer.id}`,
    };
  });
}

export function flowLinks(
  links: readonly Link[],
  selection: ReadonlySet<string>,
  hot: string | null,
): FlowLink[] {
  return links.map((link) => {
    const id = linkId(link);
    return {
      id,
      type: "flow",
      source: link.source,
      sourceHandle: "out",
      target: link.target,
      targetHandle: `in-${link.slot}`,
      selected: selection.has(id),
      data: { hot: hot === id },
    };
  });
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
