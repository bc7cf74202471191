/** The layer types, by foldable family, with a search. Click, Enter or drag adds one. */
import { useEffect, useRef, useState, type DragEvent, type KeyboardEvent, type ReactElement } from "react";
import { append } from "../actions";
import { appendBlock } from "../blockActions";
import { matching, matchingBlocks } from "../search";
import type { LayerType } from "../types";
import { Breakable } from "./Breakable";
import { useCanvas, useStore } from "./context";
import { FamilyIcon, Icon, familyOf } from "./icons";
import { DRAGGED, ReadyBlocks } from "./ReadyBlocks";

function families(types: readonly LayerType[]): [string, LayerType[]][] {
  const groups = new Map<string, LayerType[]>();
  for (const type of types) {
    groups.set(type.category, [...(groups.get(type.category) ?? []), type]);
  }
  return [...groups.entries()];
}

/** Up and Down walk through the entries, wherever they stand. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const root = event.currentTarget;
  const stops = [...root.querySelectorAll<HTMLElement>("input, .ls-family, .ls-entry")];
  const here = stops.findIndex((stop) => stop === event.target);
  const next = stops[here + (event.key === "ArrowDown" ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function Entry({ type }: { type: LayerType }): ReactElement {
  const store = useStore();
  const drag = (event: DragEvent): void => {
    event.dataTransfer.setData(DRAGGED, type.type);
    event.dataTransfer.effectAllowed = "copy";
  };
  return (
    <button
      type="button"
      className="ls-entry"
      draggable
      data-type={type.type}
      data-family={familyOf(type.category)}
      title={`Click to add after the selected layer, or drag onto the board.\n\n${type.help}`}
      onDragStart={drag}
      onClick={() => {
        append(store, type.type);
      }}
    >
      <FamilyIcon family={familyOf(type.category)} />
      <span>
        <b>
          <Breakable type={type.type} />
        </b>
        <small>{type.summary}</small>
      </span>
    </button>
  );
}

interface FamilyProps {
  /** Empty for what a search found: it has no heading and is never folded. */
  readonly category: string;
  readonly members: readonly LayerType[];
  readonly unfolded: boolean;
  readonly onFold: () => void;
}

function Family({ category, members, unfolded, onFold }: FamilyProps): ReactElement {
  const section = useRef<HTMLElement>(null);
  const before = useRef(unfolded);
  useEffect(() => {
    const list = section.current?.parentElement;
    if (unfolded && !before.current && list) {  // what was unfolded is seen, its heading first
      const tall = list.clientHeight < (section.current?.offsetHeight ?? 0);
      section.current?.scrollIntoView({ block: tall ? "start" : "nearest" });
    }
    before.current = unfolded;
  }, [unfolded]);
  return (
    <section ref={section} aria-label={category || "Layers found"}>
      {category !== "" && (
        <h3>
          <button
            type="button"
            className="ls-family"
            data-family={familyOf(category)}
            aria-expanded={unfolded}
            onClick={onFold}
          >
            <FamilyIcon family={familyOf(category)} />
            <span>{category}</span>
            <small aria-hidden="true">{members.length}</small>
          </button>
        </h3>
      )}
      {unfolded && members.map((type) => <Entry key={type.type} type={type} />)}
    </section>
  );
}

/** The set with a value put in, or taken out if it was there. */
function toggled(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

export function Palette(): ReactElement {
  const store = useStore();
  const types = useCanvas((state) => state.types);
  const [query, setQuery] = useState("");
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  const hits = matching(types, query);
  const searching = query.trim() !== "";
  const blocks = matchingBlocks(useCanvas((state) => state.ready), query);
  const groups: [string, LayerType[]][] = searching ? [["", hits]] : families(hits);
  const sections = [false, true].map((own) => {
    const title = own ? "My blocks" : "Blocks";
    return (
      <ReadyBlocks
        key={title}
        title={searching ? "" : title}
        blocks={blocks.filter((block) => block.own === own)}
        unfolded={searching || changed.has(title)}
        onFold={() => { setChanged(toggled(changed, title)); }}
      />
    );
  });
  const enter = (event: KeyboardEvent): void => {
    const [first, block] = [hits[0], blocks[0]];
    if (event.key === "Enter" && searching && first !== undefined) append(store, first.type);
    else if (event.key === "Enter" && searching && block !== undefined) appendBlock(store, block);
    if (event.key === "Escape") setQuery("");
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Up and Down only move the focus among the buttons in it
    <nav className="ls-palette" aria-label="Layers to add" onKeyDown={walk}>
      <label className="ls-search">
        <Icon name="search" />
        <input
          type="search"
          value={query}
          placeholder="Find a layer"
          aria-label="Find a layer"
          onChange={(event) => {
            setQuery(event.target.value);
          }}
          onKeyDown={enter}
        />
      </label>
      <div className="ls-entries">
        {!searching && sections}
        {groups.map(([category, members], i) => (
          <Family
            key={category}
            category={category}
            members={members}
            unfolded={(i === 0) !== changed.has(category)}
            onFold={() => { setChanged(toggled(changed, category)); }}
          />
        ))}
        {searching && sections}
        {hits.length === 0 && blocks.length === 0 && <p className="ls-quiet">No layer is called or does “{query}”.</p>}
      </div>
    </nav>
  );
}
