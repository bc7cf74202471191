/** Several layers in the inspector: what can be done with them together. */
import { useState, type ReactElement } from "react";
import { duplicate, removeChosen, repeatChosen } from "../actions";
import { counted } from "../form/format";
import { useStore } from "./context";
import { NumberBox } from "./NumberBox";

const TIMES = { integer: true, least: 1, most: 20, aboveLeast: false, belowMost: false };

export function SeveralPanel({ count }: { count: number }): ReactElement {
  const store = useStore();
  const [times, setTimes] = useState(2);
  const usable = Number.isInteger(times) && times >= 1 && times <= TIMES.most;
  return (
    <>
      <p className="ls-quiet">{counted(count, "layer")} chosen.</p>
      <h4>Repeat as a block</h4>
      <p className="ls-quiet">Puts copies after them, each fed by the one before.</p>
      <div className="ls-field ls-repeat">
        <NumberBox id="ls-times" label="How many copies" value={times} range={TIMES} wrongId={null} onValue={setTimes} onUnread={() => undefined} />
        <button type="button" className="ls-button" disabled={!usable} onClick={() => { repeatChosen(store, times); }}>
          Add {counted(usable ? times : 0, "copy", "copies")}
        </button>
      </div>
      <h4>Or</h4>
      <div className="ls-repeat">
        <button type="button" className="ls-button" onClick={() => { duplicate(store); }}>Duplicate</button>
        <button type="button" className="ls-button" onClick={() => { removeChosen(store); }}>Delete</button>
      </div>
    </>
  );
}
