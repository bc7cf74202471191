/** Several layers in the inspector: what can be done with them together. */
import type { ReactElement } from "react";
import { duplicate, removeChosen } from "../actions";
import { makeBlock } from "../blockActions";
import { counted } from "../form/format";
import { useStore } from "./context";

export function SeveralPanel({ count }: { count: number }): ReactElement {
  const store = useStore();
  return (
    <>
      <p className="ls-quiet">{counted(count, "layer")} chosen.</p>
      <h4>As a block</h4>
      <p className="ls-quiet">A block has a name, folds into one, and can stand several times in the network.</p>
      <div className="ls-buttons">
        <button type="button" className="ls-button" title="Ctrl+G" onClick={() => { makeBlock(store); }}>Make a block</button>
      </div>
      <h4>Or</h4>
      <div className="ls-buttons">
        <button type="button" className="ls-button" onClick={() => { duplicate(store); }}>Duplicate</button>
        <button type="button" className="ls-button" onClick={() => { removeChosen(store); }}>Delete</button>
      </div>
    </>
  );
}
