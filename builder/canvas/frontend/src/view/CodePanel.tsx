/** The Python code of the drawing, beside it: the chosen layer's lines are lit, and each line leads
 * to its layer. */
import { memo, useLayoutEffect, useMemo, useRef, type KeyboardEvent, type ReactElement } from "react";
import { choose, jumpTo } from "../actions";
import { blocks, sameLine, type Block, type Line } from "../code";
import { copyCode, downloadCode } from "../codeActions";
import { membersOf, seenId } from "../blocks";
import { findLayer, nameOf } from "../graph";
import { useCanvas, useStore } from "./context";

interface LineProps {
  readonly line: Line;
  readonly number: number;
}

/** Most lines stay as they are at an edit: they are not drawn anew. */
const OneLine = memo(
  ({ line, number }: LineProps): ReactElement => (
    <code className="ls-line" data-line={number}>
      {line.map((token, at) => (
        <span key={at} className={`ls-token-${token.kind}`}>{token.text}</span>
      ))}
      {"\n"}
    </code>
  ),
  (before, after) => before.number === after.number && sameLine(before.line, after.line),
);
OneLine.displayName = "OneLine";

const Lines = ({ lines, from }: { lines: readonly Line[]; from: number }): ReactElement => (
  <>
    {lines.map((line, i) => (
      <OneLine key={from + i} line={line} number={from + i} />
    ))}
  </>
);

/** Lines of a layer. */
type OwnBlock = Block & { readonly name: string; readonly layer: string };

const isOwn = (block: Block): block is OwnBlock => block.layer !== null;

interface OwnProps {
  readonly block: OwnBlock;
  readonly said: string;
  readonly lit: boolean;
  readonly reachable: boolean;
  readonly onChoose: () => void;
  readonly onStep: (by: 1 | -1) => void;
}

/** A layer's lines: a click, Enter or the arrow keys choose it, or the folded block that hides it. */
function Own({ block, said, lit, reachable, onChoose, onStep }: OwnProps): ReactElement {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" || event.key === " ") onChoose();
    else if (event.key === "ArrowDown") onStep(1);
    else if (event.key === "ArrowUp") onStep(-1);
    else return;
    event.preventDefault();
  };
  return (
    <div
      role="button"
      className={lit ? "ls-lines ls-lit" : "ls-lines"}
      data-lines-of={block.name}
      tabIndex={reachable ? 0 : -1}
      aria-pressed={lit}
      title={`Lines of ${said}`}
      onClick={() => { onChoose(); }}
      onKeyDown={onKeyDown}
    >
      <Lines lines={block.lines} from={block.from} />
    </div>
  );
}

/** Keep the lit lines in view, without moving the page around them. */
function useFollowing(chosen: ReadonlySet<string>, shown: unknown): React.RefObject<HTMLDivElement | null> {
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const around = frame.current;
    if (around === null) return undefined;
    const follow = (): void => {
      const [first, ...later] = around.querySelectorAll<HTMLElement>(".ls-lit");
      const [top, bottom] = [around.scrollTop, around.scrollTop + around.clientHeight];
      const inside = (one: HTMLElement): boolean => one.offsetTop >= top && one.offsetTop + one.offsetHeight <= bottom;
      const begun = (one: HTMLElement): boolean => one.offsetTop < bottom && one.offsetTop + one.offsetHeight > top;
      if (first === undefined || inside(first) || later.some(begun)) return;
      around.scrollTop = Math.max(0, first.offsetTop - around.clientHeight / 3);
    };
    follow();
    const observer = new ResizeObserver(follow);
    observer.observe(around);
    return () => { observer.disconnect(); };
  }, [chosen, shown]);
  return frame;
}

function Listing({ stale }: { stale: boolean }): ReactElement | null {
  const store = useStore();
  const code = useCanvas((state) => state.code);
  const drawing = useCanvas((state) => state.drawing);
  const selection = useCanvas((state) => state.selection);
  const chosen = membersOf(drawing, selection);
  const parts = useMemo(() => (code === null ? [] : blocks(code)), [code]);
  const frame = useFollowing(selection, parts);
  const own = parts.filter(isOwn);
  const seenAs = ({ layer }: OwnBlock): string => seenId(drawing, layer);
  const entry = own.find((part) => chosen.has(part.layer)) ?? own[0];
  const step = (from: OwnBlock, by: 1 | -1): void => {
    const next = own[own.indexOf(from) + by];
    if (next === undefined) return;
    choose(store, [seenAs(next)]);
    frame.current?.querySelector<HTMLElement>(`[data-lines-of="${next.name}"]`)?.focus();
  };
  const show = (part: OwnBlock): void => {
    choose(store, [seenAs(part)]);
    store.board?.show(seenAs(part), false);
  };
  const saidOf = ({ name, layer }: OwnBlock): string => {
    const drawn = findLayer(drawing, layer);
    const called = drawn === undefined ? layer : `${nameOf(drawn)} (${layer})`;
    return name === layer ? called : `${called}, repeated as ${name}`;
  };
  if (code === null) return null;
  return (
    <div ref={frame} className={stale ? "ls-listing ls-stale" : "ls-listing"}>
      {parts.map((part) =>
        isOwn(part) ? (
          <Own
            key={part.name}
            block={part}
            said={saidOf(part)}
            lit={chosen.has(part.layer)}
            reachable={part === entry}
            onChoose={() => { show(part); }}
            onStep={(by) => { step(part, by); }}
          />
        ) : (
          <Lines key={part.from} lines={part.lines} from={part.from} />
        ),
      )}
    </div>
  );
}

/** Why the code does not follow the drawing now, and the layers that stop it. */
function Stopped({ shown }: { shown: boolean }): ReactElement {
  const store = useStore();
  const drawing = useCanvas((state) => state.drawing);
  const problems = useCanvas((state) => state.annotations.problems);
  const errors = problems.filter((problem) => problem.severity === "error");
  const ids = [...new Set(errors.flatMap((problem) => problem.node_id ?? []))];
  const layers = ids.flatMap((id) => findLayer(drawing, id) ?? []);
  const whole = errors.find((problem) => problem.node_id === null);
  return (
    <div className="ls-stopped" role="status">
      <p>
        {shown
          ? "The drawing is not sound, so this is its code before the latest changes."
          : "The drawing is not sound, so there is no code of it yet."}{" "}
        {whole?.message} {layers.length > 0 && "To mend:"}
      </p>
      {layers.map((layer) => (
        <button key={layer.id} type="button" className="ls-button" onClick={() => { jumpTo(store, layer.id); }}>
          {nameOf(layer)}
        </button>
      ))}
    </div>
  );
}

export function CodePanel(): ReactElement {
  const store = useStore();
  const code = useCanvas((state) => state.code);
  const answer = useCanvas((state) => state.annotations.code);
  const stale = answer === null;
  return (
    <section className="ls-code" id="ls-code" aria-label="Python code of the drawing">
      <header>
        <h3>Python code</h3>
        <span className="ls-stretch" />
        <button type="button" className="ls-button" disabled={code === null} onClick={() => { void copyCode(store); }}>
          Copy
        </button>
        <button type="button" className="ls-button" disabled={code === null} onClick={() => { downloadCode(store); }}>
          Download
        </button>
      </header>
      {stale && <Stopped shown={code !== null} />}
      {code === null && !stale && <p className="ls-stopped">The code is being written.</p>}
      <Listing stale={stale} />
    </section>
  );
}
