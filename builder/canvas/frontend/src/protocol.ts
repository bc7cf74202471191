/** What a message from Python means for the drawing. The browser owns it; Python can only open
 * another one. Decides; changes nothing. */
import type { Saved } from "./persist";
import type { Incoming } from "./types";

/** Whose drawing this is, as of the last message. */
export interface Place {
  /** The server's session; another one has forgotten everything. */
  readonly session: string;
  readonly epoch: number;
  readonly design: string;
}

export type Turn =
  /** Nothing but new findings. */
  | "listen"
  /** Python starts anew with the design on the board: tell it what is drawn. */
  | "tell"
  /** A page that was reloaded: its own copy is newer than Python's. */
  | "restore"
  /** A template or file was opened over this design: a step to undo. */
  | "replace"
  /** Another design: it has a history of its own. */
  | "open";

export function turnOf(place: Place | null, data: Incoming, saved: Saved | null): Turn {
  if (place === null) return saved?.design === data.design ? "restore" : "open";
  if (data.session !== place.session) return data.design === place.design ? "tell" : "open";
  if (data.epoch <= place.epoch) return "listen";
  return data.design === place.design ? "replace" : "open";
}
