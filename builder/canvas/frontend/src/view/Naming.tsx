/** A name and a note, of a layer or of a block. */
import type { ReactElement } from "react";

interface Props {
  readonly title: string;
  readonly note: string;
  /** What stands in place of a name. */
  readonly unnamed: string;
  readonly onTitle: (text: string) => void;
  readonly onNote: (text: string) => void;
}

export function Naming({ title, note, unnamed, onTitle, onNote }: Props): ReactElement {
  return (
    <>
      <label className="ls-field">
        <span className="ls-label">Name on the board</span>
        <input
          value={title}
          maxLength={80}
          placeholder={unnamed}
          onChange={(event) => { onTitle(event.target.value); }}
        />
      </label>
      <label className="ls-field">
        <span className="ls-label">Note</span>
        <textarea
          value={note}
          rows={2}
          maxLength={2000}
          placeholder="Why it is there"
          onChange={(event) => { onNote(event.target.value); }}
        />
      </label>
    </>
  );
}
