/** Repeating a block: copies of it, one after the other, between it and what follows it. */
import type { Drawing, Link } from "../types";
import { excerpt, paste } from "./copies";

export type Repeated =
  | { readonly drawing: Drawing; readonly ids: ReadonlySet<string>; readonly refusal: null }
  | { readonly drawing: null; readonly refusal: string };

interface Ends {
  readonly entry: string;
  readonly exit: string;
}

/** The one layer through which a block is entered and the one through which it is left. */
function endsOf(drawing: Drawing, ids: ReadonlySet<string>): Ends | null {
  const within = (link: Link): boolean => ids.has(link.source) && ids.has(link.target);
  const fed = new Set(drawing.edges.filter(within).map((link) => link.target));
  const feeding = new Set(drawing.edges.filter(within).map((link) => link.source));
  const entered = drawing.edges.filter((link) => ids.has(link.target) && !ids.has(link.source));
  const left = drawing.edges.filter((link) => ids.has(link.source) && !ids.has(link.target));
  const entries = new Set([...ids].filter((id) => !fed.has(id)).concat(entered.map((link) => link.target)));
  const exits = new Set([...ids].filter((id) => !feeding.has(id)).concat(left.map((link) => link.source)));
  const [entry, exit] = [[...entries][0], [...exits][0]];
  if (entries.size !== 1 || exits.size !== 1 || entered.length !== 1) return null;
  return entry === undefined || exit === undefined ? null : { entry, exit };
}

/** Put `times` more copies of a block after it, each fed by the one before. */
export function repeat(drawing: Drawing, ids: ReadonlySet<string>, times: number): Repeated {
  const ends = endsOf(drawing, ids);
  if (ends === null) {
    return { drawing: null, refusal: "Only a block with one way in and one way out can be repeated. Choose layers that follow each other." };
  }
  const part = excerpt(drawing, ids);
  const slot = drawing.edges.find((link) => link.target === ends.entry && !ids.has(link.source))?.slot ?? 0;
  const onward = (link: Link): boolean => link.source === ends.exit && !ids.has(link.target);
  let now = drawing;
  let exit = ends.exit;
  const made = new Set<string>();
  for (let i = 1; i <= times; i += 1) {
    const { drawing: pasted, ids: copies } = paste(now, part, i);
    const order = [...copies];
    const copyOf = (id: string): string => order[part.nodes.findIndex((layer) => layer.id === id)] ?? id;
    const link: Link = { source: exit, target: copyOf(ends.entry), slot };
    now = { ...pasted, edges: [...pasted.edges, link] };
    exit = copyOf(ends.exit);
    for (const id of copies) made.add(id);
  }
  const edges = now.edges.map((link) => (onward(link) && !made.has(link.target) ? { ...link, source: exit } : link));
  return { drawing: { ...now, edges }, ids: made, refusal: null };
}
