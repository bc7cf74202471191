/** The one problem written on a layer or a folded block; the rest stand in the list. */
import type { ReactElement } from "react";
import type { Annotation, Problem } from "../types";
import { Sign } from "./icons";

export function Complaint({ problem }: { problem: Problem }): ReactElement {
  return (
    <p className={`ls-complaint ls-${problem.severity}`} title={`${problem.message} ${problem.hint}`}>
      <Sign severity={problem.severity} />
      <span>{problem.message}</span>
    </p>
  );
}

/** The first error, or else the first warning. */
export function worst(found: readonly (Annotation | undefined)[]): Problem | undefined {
  const problems = found.flatMap((one) => one?.problems ?? []);
  return problems.find((problem) => problem.severity === "error") ?? problems[0];
}
