/** What a message from Python means for the drawing. The browser owns it; Python can only open
 * another one. Decides; changes nothing. */
import type { Saved } from "./persist";
import type { Drawing, Incoming } from "./types";
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

/** A drawing that was on the board before the page was loaded, or before the server started anew. */
export interface Mine {
  readonly design: string;
  readonly stamp: string;
  /** What is on the board, and what Python was told and may have kept without a word. */
  readonly drawings: readonly Drawing[];
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

/** What was here before: in the copy that the page kept, else on the board. */
export function mineOf(saved: Saved | null, place: Place | null, drawings: readonly Drawing[]): Mine | null {
  if (saved !== null) return { ...saved, drawings: [saved.drawing, ...saved.told] };
  return place === null ? null : { ...place, drawings };
}

/** @param mine what was here before; `null` when nothing was. */
export function turnOf(place: Place | null, data: Incoming, mine: Mine | null): Turn {
  if (place !== null && data.session === place.session) {
    if (data.epoch <= place.epoch) return "listen";
    return data.design === place.design ? "replace" : "open";
  }
  if (mine?.design !== data.design) return "open";
  if (!isMine(data, mine)) return "replace";
  return place === null ? "restore" : "tell";
}

/** Whether what Python keeps is of this board: then what is on it is that, or newer. */
function isMine({ stamp, graph }: Incoming, mine: Mine): boolean {
  const kept = readDrawing(graph);
  return stamp === mine.stamp || mine.drawings.some((drawing) => sameDrawing(drawing, kept));
}

export const SAVED_ELSEWHERE =
  "This design was saved anew since this window showed it, so you see it as it is now. Undo brings back the drawing that was here.";
