/** Mends that Python offers with a problem, done to the drawing. What each step means is told by
 * Python's `builder.edits`; both are held against `tests/builder/mended.json`. */
import { withoutLayers } from "../blocks";
import { idsOf, linkId } from "../graph";
import type { Drawing, Layer, Link, Mend, Step } from "../types";

/** Steps done without the layers and blocks that they name would do something else. */
const named = (step: Step): readonly string[] => {
  switch (step.do) {
    case "add":
      return step.block === "" ? [] : [step.block];
    case "become":
    case "remove":
      return [step.id];
    case "connect":
    case "disconnect":
      return [step.source, step.target];
  }
};

function add(drawing: Drawing, step: Extract<Step, { do: "add" }>): Drawing {
  const at = drawing.nodes.findIndex((layer) => layer.id === step.near);
  const place = at < 0 ? drawing.nodes.length : at;
  const { x, y } = drawing.nodes[at] ?? beyond(drawing);
  const layer: Layer = { id: step.id, type: step.type, params: step.params, title: "", note: "", x, y };
  const blocks = drawing.blocks.map((one) => (one.id === step.block ? { ...one, nodes: [...one.nodes, step.id] } : one));
  return { ...drawing, nodes: [...drawing.nodes.slice(0, place), layer, ...drawing.nodes.slice(place)], blocks };
}

/** Free ground to the right of everything. */
const beyond = (drawing: Drawing): { x: number; y: number } => ({
  x: Math.max(0, ...drawing.nodes.map((layer) => layer.x + 216)),
  y: drawing.nodes.at(-1)?.y ?? 0,
});

function done(drawing: Drawing, step: Step): Drawing {
  const { nodes, edges } = drawing;
  switch (step.do) {
    case "add":
      return add(drawing, step);
    case "become": {
      const { id, type, params } = step;
      return { ...drawing, nodes: nodes.map((layer) => (layer.id === id ? { ...layer, type, params } : layer)) };
    }
    case "remove":
      return {
        nodes: nodes.filter((layer) => layer.id !== step.id),
        edges: edges.filter((link) => link.source !== step.id && link.target !== step.id),
        blocks: withoutLayers(drawing.blocks, new Set([step.id])),
      };
    case "connect": {
      const { source, target, slot } = step;
      const kept = edges.filter((link) => link.target !== target || link.slot !== slot);
      return { ...drawing, edges: [...kept, { source, target, slot } satisfies Link] };
    }
    case "disconnect":
      return { ...drawing, edges: edges.filter((link) => linkId(link) !== linkId(step)) };
  }
}

/** The drawing after a mend, or `null` when it was made for another drawing. */
export function mended(drawing: Drawing, mend: Mend): Drawing | null {
  let now = drawing;
  for (const step of mend.steps) {
    const ids = idsOf(now);
    const fits = named(step).every((id) => ids.has(id)) && !(step.do === "add" && ids.has(step.id));
    if (!fits) return null;
    now = done(now, step);
  }
  return now;
}
