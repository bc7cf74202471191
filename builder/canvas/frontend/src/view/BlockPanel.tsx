/** One block in the inspector: repetitions, result, name and note, and what can be done with it. */
import type { ReactElement } from "react";
import { choose, duplicate, jumpTo, removeChosen } from "../actions";
import { foldBlock, keepBlock, noteBlock, renameBlock, repeatBlock, takeApart } from "../blockActions";
import { blockName, layersOf, MOST_TIMES } from "../blocks";
import { counted, formatCount, formatLarge } from "../form/format";
import { nameOf } from "../graph";
import type { Block, BlockAnnotation } from "../types";
import { useCanvas, useStore } from "./context";
import { Icon, Sign } from "./icons";
import { Naming } from "./Naming";
import { NumberBox } from "./NumberBox";

const TIMES = { integer: true, least: 1, most: MOST_TIMES, aboveLeast: false, belowMost: false };

function Findings({ block }: { block: Block }): ReactElement | null {
  const store = useStore();
  const nodes = useCanvas((state) => state.annotations.nodes);
  const drawing = useCanvas((state) => state.drawing);
  const rows = layersOf(drawing, block).flatMap((layer) =>
    (nodes[layer.id]?.problems ?? []).map((problem) => ({ layer, problem })),
  );
  if (rows.length === 0) return null;
  const show = (id: string): void => {
    if (block.folded) foldBlock(store, block.id, false);
    jumpTo(store, id);
  };
  return (
    <div className="ls-findings">
      {rows.map(({ layer, problem }) => (
        <button key={`${layer.id}:${problem.code}:${problem.message}`} type="button" className={`ls-row ls-${problem.severity}`} title={`Show ${layer.id}`} onClick={() => { show(layer.id); }}>
          <Sign severity={problem.severity} />
          <span>
            {!problem.message.includes(nameOf(layer)) && <b>{nameOf(layer)}: </b>}
            {problem.message} {problem.hint}
          </span>
        </button>
      ))}
    </div>
  );
}

function Repeat({ block }: { block: Block }): ReactElement {
  const store = useStore();
  const { id, times } = block;
  const put = (value: number): void => {
    if (Number.isInteger(value) && value >= 1 && value <= MOST_TIMES) repeatBlock(store, id, value);
  };
  return (
    <>
      <h4>Repeat</h4>
      <div className="ls-stepper">
        <button type="button" className="ls-button" aria-label="Once less" disabled={times <= 1} onClick={() => { put(times - 1); }}>−</button>
        <NumberBox id="ls-times" label="How often it stands in the network" value={times} range={TIMES} wrongId={null} onValue={put} onUnread={() => undefined} />
        <button type="button" className="ls-button" aria-label="Once more" disabled={times >= MOST_TIMES} onClick={() => { put(times + 1); }}>+</button>
        <span className="ls-quiet">{times === 1 ? "time" : "times"}</span>
      </div>
      {times > 1 && <p className="ls-quiet">One after the other, each with weights of its own. Its layers show the result of the first.</p>}
    </>
  );
}

function Result({ found, times }: { found: BlockAnnotation | undefined; times: number }): ReactElement | null {
  if (found === undefined) return null;
  return (
    <>
      <h4>Result</h4>
      <dl className="ls-facts">
        {found.before !== "" && <div><dt>Receives</dt><dd>{found.before}</dd></div>}
        {found.after !== "" && <div><dt>Gives</dt><dd>{found.after}</dd></div>}
        <div><dt>Trainable</dt><dd>{counted(found.trainable, "parameter")}{times > 1 && " in all"}</dd></div>
        {found.non_trainable > 0 && <div><dt>Fixed</dt><dd>{counted(found.non_trainable, "parameter")}</dd></div>}
        {found.macs > 0 && <div title={formatCount(found.macs)}><dt>Work</dt><dd>{formatLarge(found.macs)} multiply-adds a photograph</dd></div>}
      </dl>
    </>
  );
}

function Layers({ block }: { block: Block }): ReactElement {
  const store = useStore();
  const drawing = useCanvas((state) => state.drawing);
  return (
    <details className="ls-folded">
      <summary>{counted(block.nodes.length, "layer")}</summary>
      <ul className="ls-held">
        {layersOf(drawing, block).map((layer) => (
          <li key={layer.id}>
            {block.folded ? nameOf(layer) : (
              <button type="button" className="ls-link" onClick={() => { choose(store, [layer.id]); store.board?.show(layer.id, false); }}>{nameOf(layer)}</button>
            )}{" "}
            <code>{layer.id}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function BlockPanel({ block }: { block: Block }): ReactElement {
  const store = useStore();
  const found = useCanvas((state) => state.annotations.blocks[block.id]);
  return (
    <>
      <header className="ls-heading" data-family="block">
        <Icon name="block" />
        <div>
          <h3>{blockName(block)}</h3>
          <small>A block of {counted(block.nodes.length, "layer")}</small>
        </div>
      </header>
      <Findings block={block} />
      <Repeat block={block} />
      <div className="ls-buttons">
        <button type="button" className="ls-button" onClick={() => { foldBlock(store, block.id, !block.folded); }}>
          {block.folded ? "Unfold" : "Fold into one"}
        </button>
        <button type="button" className="ls-button" onClick={() => { duplicate(store); }}>Duplicate</button>
        <button type="button" className="ls-button" title="Its layers stay, repetitions as layers of their own (Ctrl+Shift+G)" onClick={() => { takeApart(store); }}>Ungroup</button>
        <button type="button" className="ls-button" onClick={() => { removeChosen(store); }}>Delete</button>
        <button type="button" className="ls-button" title="Offers it in the list of layers, for every drawing" onClick={() => { keepBlock(store, block.id); }}>Keep in my palette</button>
      </div>
      <Result found={found} times={block.times} />
      <h4>Name and note</h4>
      <Naming
        title={block.name}
        note={block.note}
        unnamed="Block"
        onTitle={(text) => { renameBlock(store, block.id, text); }}
        onNote={(text) => { noteBlock(store, block.id, text); }}
      />
      <Layers block={block} />
    </>
  );
}
