/** Undo and redo over immutable drawings. Knows nothing of what an edit is. */
import type { Drawing } from "./types";

export const DEPTH = 100;
/** Edits of the same thing within this time become one step: a number typed digit by digit. */
export const MERGE_MS = 1200;

export interface History {
  readonly past: readonly Drawing[];
  readonly future: readonly Drawing[];
  /** What the last step edited, and when; empty when the next edit must be a step of its own. */
  readonly merging: string;
  readonly mergedAt: number;
}

export const NO_HISTORY: History = { past: [], future: [], merging: "", mergedAt: 0 };

/**
 * Remember the drawing before an edit.
 *
 * @param merging what is edited ("param:conv2d_1:filters"), or "" for a step of its own.
 * @param now milliseconds, of any clock that only rises.
 */
export function record(history: History, before: Drawing, merging: string, now: number): History {
  const merges =
    merging !== "" && merging === history.merging && now - history.mergedAt < MERGE_MS;
  const past = merges ? history.past : [...history.past, before].slice(-DEPTH);
  return { past, future: [], merging, mergedAt: now };
}

/** One step back, or `null` at the beginning. */
export function undo(history: History, present: Drawing): [History, Drawing] | null {
  const before = history.past.at(-1);
  if (before === undefined) return null;
  const past = history.past.slice(0, -1);
  return [{ ...NO_HISTORY, past, future: [...history.future, present] }, before];
}

/** One step forward again, or `null` when nothing was undone. */
export function redo(history: History, present: Drawing): [History, Drawing] | null {
  const after = history.future.at(-1);
  if (after === undefined) return null;
  const future = history.future.slice(0, -1);
  return [{ ...NO_HISTORY, past: [...history.past, present], future }, after];
}
