/** The controls of the form: numbers, pairs, choices, switches, text. */
import { useState, type ReactElement } from "react";
import { checkNumber, checkValue } from "../form/check";
import type { Field } from "../form/fields";
import { formatValue } from "../form/format";
import { boxesOf, heldBy, type Boxes } from "../form/tuple";
import type { Json } from "../types";
import { NumberBox } from "./NumberBox";

export interface ControlProps {
  readonly id: string;
  readonly field: Field;
  readonly value: Json;
  readonly complains: boolean;
  readonly onValue: (value: Json) => void;
  /** Something was typed that is no value at all: why, or "" when it is one again. */
  readonly onUnread: (complaint: string) => void;
}

interface Filling {
  readonly boxes: Boxes;
  /** The value meanwhile; another one means that someone else set it: undo, reset. */
  readonly value: Json;
}

/** Several numbers that are one value: what is typed waits until all are there, or none is. */
function Tuple({ id, field, value, complains, onValue, onUnread }: ControlProps): ReactElement | null {
  const [filling, setFilling] = useState<Filling | null>(null);
  if (field.control.kind !== "tuple") return null;
  const { ranges, names } = field.control;
  const boxes = filling !== null && filling.value === value ? filling.boxes : boxesOf(value, ranges.length);
  const waitsFor = (filled: Boxes): string =>
    heldBy(filled, field.nullable) === undefined ? checkValue(field, filled.filter((box) => box !== null)) : "";
  const put = (place: number, number: number | null): void => {
    const next = boxes.map((box, i) => (i === place ? number : box));
    const held = heldBy(next, field.nullable);
    setFilling(held === undefined ? { boxes: next, value } : null);
    if (held === undefined) onUnread(waitsFor(next));
    else onValue(held);
  };
  return (
    <div className="ls-tuple">
      {ranges.map((range, i) => (
        <div key={names[i]} className="ls-part">
          <span aria-hidden="true">{names[i]}</span>
          <NumberBox
            id={i === 0 ? id : `${id}-${i}`}
            label={`${field.title}, ${names[i] ?? ""}`}
            value={boxes[i] ?? null}
            range={range}
            wrongId={complains ? `${id}-wrong` : null}
            onValue={(number) => { put(i, number); }}
            onUnread={(text) => {
              if (text === "" && field.nullable) put(i, null);
              else onUnread(text === null ? waitsFor(boxes) : checkNumber(field.title, null, range));
            }}
          />
        </div>
      ))}
    </div>
  );
}

function Flag({ id, value, onValue }: ControlProps): ReactElement {
  return (
    <span className="ls-flag">
      <input type="checkbox" role="switch" id={id} checked={value === true} onChange={(event) => { onValue(event.target.checked); }} />
      <span aria-hidden="true">{value === true ? "yes" : "no"}</span>
    </span>
  );
}

function Choice({ id, field, value, complains, onValue }: ControlProps): ReactElement | null {
  if (field.control.kind !== "choice") return null;
  const { options } = field.control;
  const known = typeof value === "string" && options.includes(value);
  return (
    <select
      id={id}
      value={value === null ? "" : formatValue(value)}
      aria-invalid={complains}
      onChange={(event) => { onValue(event.target.value === "" ? null : event.target.value); }}
    >
      {field.nullable && <option value="">none</option>}
      {!known && value !== null && <option value={formatValue(value)}>{formatValue(value)}</option>}
      {options.map((option) => (
        <option key={option} value={option}>{option}</option>
      ))}
    </select>
  );
}

function Text({ id, value, complains, onValue }: ControlProps): ReactElement {
  return (
    <input
      id={id}
      value={typeof value === "string" ? value : ""}
      aria-invalid={complains}
      spellCheck={false}
      onChange={(event) => { onValue(event.target.value); }}
    />
  );
}

function Single({ id, field, value, complains, onValue, onUnread }: ControlProps): ReactElement | null {
  if (field.control.kind !== "number") return null;
  const { range } = field.control;
  return (
    <NumberBox
      id={id}
      label={null}
      value={value}
      range={range}
      empty={field.empty}
      wrongId={complains ? `${id}-wrong` : null}
      onValue={onValue}
      onUnread={(text) => {
        if (text === "" && field.nullable) onValue(null);
        else onUnread(text === null ? "" : checkNumber(field.title, null, range));
      }}
    />
  );
}

export function ControlFor(props: ControlProps): ReactElement {
  switch (props.field.control.kind) {
    case "number":
      return <Single {...props} />;
    case "tuple":
      return <Tuple {...props} />;
    case "choice":
      return <Choice {...props} />;
    case "flag":
      return <Flag {...props} />;
    case "text":
      return <Text {...props} />;
    case "other":
      return <output id={props.id}>{formatValue(props.value)}</output>;
  }
}
