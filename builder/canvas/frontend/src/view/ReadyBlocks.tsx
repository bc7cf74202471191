/** The blocks of the palette: the ready ones and one's own. Click, Enter or drag adds one. */
import type { DragEvent, ReactElement } from "react";
import { appendBlock, forgetBlock } from "../blockActions";
import type { ReadyBlock } from "../types";
import { useStore } from "./context";
import { Icon } from "./icons";

/** The kind of what is dragged: the name of a layer type, or the id of a block of the palette. */
export const DRAGGED = "application/x-lesion-studio-layer";

function Entry({ block }: { block: ReadyBlock }): ReactElement {
  const store = useStore();
  const drag = (event: DragEvent): void => {
    event.dataTransfer.setData(DRAGGED, block.id);
    event.dataTransfer.effectAllowed = "copy";
  };
  return (
    <div className="ls-own">
      <button
        type="button"
        className="ls-entry"
        draggable
        data-block={block.id}
        data-family="block"
        title={`Click to add after the selected layer, or drag onto the board.\n\n${block.help}`}
        onDragStart={drag}
        onClick={() => { appendBlock(store, block); }}
      >
        <Icon name="block" />
        <span>
          <b>{block.name}</b>
          <small>{block.summary}</small>
        </span>
      </button>
      {block.own && (
        <button type="button" className="ls-fold" aria-label={`Remove ${block.name} from my blocks`} title="Remove from my blocks" onClick={() => { forgetBlock(store, block.name); }}>
          <Icon name="remove" />
        </button>
      )}
    </div>
  );
}

interface Props {
  /** Empty for what a search found: it has no heading and is never folded. */
  readonly title: string;
  readonly blocks: readonly ReadyBlock[];
  readonly unfolded: boolean;
  readonly onFold: () => void;
}

export function ReadyBlocks({ title, blocks, unfolded, onFold }: Props): ReactElement | null {
  if (blocks.length === 0) return null;
  return (
    <section aria-label={title || "Blocks found"}>
      {title !== "" && (
        <h3>
          <button type="button" className="ls-family" data-family="block" aria-expanded={unfolded} onClick={onFold}>
            <Icon name="block" />
            <span>{title}</span>
            <small aria-hidden="true">{blocks.length}</small>
          </button>
        </h3>
      )}
      {unfolded && blocks.map((block) => <Entry key={block.id} block={block} />)}
    </section>
  );
}
