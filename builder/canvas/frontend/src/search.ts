/** Finding a layer type by what a person types: its name, what it does, its family. */
import type { LayerType, ReadyBlock } from "./types";

const says = (text: string, words: readonly string[]): boolean =>
  words.every((word) => text.toLowerCase().includes(word));

const wordsOf = (query: string): string[] => query.toLowerCase().split(/\s+/).filter((word) => word !== "");

/** Blocks that match every word typed, by name and by what they are. */
export const matchingBlocks = (blocks: readonly ReadyBlock[], query: string): ReadyBlock[] =>
  blocks.filter((block) => says(`${block.name} ${block.summary}`, wordsOf(query)));

/**
 * Types that match every word typed: by name first, then by summary or family, each in the
 * palette's order; by their help only when nothing else matches.
 */
export function matching(types: readonly LayerType[], query: string): LayerType[] {
  const words = wordsOf(query);
  const named = types.filter((type) => says(type.type, words));
  const told = types.filter(
    (type) => !named.includes(type) && says(`${type.type} ${type.summary} ${type.category}`, words),
  );
  const hits = [...named, ...told];
  return hits.length > 0 ? hits : types.filter((type) => says(type.help, words));
}
