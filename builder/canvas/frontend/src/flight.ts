/** Single flight: the next state waits until Python answered the last one. Overlapping script
 * runs made Streamlit remount the component and lose edits; this keeps them apart. */

export const PATIENCE_MS = 2000;
const MOST_TRIES = 5;

export interface Clock {
  now(): number;
  later(run: () => void, ms: number): void;
}

export const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  later: (run, ms) => {
    setTimeout(run, ms);
  },
};

export class Flight {
  private dirty = false;
  private sent: { readonly rev: number; readonly at: number; readonly tries: number } | null = null;

  /** @param send sends the state as it is now, and tells its revision. */
  constructor(
    private readonly send: () => number | null,
    private readonly clock: Clock = REAL_CLOCK,
  ) {}

  /** Something changed: send it, now or as soon as the answer to the last one is there. */
  wanted(): void {
    this.dirty = true;
    this.pump();
  }

  /** Python answered a revision; that answers every revision before it too. */
  answered(rev: number): void {
    if (this.sent !== null && rev >= this.sent.rev) this.sent = null;
    this.pump();
  }

  /** Whatever was sent will not be answered. */
  forget(): void {
    this.sent = null;
  }

  private pump(): void {
    if (!this.dirty) return;
    const waited = this.sent === null ? PATIENCE_MS : this.clock.now() - this.sent.at;
    if (waited < PATIENCE_MS) {
      this.clock.later(() => {
        this.pump();
      }, PATIENCE_MS - waited + 10);
      return;
    }
    const rev = this.send();
    if (rev === null) return;
    const tries = this.sent?.rev === rev ? this.sent.tries + 1 : 1;
    this.dirty = false;
    this.sent = { rev, at: this.clock.now(), tries };
    this.remind(rev, tries);
  }

  /** What is not answered may never have arrived: it is sent again, each time after twice as long. */
  private remind(rev: number, tries: number): void {
    if (tries === MOST_TRIES) return;
    this.clock.later(() => {
      if (this.sent?.rev === rev && this.sent.tries === tries) this.wanted();
    }, PATIENCE_MS * 2 ** tries);
  }
}
