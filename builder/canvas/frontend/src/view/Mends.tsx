/** What can be done about a problem with one click: mend it, or silence a remark. */
import type { ReactElement } from "react";
import { mend, silence } from "../actions";
import type { Problem } from "../types";
import { useStore } from "./context";

/** @param id of the layer at which the problem stands; `null` for the drawing as a whole. */
export function Mends({ problem, id }: { problem: Problem; id: string | null }): ReactElement | null {
  const store = useStore();
  const remark = id !== null && problem.severity === "warning";
  if (problem.mends.length === 0 && !remark) return null;
  return (
    <div className="ls-mends">
      {problem.mends.map((offered) => (
        <button key={offered.label} type="button" className="ls-button" title={problem.message} onClick={() => { mend(store, offered); }}>
          {offered.label}
        </button>
      ))}
      {remark && (
        <button type="button" className="ls-again" title={problem.message} onClick={() => { silence(store, id, problem.code, true); }}>
          Silence
        </button>
      )}
    </div>
  );
}
