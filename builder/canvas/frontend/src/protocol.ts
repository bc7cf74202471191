/** What a message from Python means for the drawing. The browser owns it; Python can only open
 * another one. Decides; changes nothing. */
import type { Saved } from "./persist";
import type { Incoming } from "./types";
import { readDrawing, sameDrawing } from "./wire";

/** Whose drawing this is, as of the last message. */
export interface Place {
  /** The server's session; another one has forgotten everything. */
  readonly session: string;
  readonly epoch: number;
  readonly design: string;
  /** Of what Python kept of it last. */
  readonly stamp: string;
}

export type Turn =
  /** Nothing but new findings. */
  | "listen"
  /** Python starts anew with the design on the board: tell it what is drawn. */
  | "tell"
  /** A page that was reloaded: its own copy is newer than Python's. */
  | "restore"
  /** Another drawing was opened over this design, or saved by another window: a step to undo. */
  | "replace"
  /** Another design: it has a history of its own. */
  | "open";

export function turnOf(place: Place | null, data: Incoming, saved: Saved | null): Turn {
  if (place === null) return saved === null ? "open" : reloaded(data, saved);
  if (data.session !== place.session) {
    if (data.design !== place.design) return "open";
    return data.stamp === place.stamp ? "tell" : "replace";
  }
  if (data.epoch <= place.epoch) return "listen";
  return data.design === place.design ? "replace" : "open";
}

function reloaded(data: Incoming, saved: Saved): Turn {
  if (saved.design !== data.design) return "open";
  const kept = saved.stamp === data.stamp || sameDrawing(saved.drawing, readDrawing(data.graph));
  return kept ? "restore" : "replace";
}
