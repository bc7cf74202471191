/** The board's state and the protocol with Python. The browser owns the drawing; Python owns the
 * annotations. What a person can do to the drawing is in `actions`. */
import { stillChosen } from "./blocks";
import { found } from "./findings";
import { Flight, REAL_CLOCK, type Clock } from "./flight";
import { NO_HISTORY, record, redo, undo, type History } from "./history";
import { stacked, unplaced } from "./edits/place";
import { isNarrow, panelsOn } from "./room";
import { load, save, type Saved } from "./persist";
import { mineOf, SAVED_ELSEWHERE, turnOf, type Place, type Turn } from "./protocol";
import { NOTHING, START, type Board, type Send, type State, type Tell } from "./state";
import { toastOf } from "./toast";
import { Told } from "./told";
import type { Annotations, Drawing, Incoming, Viewport } from "./types";
import { readDrawing, sameDrawing, sameJson, writeDrawing } from "./wire";

const SAVE_MS = 150;

export class CanvasStore {
  /** The board on screen, while there is one. */
  board: Board | null = null;
  viewport: Viewport | null = null;
  /** Whether the person has folded or unfolded panels; until then their width decides. */
  panelsChosen = false;
  /** Whether there is room for one panel only beside the drawing. */
  narrow = false;

  private state: State = START;
  private readonly listeners = new Set<() => void>();
  private readonly flight: Flight;
  private readonly told = new Told();
  private transport: Send | null = null;
  /** Tell Python what to keep or forget of the palette. */
  tellPython: Tell = () => undefined;
  private place: Place | null = null;
  /** The revision of the last edit of this drawing; none since it was opened: -1. */
  edited = -1;
  /** The histories of designs that lay here before, for when they are opened again. */
  private readonly histories = new Map<string, Pick<State, "drawing" | "history">>();
  private catalogId = "";
  private saving: ReturnType<typeof setTimeout> | null = null;

  constructor(
    readonly id: string,
    private readonly clock: Clock = REAL_CLOCK,
  ) {
    this.flight = new Flight(() => this.send(), clock);
  }

  readonly get = (): State => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /** Change the state without touching the drawing. */
  set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  /**
   * Change the drawing: remembered for undo, saved, and sent to Python.
   *
   * @param merging what is edited, so that a quick series becomes one step; "" for its own step.
   */
  edit(drawing: Drawing, selection?: ReadonlySet<string>, merging = ""): void {
    const { state } = this;
    if (drawing === state.drawing) return;
    const history = record(state.history, state.drawing, merging, this.clock.now());
    this.commit({ drawing, history, ...(selection === undefined ? {} : { selection }) });
  }

  /** Tell Python what is shown, though nothing was drawn. */
  tell(): void {
    this.flight.wanted();
  }

  get design(): string { return this.place?.design ?? ""; }

  readonly undo = (): boolean => this.travel(undo);

  readonly redo = (): boolean => this.travel(redo);

  /** Put layers where they belong without making it a step to undo: they had no places yet. */
  settle(drawing: Drawing): void {
    this.set({ drawing, unplaced: false });
    this.saveSoon();
  }

  /** What Python sent, and the way back to it: called on mount and after every script run. */
  receive(data: Incoming, send: Send, tell: Tell = () => undefined): void {
    this.transport = send;
    this.tellPython = tell;
    const saved = this.place === null ? load(this.id) : null;
    const mine = mineOf(saved, this.place, [this.state.drawing, ...this.told.drawings]);
    const turn = turnOf(this.place, data, mine);
    if (!this.learn(data, turn)) return;
    this.follow(turn, data, saved);
    const { session, epoch, design, stamp } = data;
    if (design !== this.place?.design || stamp !== this.place.stamp) this.saveSoon();
    this.place = { session, epoch, design, stamp };
    this.suit(data);
    if (turn === "tell" || turn === "restore") this.flight.wanted();
    this.annotate(data.annotations);
  }

  /** What begins to follow the chosen layer hears which one that is. */
  private suit({ dark, follows }: Incoming): void {
    if (follows && !this.state.follows && this.state.selection.size > 0) this.flight.wanted();
    if (this.state.dark !== dark || this.state.follows !== follows) this.set({ dark, follows });
  }

  /** The board came back to the page: Python may have forgotten the drawing in the meantime. */
  returned(data: Incoming): void {
    if (data.annotations.rev !== this.state.rev) this.flight.wanted();
  }

  /** The board left the page: what is drawn waits until it comes back. */
  leave(send: Send): void {
    this.saveNow();
    if (this.transport === send) this.transport = null;
  }

  attach(board: Board): void {
    this.board = board;
  }

  detach(board: Board): void {
    if (this.board === board) this.board = null;
  }

