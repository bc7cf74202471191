/** Python's findings taken in: what did not change stays the same object, so that it is not drawn anew. */
import type { State } from "./state";
import type { Annotation, Annotations } from "./types";
import { sameJson } from "./wire";

const same = (a: unknown, b: unknown): boolean => sameJson(a as never, b as never);

/** What they change, if anything; those older than what is shown change nothing. */
export function found(state: State, came: Annotations): Pick<State, "annotations" | "code"> | null {
  const shown = state.annotations;
  if (came.rev < shown.rev || same(shown, came)) return null;
  const kept = ([id, now]: [string, Annotation]): [string, Annotation] => {
    const before = shown.nodes[id];
    return [id, before !== undefined && same(before, now) ? before : now];
  };
  const nodes = Object.fromEntries(Object.entries(came.nodes).map(kept));
  const code = came.code ?? state.code;
  return { annotations: { ...came, nodes }, code: same(code, state.code) ? state.code : code };
}
