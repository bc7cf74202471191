/** What can be done about a problem with one click. */
import type { ReactElement } from "react";
import { mend } from "../actions";
import type { Problem } from "../types";
import { useStore } from "./context";

export function Mends({ problem }: { problem: Problem }): ReactElement | null {
  const store = useStore();
  if (problem.mends.length === 0) return null;
  return (
    <div className="ls-mends">
      {problem.mends.map((offered) => (
        <button key={offered.label} type="button" className="ls-button" title={problem.message} onClick={() => { mend(store, offered); }}>
          {offered.label}
        </button>
      ))}
    </div>
  );
}
