/** A number to type or step. What is typed stays as typed until the field is left; every number
 * on the way becomes the value, so that shapes follow while typing. */
import { useState, type KeyboardEvent, type ReactElement } from "react";
import { parseNumber, stepped } from "../form/check";
import type { Range } from "../form/fields";
import type { Json } from "../types";

interface Props {
  readonly id: string;
  /** For screen readers, where no visible label names it. */
  readonly label: string | null;
  readonly value: Json;
  readonly range: Range;
  /** What is read where there is no number. */
  readonly empty?: string;
  /** The id of the sentence that says what is wrong, if anything is. */
  readonly wrongId: string | null;
  readonly onValue: (value: number) => void;
  /** Text that is no number, "" when there is none; `null` when it is a number again. */
  readonly onUnread: (text: string | null) => void;
}

interface Draft {
  readonly text: string;
  /** The value that this text left; another value means that someone else set it: undo, reset. */
  readonly value: Json;
}

const shownOf = (value: Json): string => (typeof value === "number" ? String(value) : "");

export function NumberBox({ id, label, value, range, empty, wrongId, onValue, onUnread }: Props): ReactElement {
  const [draft, setDraft] = useState<Draft | null>(null);
  const text = draft !== null && draft.value === value ? draft.text : shownOf(value);
  const typed = (next: string): void => {
    const number = parseNumber(next);
    setDraft({ text: next, value: number ?? value });
    onUnread(number === null ? next.trim() : null);
    if (number !== null && number !== value) onValue(number);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : null;
    if (direction === null || typeof value !== "number") return;
    event.preventDefault();
    setDraft(null);
    onUnread(null);
    onValue(stepped(value, range, direction, event.shiftKey));
  };
  return (
    <input
      id={id}
      className="ls-number"
      inputMode={range.integer ? "numeric" : "decimal"}
      role="spinbutton"
      aria-label={label ?? undefined}
      aria-valuenow={typeof value === "number" ? value : undefined}
      aria-valuemin={range.least ?? undefined}
      aria-valuemax={range.most ?? undefined}
      aria-invalid={wrongId !== null}
      aria-describedby={wrongId ?? undefined}
      autoComplete="off"
      placeholder={empty}
      value={text}
      onChange={(event) => { typed(event.target.value); }}
      onBlur={() => {
        setDraft(null);
        onUnread(null);
      }}
      onKeyDown={onKeyDown}
    />
  );
}
