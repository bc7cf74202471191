/** The drawings that Python was told of and has not answered: it may have kept any of them. */
import type { Drawing } from "./types";

const MOST = 20;

export class Told {
  private waiting: readonly { readonly rev: number; readonly drawing: Drawing }[] = [];

  sent(rev: number, drawing: Drawing): void {
    this.waiting = [...this.waiting, { rev, drawing }].slice(-MOST);
  }

  /** Python answered a revision; that answers every revision before it too. */
  answered(rev: number): void {
    this.waiting = this.waiting.filter((one) => one.rev > rev);
  }

  get drawings(): readonly Drawing[] {
    return this.waiting.map((one) => one.drawing);
  }
}
