/** The panel at the right: what is chosen, and everything that can be set about it. */
import type { ReactElement } from "react";
import { findLayer, linkId, nameOf } from "../graph";
import { useCanvas } from "./context";
import { LayerPanel } from "./LayerPanel";
import { SeveralPanel } from "./SeveralPanel";

const KEYS: readonly (readonly [string, string])[] = [
  ["Enter, click or drag", "add a layer from the list"],
  ["Drag from a dot", "connect two layers"],
  ["C, then Enter", "connect with the keyboard"],
  ["Delete", "remove what is chosen"],
  ["Ctrl+Z, Ctrl+Shift+Z", "undo, redo"],
  ["Ctrl+C, Ctrl+V, Ctrl+D", "copy, paste, duplicate"],
  ["Arrows", "move what is chosen"],
  ["Shift+drag, Ctrl+A", "choose several, all"],
  ["T, F", "tidy up, show everything"],
];

function Nothing(): ReactElement {
  return (
    <>
      <p className="ls-quiet">Choose a layer to see what it does and to change its settings.</p>
      <h4>Keys</h4>
      <dl className="ls-keys">
        {KEYS.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>{keys}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Connection({ id }: { id: string }): ReactElement {
  const drawing = useCanvas((state) => state.drawing);
  const link = drawing.edges.find((edge) => linkId(edge) === id);
  if (link === undefined) return <Nothing />;
  const [source, target] = [findLayer(drawing, link.source), findLayer(drawing, link.target)];
  const name = (layer: typeof source): string => (layer === undefined ? "?" : nameOf(layer));
  return (
    <p className="ls-quiet">
      The connection from <b>{name(source)}</b> to <b>{name(target)}</b>. Delete removes it; a layer
      dropped on it is inserted.
    </p>
  );
}

export function Inspector(): ReactElement {
  const drawing = useCanvas((state) => state.drawing);
  const selection = useCanvas((state) => state.selection);
  const layers = drawing.nodes.filter((layer) => selection.has(layer.id));
  const links = drawing.edges.map(linkId).filter((id) => selection.has(id));
  const [layer] = layers;
  const [link] = links;
  return (
    <aside className="ls-inspector" aria-label="Settings of the layer">
      {layers.length > 1 && <SeveralPanel count={layers.length} />}
      {layer !== undefined && layers.length === 1 && <LayerPanel key={layer.id} layer={layer} />}
      {layer === undefined && link !== undefined && <Connection id={link} />}
      {layer === undefined && link === undefined && <Nothing />}
    </aside>
  );
}
