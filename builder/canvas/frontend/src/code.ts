/** Python code for the eye: which words have a colour, and which lines belong to which layer.
 * Colours only; what the code says is told by Python. */
import type { Code } from "./types";

export type TokenKind = "plain" | "comment" | "keyword" | "number" | "string";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

export type Line = readonly Token[];

/** Lines that follow each other and belong to one layer, or to none. */
export interface Block {
  /** What the layer is called in the code. */
  readonly name: string | null;
  /** The drawn layer: of a later repetition of a block, the one that it repeats. */
  readonly layer: string | null;
  /** The number of its first line, counted from 1. */
  readonly from: number;
  readonly lines: readonly Line[];
}

const WORDS =
  "and|as|assert|break|class|continue|def|elif|else|except|False|finally|for|from|if|import|in|is|lambda|None|not|or|pass|raise|return|True|try|while|with|yield";

/** What is told apart, by the name of its group; anything else is plain. */
const PATTERN = new RegExp(
  [
    String.raw`(?<string>[fr]?"""[\s\S]*?(?:"""|$)|[fr]?"(?:\\.|[^"\\\n])*"?|[fr]?'(?:\\.|[^'\\\n])*'?)`,
    String.raw`(?<comment>#[^\n]*)`,
    String.raw`(?<keyword>\b(?:${WORDS})\b)`,
    String.raw`(?<number>\b\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?\b)`,
  ].join("|"),
  "g",
);

const KINDS = ["string", "comment", "keyword", "number"] as const;

/** The tokens of a text; together they say exactly what it says. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  for (const match of text.matchAll(PATTERN)) {
    if (match.index > at) found.push({ kind: "plain", text: text.slice(at, match.index) });
    const groups: Readonly<Record<string, string | undefined>> = match.groups ?? {};
    const kind = KINDS.find((one) => groups[one] !== undefined) ?? "plain";
    found.push({ kind, text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ kind: "plain", text: text.slice(at) });
  return found;
}

/** The same, line by line: a text over several lines keeps its colour in each. */
export function lines(text: string): Line[] {
  const all: Token[][] = [[]];
  for (const { kind, text: part } of tokens(text.replace(/\n$/, ""))) {
    part.split("\n").forEach((piece, i) => {
      if (i > 0) all.push([]);
      if (piece !== "") all.at(-1)?.push({ kind, text: piece });
    });
  }
  return all;
}

export const sameLine = (a: Line, b: Line): boolean =>
  a.length === b.length && a.every((token, i) => token.kind === b[i]?.kind && token.text === b[i].text);

/** A file as blocks, from its first line to its last. */
export function blocks(code: Code): Block[] {
  const all = lines(code.text);
  const own = Object.entries(code.lines).sort(([, [a]], [, [b]]) => a - b);
  const found: Block[] = [];
  let next = 1;
  const take = (name: string | null, last: number): void => {
    const layer = name === null ? null : (code.copies[name] ?? name);
    if (last >= next) found.push({ name, layer, from: next, lines: all.slice(next - 1, last) });
    next = Math.max(next, last + 1);
  };
  for (const [id, [first, last]] of own) {
    take(null, first - 1);
    take(id, last);
  }
  take(null, all.length);
  return found;
}

/** A file's name from a design's: letters and digits, what is between them as one line. */
export function fileName(design: string): string {
  const plain = design.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
  return `${plain === "" ? "network" : plain}.py`;
}
