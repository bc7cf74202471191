/** One setting: its name, its control, its help on demand, and why a value does not fit. */
import { useId, useState, type ReactElement } from "react";
import { param } from "../actions";
import { checkValue } from "../form/check";
import { valueOf, type Field } from "../form/fields";
import { formatValue } from "../form/format";
import type { Json, Layer } from "../types";
import { sameJson } from "../wire";
import { useStore } from "./context";
import { ControlFor } from "./controls";

interface Props {
  readonly layer: Layer;
  readonly field: Field;
}

export function FieldRow({ layer, field }: Props): ReactElement {
  const store = useStore();
  const id = useId();
  const [asked, setAsked] = useState(false);
  const [unread, setUnread] = useState("");
  const value = valueOf(field, layer.params);
  const complaint = unread || checkValue(field, value);
  const changed = !sameJson(value, field.initial);
  const set = (next: Json): void => {
    setUnread("");
    param(store, layer.id, field.name, next);
  };
  return (
    <div className="ls-field" data-field={field.name} data-invalid={complaint !== ""}>
      <div className="ls-label">
        <label htmlFor={id}>{field.title}</label>
        {field.help !== "" && (
          <button
            type="button"
            className="ls-ask"
            aria-expanded={asked}
            aria-label={`What ${field.title} means`}
            onClick={() => { setAsked(!asked); }}
          >
            ?
          </button>
        )}
        {changed && (
          <button
            type="button"
            className="ls-reset"
            title={`Back to ${formatValue(field.initial)}`}
            aria-label={`Reset ${field.title} to ${formatValue(field.initial)}`}
            onClick={() => { set(field.initial); }}
          >
            reset
          </button>
        )}
      </div>
      <ControlFor id={id} field={field} value={value} complains={complaint !== ""} onValue={set} onUnread={setUnread} />
      {complaint !== "" && (
        <p className="ls-wrong" id={`${id}-wrong`} role="alert">
          {complaint}
        </p>
      )}
      {asked && <p className="ls-hint">{field.help}</p>}
    </div>
  );
}
