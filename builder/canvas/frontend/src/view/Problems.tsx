/** What is wrong or unusual, in sentences; each leads to its layer. */
import type { ReactElement } from "react";
import { fold, jumpTo } from "../actions";
import { counted, formatCount, formatLarge, formatMegabytes } from "../form/format";
import { findLayer, nameOf } from "../graph";
import type { PlacedProblem, Totals } from "../types";
import { useCanvas, useStore } from "./context";
import { Icon, Sign } from "./icons";
import { Mends } from "./Mends";

function Row({ problem }: { problem: PlacedProblem }): ReactElement {
  const store = useStore();
  const id = problem.node_id;
  const layer = useCanvas((state) => (id === null ? undefined : findLayer(state.drawing, id)));
  const name = layer === undefined ? "The drawing" : nameOf(layer);
  const words = (
    <>
      <Sign severity={problem.severity} />
      <span>
        {problem.severity === "warning" && <em className="ls-kind">Remark </em>}
        {!problem.message.includes(name) && <b>{name}: </b>}
        {problem.message} {problem.hint}
      </span>
    </>
  );
  const className = `ls-row ls-${problem.severity}`;
  return (
    <div className="ls-told">
      {layer === undefined ? (
        <p className={className}>{words}</p>
      ) : (
        <button type="button" className={className} title={`Go to ${layer.id}`} onClick={() => { jumpTo(store, layer.id); }}>
          {words}
        </button>
      )}
      <Mends problem={problem} id={id} />
    </div>
  );
}

export function ProblemList(): ReactElement | null {
  const open = useCanvas((state) => state.panels.problems);
  const problems = useCanvas((state) => state.annotations.problems);
  if (!open || problems.length === 0) return null;
  const rank = (problem: PlacedProblem): number => (problem.severity === "error" ? 0 : 1);
  const ordered = [...problems].sort((a, b) => rank(a) - rank(b));
  return (
    <section className="ls-problems" id="ls-problems" aria-label="Problems">
      {ordered.map((problem, i) => (
        <Row key={`${problem.node_id ?? ""}:${problem.code}:${i}`} problem={problem} />
      ))}
    </section>
  );
}

function verdict(errors: number, warnings: number): string {
  if (errors > 0) return counted(errors, "problem");
  return warnings > 0 ? `Sound, ${counted(warnings, "remark")}` : "Sound";
}

function TotalsText({ totals }: { totals: Totals }): ReactElement {
  const all = totals.trainable + totals.non_trainable;
  return (
    <>
      <span>{counted(totals.layers, "layer")}</span>
      <span title={`${formatCount(all)} parameters, ${formatCount(totals.trainable)} of them trainable`}>
        {formatLarge(all)} parameters
        {all > 0 && `, ${totals.trainable === all ? "all" : formatLarge(totals.trainable)} trainable`}
      </span>
      <span className="ls-work" title="Work for one photograph: multiply-adds, or their equal in time">{formatLarge(totals.macs)} multiply-adds</span>
      <span title="Memory for training, estimated">about {formatMegabytes(totals.memory_mb)} of memory to train</span>
      {totals.pace !== null && <span className="ls-pace" title={totals.pace.why}>{totals.pace.words}</span>}
    </>
  );
}

/** The strip under the board: is it sound, and how large is it. */
export function Strip(): ReactElement {
  const store = useStore();
  const totals = useCanvas((state) => state.annotations.totals);
  const problems = useCanvas((state) => state.annotations.problems);
  const open = useCanvas((state) => state.panels.problems);
  const errors = problems.filter((problem) => problem.severity === "error").length;
  const state = errors > 0 ? "error" : problems.length > 0 ? "warning" : "sound";
  return (
    <div className="ls-strip">
      <button
        type="button"
        className={`ls-verdict ls-${state}`}
        disabled={problems.length === 0}
        aria-expanded={open && problems.length > 0}
        aria-controls="ls-problems"
        onClick={() => { fold(store, "problems"); }}
      >
        {state === "sound" ? <Icon name="sound" /> : <Sign severity={state} />}
        <span aria-live="polite">{verdict(errors, problems.length - errors)}</span>
      </button>
      <div className="ls-totals">{totals !== null && errors === 0 && <TotalsText totals={totals} />}</div>
    </div>
  );
}
