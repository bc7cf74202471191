/** A connection: orthogonal, around layers, with an arrow at its end. */
import { BaseEdge, type Edge, type EdgeProps } from "@xyflow/react";
import { useMemo, type ReactElement } from "react";
import { pathOf, route } from "../route";
import { boxesOf } from "./boxes";
import { useCanvas } from "./context";

export type FlowLink = Edge<{ hot: boolean }, "flow">;

export function FlowEdge(props: EdgeProps<FlowLink>): ReactElement {
  const { id, sourceX, sourceY, targetX, targetY } = props;
  const boxes = useCanvas(boxesOf);
  const path = useMemo(() => {
    return pathOf(route({ x: sourceX, y: sourceY }, { x: targetX, y: targetY }, boxes));
  }, [boxes, sourceX, sourceY, targetX, targetY]);
  return (
    <g className={props.data?.hot === true ? "ls-hot" : undefined} data-link={id}>
      <BaseEdge id={id} path={path} interactionWidth={26} />
      <path className="ls-arrow" d={`M ${targetX - 7} ${targetY - 4.5} L ${targetX + 1} ${targetY} L ${targetX - 7} ${targetY + 4.5} Z`} />
    </g>
  );
}
