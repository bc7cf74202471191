/** What is told to the person in a sentence, over the board. */

export interface Toast {
  readonly text: string;
  /** Only for the ear. */
  readonly quiet: boolean;
  /** It stays until it is closed or something is drawn, and offers to undo. */
  readonly lasting: boolean;
  /** Tells two equal ones apart. */
  readonly number: number;
}

let count = 0;

export function toastOf(text: string, how: { quiet?: boolean; lasting?: boolean } = {}): Toast {
  count += 1;
  return { text, quiet: false, lasting: false, ...how, number: count };
}
