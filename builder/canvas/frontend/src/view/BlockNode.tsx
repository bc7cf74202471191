/** A folded block on the board: one node that stands for its layers, with all they do together. */
import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import { memo, type ReactElement } from "react";
import { foldBlock } from "../blockActions";
import { blockName, wayThrough } from "../blocks";
import { NODE_HEIGHT } from "../edits/place";
import { counted, formatLarge } from "../form/format";
import { isEnd, mostInputs } from "../graph";
import type { Block } from "../types";
import { Complaint, worst } from "./Complaint";
import { useCanvas, useStore } from "./context";
import { Icon } from "./icons";
import { FIRST_SLOT } from "./LayerNode";

/** Where it stands, so that a move of its layers is seen. */
export type BlockFlow = Node<{ block: Block; x: number; y: number }, "block">;

export const Times = ({ block }: { block: Block }): ReactElement | null =>
  block.times === 1 ? null : (
    <span className="ls-times" title={`Stands ${block.times} times, one after the other`}>× {block.times}</span>
  );

function Result({ block }: { block: Block }): ReactElement {
  const found = useCanvas((state) => state.annotations.blocks[block.id]);
  const weights = found === undefined ? 0 : found.trainable + found.non_trainable;
  const way = wayThrough(useCanvas((state) => state.drawing), new Set(block.nodes));
  const many = new Set(way.entering.map((link) => link.source)).size > 1 || way.exits.length > 1;
  const known = found !== undefined && found.before !== "" && found.after !== "";
  return (
    <div className="ls-result">
      {known ? (
        <span className="ls-words">{found.before}<br />→ {found.after}</span>
      ) : (
        <span className="ls-weights">{many ? "several ways in or out" : "not known yet"}</span>
      )}
      {weights > 0 && <span className="ls-weights">{formatLarge(weights)} parameters</span>}
    </div>
  );
}

function Heading({ block }: { block: Block }): ReactElement {
  const store = useStore();
  return (
    <header>
      <Icon name="block" />
      <b title={blockName(block)}>{blockName(block)}</b>
      {block.note !== "" && <span className="ls-noted" title={block.note}><Icon name="note" /></span>}
      <button type="button" className="ls-fold nodrag" aria-label={`Unfold ${blockName(block)}`} title="Unfold: show its layers" onClick={() => { foldBlock(store, block.id, false); }}>
        <Icon name="unfold" />
      </button>
    </header>
  );
}

function Ends({ block, incoming }: { block: Block; incoming: boolean }): ReactElement | null {
  const drawing = useCanvas((state) => state.drawing);
  const catalog = useCanvas((state) => state.catalog);
  const types = drawing.nodes.filter((layer) => block.nodes.includes(layer.id)).map((layer) => catalog.get(layer.type));
  const there = incoming ? types.some((type) => mostInputs(type) > 0) : !types.every(isEnd);
  if (!there) return null;
  const style = { top: FIRST_SLOT };
  if (!incoming) return <Handle type="source" id="out" position={Position.Right} className="ls-handle ls-out" style={style} role="img" aria-label="Output" />;
  const taken = drawing.edges.some((link) => block.nodes.includes(link.target) && !block.nodes.includes(link.source));
  return <Handle type="target" id="in-0" position={Position.Left} className={taken ? "ls-handle ls-taken" : "ls-handle"} style={style} role="img" aria-label="Input" />;
}

function BlockNodeView({ id, data: { block } }: NodeProps<BlockFlow>): ReactElement {
  const annotations = useCanvas((state) => state.annotations.nodes);
  const linking = useCanvas((state) => state.linking === id);
  const problem = worst(block.nodes.map((one) => annotations[one]));
  return (
    <div
      className={linking ? "ls-node ls-block ls-linking" : "ls-node ls-block"}
      data-layer={id}
      data-family="block"
      data-state={problem?.severity ?? "sound"}
      style={{ minHeight: NODE_HEIGHT }}
    >
      <Ends block={block} incoming />
      <Heading block={block} />
      <div className="ls-params">
        <span>{counted(block.nodes.length, "layer")}</span>
        <Times block={block} />
      </div>
      {problem?.severity !== "error" && <Result block={block} />}
      {problem !== undefined && <Complaint problem={problem} />}
      <Ends block={block} incoming={false} />
    </div>
  );
}

export const BlockNode = memo(BlockNodeView);
