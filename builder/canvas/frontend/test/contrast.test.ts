/** Colours of the code against the grounds they stand on, by WCAG 2.2's formula. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const HERE = import.meta.dirname;
const styles = readFileSync(join(HERE, "../src/styles/code.css"), "utf8");
const theme = readFileSync(join(HERE, "../../../../.streamlit/config.toml"), "utf8");

type Colour = readonly number[];

const hex = (text: string): Colour => [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
const mixed = (top: Colour, ground: Colour, share: number): Colour =>
  top.map((value, i) => value * share + (ground[i] ?? 0) * (1 - share));

function luminance(colour: Colour): number {
  const [r = 0, g = 0, b = 0] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Colour, b: Colour): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function themed(side: string): (name: string) => Colour {
  const part = theme.split(`[theme.${side}]`)[1]!.split("[")[0]!;
  return (name) => hex(new RegExp(`^${name} = "(#[0-9A-Fa-f]{6})"`, "m").exec(part)![1]!);
}

const tokens = (rule: string): [string, Colour][] =>
  [...styles.split(`${rule} {`)[1]!.split("}")[0]!.matchAll(/--ls-token-(\w+): (#\w+)/g)].map(
    ([, name, colour]) => [name!, hex(colour!)],
  );

test.each([
  ["light", "\n.ls"],
  ["dark", ".ls-dark"],
])("every word of the code can be read: %s", (side, rule) => {
  const colour = themed(side);
  const ground = colour("backgroundColor");
  const lit = mixed(colour("primaryColor"), ground, Number(/accent\) (\d+)%/.exec(styles)![1]) / 100);
  const ink = colour("textColor");
  const found: [string, Colour][] = [...tokens(rule), ["plain", ink], ["quiet", mixed(ink, ground, 0.68)]];
  expect(found).toHaveLength(6);
  for (const [name, shown] of found) {
    for (const under of [ground, lit, mixed(colour("primaryColor"), ground, 0.09)]) {
      expect(contrast(shown, under), name).toBeGreaterThanOrEqual(4.5);
    }
  }
});
