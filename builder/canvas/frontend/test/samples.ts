/** A few layer types as Python describes them, and drawings made of them. */
import type { Catalog } from "../src/graph";
import type { Drawing, Layer, LayerType, Link, Schema } from "../src/types";

function type(name: string, about: Partial<LayerType> = {}): LayerType {
  return {
    type: name,
    category: "Shape",
    summary: `Does what ${name} does`,
    help: "Help.",
    example: "",
    schema: { type: "object", properties: {} },
    defaults: {},
    slots: { least: 1, most: 1, names: [] },
    ends: false,
    shown: [],
    required: [],
    ...about,
  };
}

const reach: Schema = { type: "integer", minimum: 1, maximum: 64 };

export const CONV2D = type("Conv2D", {
  category: "Convolution",
  schema: {
    type: "object",
    properties: {
      filters: { type: "integer", title: "Filters", minimum: 1, maximum: 4096, description: "How many." },
      kernel_size: { type: "array", prefixItems: [reach, reach], title: "Kernel Size" },
      padding: { type: "string", enum: ["valid", "same"], default: "valid" },
      use_bias: { type: "boolean", default: true, advanced: true },
    },
  },
  defaults: { filters: 32, kernel_size: [3, 3], padding: "same", use_bias: true },
  shown: ["filters", "kernel_size"],
  required: ["filters", "kernel_size"],
});

export const DROPOUT = type("Dropout", {
  schema: { properties: { rate: { type: "number", title: "Rate", minimum: 0, exclusiveMaximum: 1 } } },
  defaults: { rate: 0.3 },
  shown: ["rate"],
});

export const ADD = type("Add", { slots: { least: 2, most: null, names: [] } });
export const ATTENTION = type("Attention", { slots: { least: 2, most: 3, names: ["query", "value", "key"] } });
export const INPUT = type("Input", { slots: { least: 0, most: 0, names: [] } });
export const CLASSIFIER = type("Classifier", { ends: true });
export const FLATTEN = type("Flatten");

export const CATALOG: Catalog = new Map(
  [INPUT, CONV2D, DROPOUT, FLATTEN, ADD, ATTENTION, CLASSIFIER].map((entry) => [entry.type, entry]),
);

const TYPES: Readonly<Record<string, string>> = {
  in: "Input", conv: "Conv2D", drop: "Dropout", flat: "Flatten", add: "Add", att: "Attention", end: "Classifier",
};

/** `draw("in_1 conv_1 end_1", "in_1>conv_1 conv_1>end_1:0")`: layers in a row, 300 px apart. */
export function draw(layers: string, links = ""): Drawing {
  const words = (text: string): string[] => text.split(" ").filter((word) => word !== "");
  const nodes = words(layers).map(
    (id, i): Layer => ({
      id,
      type: TYPES[id.split("_")[0] ?? ""] ?? "Unknown",
      params: {},
      title: "",
      note: "",
      x: i * 300,
      y: 0,
    }),
  );
  const edges = words(links).map((text): Link => {
    const [ends = "", slot = "0"] = text.split(":");
    const [source = "", target = ""] = ends.split(">");
    return { source, target, slot: Number(slot) };
  });
  return { nodes, edges, blocks: [] };
}

/** The links of a drawing as the text that `draw` reads, sorted. */
export const linksOf = (drawing: Drawing): string =>
  drawing.edges.map((link) => `${link.source}>${link.target}:${link.slot}`).sort().join(" ");
