/** The panel at the right: what is chosen, and everything that can be set about it. */
import type { ReactElement } from "react";
import { membersOf, nameById } from "../blocks";
import { linkId } from "../graph";
import { BlockPanel } from "./BlockPanel";
import { useCanvas } from "./context";
import { LayerPanel } from "./LayerPanel";
import { SeveralPanel } from "./SeveralPanel";

const KEYS: readonly (readonly [string, string])[] = [
  ["Enter, click or drag", "add a layer from the list"],
  ["A, or double-click", "find a layer and add it here"],
  ["Drag from a dot", "connect two layers, or add the next"],
  ["C, then Enter", "connect with the keyboard"],
  ["Delete", "remove what is chosen"],
  ["Ctrl+Z, Ctrl+Shift+Z", "undo, redo"],
  ["Ctrl+C, Ctrl+V, Ctrl+D", "copy, paste, duplicate"],
  ["Ctrl+G, Ctrl+Shift+G", "make a block, take it apart"],
  ["Arrows", "move what is chosen"],
  ["Shift+drag, Ctrl+A", "choose several, all"],
  ["T, F", "tidy up, show everything"],
];

function Nothing(): ReactElement {
  return (
    <>
      <p className="ls-quiet">Choose a layer to see what it does and to change its settings.</p>
      <details className="ls-folded" open>
        <summary>Keys</summary>
        <dl className="ls-keys">
          {KEYS.map(([keys, meaning]) => (
            <div key={keys}>
              <dt>{keys}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}

function Connection({ id }: { id: string }): ReactElement {
  const drawing = useCanvas((state) => state.drawing);
  const link = drawing.edges.find((edge) => linkId(edge) === id);
  if (link === undefined) return <Nothing />;
  return (
    <p className="ls-quiet">
      The connection from <b>{nameById(drawing, link.source)}</b> to <b>{nameById(drawing, link.target)}</b>. Delete removes it; a layer
      dropped on it is inserted.
    </p>
  );
}

/** The panel for what is chosen: one block, several layers, one layer, a connection or nothing. */
function Chosen(): ReactElement {
  const drawing = useCanvas((state) => state.drawing);
  const selection = useCanvas((state) => state.selection);
  const members = membersOf(drawing, selection);
  const block = drawing.blocks.find((one) => selection.has(one.id) && one.nodes.length === members.size);
  if (block !== undefined) return <BlockPanel key={block.id} block={block} />;
  if (members.size > 1) return <SeveralPanel count={members.size} />;
  const layer = drawing.nodes.find((one) => members.has(one.id));
  if (layer !== undefined) return <LayerPanel key={layer.id} layer={layer} />;
  const link = drawing.edges.map(linkId).find((id) => selection.has(id));
  return link === undefined ? <Nothing /> : <Connection id={link} />;
}

export const Inspector = (): ReactElement => (
  <aside className="ls-inspector" aria-label="Settings of the layer">
    <Chosen />
  </aside>
);