  /** Remember where on the board the person looks. */
  look(viewport: Viewport): void {
    this.viewport = viewport;
    this.saveSoon();
  }

  /** The board has this width: fold what it has no room for, but keep what the person chose. */
  makeRoom(width: number): void {
    this.narrow = isNarrow(width);
    const panels = panelsOn(width, this.state.panels, this.panelsChosen);
    if (!sameJson({ ...panels }, { ...this.state.panels })) this.set({ panels });
  }

  /** Write the session's copy now. */
  saveNow(): void {
    if (this.saving !== null) clearTimeout(this.saving);
    this.saving = null;
    const { drawing, history, rev, panels, selection } = this.state;
    const { design = "", stamp = "" } = this.place ?? {};
    const about = { design, stamp, rev, viewport: this.viewport, panels: this.panelsChosen ? { ...panels } : {} };
    save(this.id, { ...about, drawing, told: this.told.drawings, history, selection: [...selection] });
  }

  saveSoon(): void {
    this.saving ??= setTimeout(() => { this.saveNow(); }, SAVE_MS);
  }

  /** Take the catalog. False when something is missing that Python thought was here: it is asked. */
  private learn(data: Incoming, turn: Turn): boolean {
    const { catalog, catalog_id: id } = data;
    if (catalog !== null && id !== this.catalogId) {
      this.catalogId = id;
      const ready = data.blocks ?? [];
      this.set({ types: catalog, ready, catalog: new Map(catalog.map((type) => [type.type, type])) });
    }
    const opens = turn === "open" || turn === "replace";
    const missing = id !== this.catalogId || (opens && data.graph === null);
    if (missing) this.transport?.(null);
    return !missing;
  }

  private follow(turn: Turn, data: Incoming, saved: Saved | null): void {
    if (turn !== "open" && saved !== null) this.restore(saved, data);
    const { drawing, history } = this.state;
    if (turn === "replace") {
      this.open(data, record(history, drawing, "", this.clock.now()));
      if (data.session !== this.place?.session) this.set({ toast: toastOf(SAVED_ELSEWHERE, { lasting: true }) });
    }
    if (turn !== "open") return;
    if (this.place !== null) this.histories.set(this.place.design, { drawing, history });
    const left = this.histories.get(data.design);
    const unchanged = left !== undefined && sameDrawing(left.drawing, readDrawing(data.graph));
    this.open(data, unchanged ? left.history : NO_HISTORY);
  }

  private restore(saved: Saved, data: Incoming): void {
    const { drawing, history, selection } = saved;
    const rev = Math.max(saved.rev, data.annotations.rev) + 1;
    this.edited = rev;
    this.viewport = saved.viewport;
    this.panelsChosen = Object.keys(saved.panels).length > 0;
    const panels = { ...this.state.panels, ...saved.panels };
    this.set({ drawing, history, rev, panels, selection: new Set(selection), unplaced: stacked(drawing) });
  }

  /** Show another drawing. Python counts its answers to it as it likes. */
  private open(data: Incoming, history: History): void {
    const drawing = readDrawing(data.graph);
    const rev = Math.max(this.state.rev, data.annotations.rev);
    const fresh = { annotations: NOTHING, code: null, selection: new Set<string>(), linking: null };
    this.flight.forget();
    this.told.answered(rev);
    this.viewport = null;
    this.edited = -1;
    this.set({ ...fresh, drawing, history, rev, unplaced: unplaced(drawing) });
    this.saveSoon();
    this.board?.fit();
  }

  /** Python's findings; older ones than those shown are not taken. */
  private annotate(annotations: Annotations): void {
    this.told.answered(annotations.rev);
    this.flight.answered(annotations.rev);
    const change = found(this.state, annotations);
    if (change !== null) this.set(change);
  }

  private travel(step: typeof undo): boolean {
    const travelled = step(this.state.history, this.state.drawing);
    if (travelled === null) return false;
    const [history, drawing] = travelled;
    const selection = stillChosen(this.state.selection, this.state.drawing, drawing);
    this.commit({ drawing, history, selection });
    return true;
  }

  private commit(change: Partial<State>): void {
    this.edited = this.state.rev + 1;
    const toast = this.state.toast?.lasting === true ? null : this.state.toast;
    this.set({ ...change, rev: this.edited, linking: null, unplaced: false, toast });
    this.saveSoon();
    this.flight.wanted();
  }

  private send(): number | null {
    if (this.transport === null || this.place === null) return null;
    const { drawing, rev, selection, panels } = this.state;
    const selected = drawing.nodes.find((layer) => selection.has(layer.id))?.id ?? null;
    const about = { rev, epoch: this.place.epoch, catalog: this.catalogId, selected, code: panels.code };
    this.told.sent(rev, drawing);
    this.transport(writeDrawing(drawing, about));
    return rev;
  }
}
