/** A layer on the board: its name, two parameters, its result in words, and what is wrong. */
import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import { memo, type ReactElement } from "react";
import { NODE_HEIGHT } from "../edits/place";
import { formatLarge, shownParams } from "../form/format";
import { incoming, isEnd, slotName, slotsShown } from "../graph";
import type { Annotation, Layer, LayerType, Link } from "../types";
import { Breakable } from "./Breakable";
import { Complaint, worst } from "./Complaint";
import { useCanvas } from "./context";
import { FamilyIcon, Icon, familyOf } from "./icons";

/** `origin`: the frame from whose corner its place is counted. */
export type LayerFlow = Node<{ layer: Layer; origin: string }, "layer">;

interface SlotsProps {
  readonly type: LayerType | undefined;
  readonly links: readonly Link[];
}

/** Handles stand at one height on every layer, so that a chain is a straight line. */
export const FIRST_SLOT = 46;
const SLOT_PITCH = 22;

const slotHandle = (slot: number): string => `in-${slot}`;

/** The slot that a handle stands for. */
export const slotOf = (handle: string | null | undefined): number | null => {
  const slot = Number.parseInt(handle?.replace("in-", "") ?? "", 10);
  return Number.isNaN(slot) ? null : slot;
};

function Inputs({ type, links }: SlotsProps): ReactElement {
  const count = slotsShown(type, links);
  return (
    <>
      {Array.from({ length: count }, (_, slot) => {
        const name = slotName(type, slot);
        const taken = links.some((link) => link.slot === slot);
        return (
          <Handle
            key={slot}
            id={slotHandle(slot)}
            type="target"
            position={Position.Left}
            className={taken ? "ls-handle ls-taken" : "ls-handle"}
            style={{ top: FIRST_SLOT + (slot - (count > 2 ? 1 : 0)) * SLOT_PITCH }}
            role="img"
            aria-label={name === "" ? "Input" : `Input ${name}`}
          >
            {name !== "" && <span className="ls-slot">{name}</span>}
          </Handle>
        );
      })}
    </>
  );
}

function Result({ found }: { found: Annotation | undefined }): ReactElement {
  const weights = found === undefined ? 0 : found.trainable + found.non_trainable;
  return (
    <div className="ls-result">
      <span className={found?.words ? "ls-words" : "ls-weights"}>{found?.words || "not known yet"}</span>
      {weights > 0 && <span className="ls-weights">{formatLarge(weights)} parameters</span>}
    </div>
  );
}

function Params({ layer, type }: { layer: Layer; type: LayerType | undefined }): ReactElement {
  return (
    <div className="ls-params">
      {layer.title !== "" && <span>{layer.type}</span>}
      {type !== undefined &&
        shownParams(layer, type).map((param) => (
          <span key={param.name}>
            {param.title} <b>{param.text}</b>
          </span>
        ))}
    </div>
  );
}

function Heading({ layer, type }: { layer: Layer; type: LayerType | undefined }): ReactElement {
  const full = layer.title === "" ? layer.type : `${layer.title} (${layer.type})`;
  return (
    <header>
      <FamilyIcon family={familyOf(type?.category)} />
      <b title={full}>{layer.title === "" ? <Breakable type={layer.type} /> : layer.title}</b>
      {layer.note !== "" && (
        <span className="ls-noted" title={layer.note}>
          <Icon name="note" />
        </span>
      )}
    </header>
  );
}

/** How much room the inputs need beside the words. */
function slotsKind(type: LayerType | undefined, slots: number): "one" | "many" | "named" {
  if (slots < 2) return "one";
  return type?.slots.names.length ? "named" : "many";
}

function LayerNodeView({ id, data: { layer } }: NodeProps<LayerFlow>): ReactElement {
  const type = useCanvas((state) => state.catalog.get(layer.type));
  const found = useCanvas((state) => state.annotations.nodes[id]);
  const edges = useCanvas((state) => state.drawing.edges);
  const linking = useCanvas((state) => state.linking === id);
  const problem = worst([found]);
  const state = problem?.severity ?? "sound";
  const links = incoming(edges, id);
  const slots = slotsShown(type, links);
  return (
    <div
      className={`ls-node${linking ? " ls-linking" : ""}`}
      data-layer={id}
      data-family={familyOf(type?.category)}
      data-state={state}
      data-slots={slotsKind(type, slots)}
      style={{ minHeight: Math.max(NODE_HEIGHT, FIRST_SLOT + (slots - 1) * SLOT_PITCH) }}
    >
      <Inputs type={type} links={links} />
      <Heading layer={layer} type={type} />
      <Params layer={layer} type={type} />
      {problem?.severity !== "error" && <Result found={found} />}
      {problem !== undefined && <Complaint problem={problem} />}
      {!isEnd(type) && (
        <Handle type="source" id="out" position={Position.Right} className="ls-handle ls-out" style={{ top: FIRST_SLOT }} role="img" aria-label="Output" />
      )}
    </div>
  );
}

export const LayerNode = memo(LayerNodeView);
