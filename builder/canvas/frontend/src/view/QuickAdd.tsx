/** A search for a layer or block at the place where it will stand; Enter or a click adds it there. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from "react";
import { answer, ask, choices, type Choice } from "../quickAdd";
import type { Asked } from "../state";
import { Breakable } from "./Breakable";
import { useCanvas, useStore } from "./context";
import { FamilyIcon, familyOf, Icon } from "./icons";

const WIDTH = 264;
const HEIGHT = 320;
const LIST = "ls-quick-list";

const keyOf = (choice: Choice): string => (choice.kind === "layer" ? choice.type.type : choice.block.id);

interface OptionProps {
  readonly choice: Choice;
  readonly active: boolean;
  readonly onPick: () => void;
}

function Option({ choice, active, onPick }: OptionProps): ReactElement {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (active) button.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const layer = choice.kind === "layer";
  return (
    <button
      ref={button}
      type="button"
      role="option"
      id={`${LIST}-${keyOf(choice)}`}
      className="ls-entry"
      tabIndex={-1}
      aria-selected={active}
      data-choice={keyOf(choice)}
      data-family={layer ? familyOf(choice.type.category) : "block"}
      onClick={onPick}
    >
      {layer ? <FamilyIcon family={familyOf(choice.type.category)} /> : <Icon name="block" />}
      <span>
        <b>{layer ? <Breakable type={choice.type.type} /> : choice.block.name}</b>
        <small>{layer ? choice.type.summary : choice.block.summary}</small>
      </span>
    </button>
  );
}

/** The corner of the box: at the pointer, or in the middle above, and always on the board. */
function corner({ on }: Asked): { left: string; top: string } {
  if (on === null) return { left: `max(8px, calc(50% - ${WIDTH / 2}px))`, top: "24px" };
  return {
    left: `clamp(8px, ${on.x}px, max(8px, calc(100% - ${WIDTH + 8}px)))`,
    top: `clamp(8px, ${on.y}px, max(8px, calc(100% - ${HEIGHT + 8}px)))`,
  };
}

function question({ at, loose }: Asked): string {
  if (loose?.side === "target") return "What comes before?";
  return at === null || loose !== null ? "What comes next?" : "Find a layer";
}

function Box({ asked }: { asked: Asked }): ReactElement {
  const store = useStore();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => { input.current?.focus({ preventScroll: true }); }, []);
  const found = choices(store.get(), asked, query);
  const active = found[Math.min(at, found.length - 1)];

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt(Math.max(0, Math.min(found.length - 1, at + step)));
    else if (event.key === "Enter" && active !== undefined) answer(store, asked, active);
    else if (event.key === "Escape") {
      ask(store, null);
      store.board?.focus();
    } else return;
    event.preventDefault();
  };
  return (
    <div className="ls-quick" style={corner(asked)}>
      <label className="ls-search">
        <Icon name="search" />
        <input
          ref={input}
          type="search"
          role="combobox"
          value={query}
          placeholder={question(asked)}
          aria-label="Find a layer to add here"
          aria-expanded
          aria-controls={LIST}
          aria-autocomplete="list"
          aria-activedescendant={active === undefined ? undefined : `${LIST}-${keyOf(active)}`}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => { ask(store, null); }}
        />
      </label>
      <div className="ls-entries" role="listbox" id={LIST} aria-label="Layers and blocks" tabIndex={-1} onMouseDown={(event) => { event.preventDefault(); }}>
        {found.map((choice) => (
          <Option key={keyOf(choice)} choice={choice} active={choice === active} onPick={() => { answer(store, asked, choice); }} />
        ))}
      </div>
      {found.length === 0 && <p className="ls-quiet" role="status">No layer that fits here is called or does “{query}”.</p>}
    </div>
  );
}

export function QuickAdd(): ReactElement | null {
  const asked = useCanvas((state) => state.asked);
  return asked === null ? null : <Box key={`${asked.on?.x ?? 0}:${asked.on?.y ?? 0}`} asked={asked} />;
}
