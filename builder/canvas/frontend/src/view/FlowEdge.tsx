/** A connection: orthogonal, around layers, with an arrow at its end. */
import { BaseEdge, type Edge, type EdgeProps } from "@xyflow/react";
import { useMemo, type ReactElement } from "react";
import { NODE_HEIGHT, NODE_WIDTH } from "../edits/place";
import { pathOf, route, type Box } from "../route";
import { useCanvas } from "./context";

export type FlowLink = Edge<{ hot: boolean }, "flow">;

export function FlowEdge(props: EdgeProps<FlowLink>): ReactElement {
  const { id, sourceX, sourceY, targetX, targetY } = props;
  const nodes = useCanvas((state) => state.drawing.nodes);
  const heights = useCanvas((state) => state.heights);
  const path = useMemo(() => {
    const boxes = nodes.map((layer): Box => ({
      x: layer.x,
      y: layer.y,
      width: NODE_WIDTH,
      height: heights.get(layer.id) ?? NODE_HEIGHT,
    }));
    return pathOf(route({ x: sourceX, y: sourceY }, { x: targetX, y: targetY }, boxes));
  }, [nodes, heights, sourceX, sourceY, targetX, targetY]);
  return (
    <g className={props.data?.hot === true ? "ls-hot" : undefined} data-link={id}>
      <BaseEdge id={id} path={path} interactionWidth={26} />
      <path className="ls-arrow" d={`M ${targetX - 7} ${targetY - 4.5} L ${targetX + 1} ${targetY} L ${targetX - 7} ${targetY + 4.5} Z`} />
    </g>
  );
}
