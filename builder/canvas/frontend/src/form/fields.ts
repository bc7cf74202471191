/** From a layer type's JSON Schema to the fields of its form. Draws nothing. */
import type { Json, LayerType, Schema } from "../types";

/** The numbers a field may hold. */
export interface Range {
  readonly integer: boolean;
  readonly least: number | null;
  readonly most: number | null;
  /** Whether `least` and `most` themselves are excluded. */
  readonly aboveLeast: boolean;
  readonly belowMost: boolean;
}

export type Control =
  | { readonly kind: "number"; readonly range: Range }
  | { readonly kind: "tuple"; readonly ranges: readonly Range[]; readonly names: readonly string[] }
  | { readonly kind: "choice"; readonly options: readonly string[] }
  | { readonly kind: "flag" }
  | { readonly kind: "text"; readonly longest: number }
  | { readonly kind: "other" };

export interface Field {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly advanced: boolean;
  /** Whether the field may be left empty (`None` in Python). */
  readonly nullable: boolean;
  /** What holds then, in a few words; may be "". */
  readonly empty: string;
  readonly control: Control;
  /** What a new layer starts with. */
  readonly initial: Json;
  /** What holds where a drawing says nothing. */
  readonly fallback: Json;
}

/** Follow references and the wrappers that pydantic puts around them. */
function resolve(schema: Schema, defs: Readonly<Record<string, Schema>>): Schema {
  const [only] = schema.allOf ?? [];
  const target = schema.$ref?.replace("#/$defs/", "");
  const inner = target === undefined ? only : defs[target];
  if (inner === undefined) return schema;
  const own = Object.entries(schema).filter(([key]) => key !== "$ref" && key !== "allOf");
  return { ...resolve(inner, defs), ...Object.fromEntries(own) };
}

function rangeOf(schema: Schema): Range {
  return {
    integer: schema.type === "integer",
    least: schema.minimum ?? schema.exclusiveMinimum ?? null,
    most: schema.maximum ?? schema.exclusiveMaximum ?? null,
    aboveLeast: schema.minimum === undefined && schema.exclusiveMinimum !== undefined,
    belowMost: schema.maximum === undefined && schema.exclusiveMaximum !== undefined,
  };
}

const isNumeric = (schema: Schema): boolean =>
  schema.type === "integer" || schema.type === "number";

/** The options of an enumeration of words, or `null` for anything else. */
function optionsOf(schema: Schema): readonly string[] | null {
  const options = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  const words = options.filter((option) => typeof option === "string");
  return words.length > 0 && words.length === options.length ? words : null;
}

function tupleOf(schema: Schema, defs: Readonly<Record<string, Schema>>): Control {
  const items = (schema.prefixItems ?? []).map((item) => resolve(item, defs));
  const numbers = items.length > 0 && items.every(isNumeric);
  const names = items.map((item, i) => item.title ?? String(i + 1));
  return numbers ? { kind: "tuple", ranges: items.map(rangeOf), names } : { kind: "other" };
}

function controlOf(schema: Schema, defs: Readonly<Record<string, Schema>>): Control {
  const options = optionsOf(schema);
  if (options !== null) return { kind: "choice", options };
  switch (schema.type) {
    case "integer":
    case "number":
      return { kind: "number", range: rangeOf(schema) };
    case "boolean":
      return { kind: "flag" };
    case "string":
      return { kind: "text", longest: schema.maxLength ?? 400 };
    default:
      return tupleOf(schema, defs);
  }
}

/** `kernel_size` as "Kernel size". */
export function titleCase(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const worded = (text: string | undefined): string => text ?? "";

function readField(name: string, raw: Schema, type: LayerType): Field {
  const defs = type.schema.$defs ?? {};
  const outer = resolve(raw, defs);
  const choices = (outer.anyOf ?? []).map((option) => resolve(option, defs));
  const nullable = choices.some((option) => option.type === "null");
  const inner = choices.find((option) => option.type !== "null") ?? outer;
  return {
    name,
    title: raw.title ?? titleCase(name),
    help: worded(raw.description),
    advanced: outer.advanced === true,
    nullable,
    empty: worded(outer.empty),
    control: controlOf(inner, defs),
    initial: type.defaults[name] ?? raw.default ?? null,
    fallback: raw.default ?? type.defaults[name] ?? null,
  };
}

const cache = new WeakMap<LayerType, readonly Field[]>();

/** The fields of a layer type, in the order they were declared. */
export function fieldsOf(type: LayerType): readonly Field[] {
  const known = cache.get(type);
  if (known !== undefined) return known;
  const properties = Object.entries(type.schema.properties ?? {});
  const fields = properties.map(([name, schema]) => readField(name, schema, type));
  cache.set(type, fields);
  return fields;
}

/** What a field holds in a layer: what was set, or what holds where nothing was. */
export const valueOf = (field: Field, params: Readonly<Record<string, Json>>): Json =>
  field.name in params ? (params[field.name] ?? null) : field.fallback;
