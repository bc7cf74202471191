/** The labelled frame around the layers of an open block. Its label chooses, drags and folds it;
 * the frame itself lets the pointer through to the board. */
import type { Node, NodeProps } from "@xyflow/react";
import { memo, type ReactElement } from "react";
import { foldBlock } from "../blockActions";
import { blockName } from "../blocks";
import type { Block } from "../types";
import { Times } from "./BlockNode";
import { useStore } from "./context";
import type { Frame } from "./frames";
import { Icon } from "./icons";

export type FrameFlow = Node<{ block: Block; frame: Frame }, "frame">;

function FrameNodeView({ id, data: { block, frame } }: NodeProps<FrameFlow>): ReactElement {
  const store = useStore();
  const [first] = frame.pieces;
  return (
    <>
      {frame.pieces.map(({ x, y, width, height }) => (
        <div key={`${x}:${y}`} className="ls-frame" style={{ left: x, top: y, width, height }} />
      ))}
      <div className="ls-frame-label" style={{ left: first?.x ?? 0, top: first?.y ?? 0, maxWidth: first?.width ?? 0 }} title={block.note === "" ? blockName(block) : block.note}>
        <Icon name="block" />
        <b>{blockName(block)}</b>
        <Times block={block} />
        <button type="button" className="ls-fold nodrag" aria-label={`Fold ${blockName(block)}`} title="Fold into one" onClick={() => { foldBlock(store, id, true); }}>
          <Icon name="fold" />
        </button>
      </div>
    </>
  );
}

export const FrameNode = memo(FrameNodeView);
