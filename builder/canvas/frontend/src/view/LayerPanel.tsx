/** One layer in the inspector: help, problems, inputs, settings, result, name and note. */
import { useState, type ReactElement } from "react";
import { note, silence, title } from "../actions";
import { fieldsOf } from "../form/fields";
import { counted, formatCount, formatLarge } from "../form/format";
import { nameOf } from "../graph";
import type { Annotation, Layer, LayerType } from "../types";
import { useCanvas, useStore } from "./context";
import { FieldRow } from "./FieldRow";
import { FamilyIcon, familyOf, Sign } from "./icons";
import { Mends } from "./Mends";
import { Inputs } from "./Inputs";
import { Naming } from "./Naming";

function Help({ type }: { type: LayerType }): ReactElement {
  return (
    <div className="ls-help">
      {type.help.split(/\n\s*\n/).map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      {type.example !== "" && <p className="ls-example">{type.example}</p>}
    </div>
  );
}

function Heading({ layer, type }: { layer: Layer; type: LayerType | undefined }): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <header className="ls-heading" data-family={familyOf(type?.category)}>
      <FamilyIcon family={familyOf(type?.category)} />
      <div>
        <h3>{nameOf(layer)}</h3>
        <small>{type === undefined ? layer.type : type.summary}</small>
      </div>
      {type !== undefined && (
        <button
          type="button"
          className="ls-ask"
          aria-expanded={open}
          aria-label={`What ${layer.type} does`}
          title="What it does"
          onClick={() => { setOpen(!open); }}
        >
          ?
        </button>
      )}
      {open && type !== undefined && <Help type={type} />}
    </header>
  );
}

/** Why it is here, from its place in the drawing. */
function Why({ found }: { found: Annotation | undefined }): ReactElement | null {
  if (found === undefined || found.why === "") return null;
  return (
    <>
      <h4>Why it is here</h4>
      <p>{found.why}</p>
    </>
  );
}

function Silenced({ id, found }: { id: string; found: Annotation }): ReactElement {
  const store = useStore();
  return (
    <>
      {found.silenced.map((problem) => (
        <p key={problem.code} className="ls-quiet">
          Silenced: {problem.message}{" "}
          <button type="button" className="ls-again" onClick={() => { silence(store, id, problem.code, false); }}>
            Show again
          </button>
        </p>
      ))}
    </>
  );
}

function Findings({ id, found }: { id: string; found: Annotation | undefined }): ReactElement | null {
  if (found === undefined || found.problems.length + found.silenced.length === 0) return null;
  return (
    <div className="ls-findings">
      {found.problems.map((problem) => (
        <div key={`${problem.code}:${problem.message}`}>
          <p className={`ls-row ls-${problem.severity}`}>
            <Sign severity={problem.severity} />
            <span>
              {problem.message} {problem.hint}
            </span>
          </p>
          <Mends problem={problem} id={id} />
        </div>
      ))}
      <Silenced id={id} found={found} />
    </div>
  );
}

function Result({ found }: { found: Annotation | undefined }): ReactElement | null {
  if (found?.shape === null || found === undefined) return null;
  const tuple = `(${found.shape.map((size) => size ?? "any").join(", ")}${found.shape.length === 1 ? "," : ""})`;
  return (
    <>
      <h4>Result</h4>
      <dl className="ls-facts">
        <div><dt>Shape</dt><dd>{found.words} <code>{tuple}</code></dd></div>
        <div><dt>Trainable</dt><dd>{counted(found.trainable, "parameter")}</dd></div>
        {found.non_trainable > 0 && (
          <div><dt>Fixed</dt><dd>{counted(found.non_trainable, "parameter")}</dd></div>
        )}
        {found.macs > 0 && (
          <div title={formatCount(found.macs)}><dt>Work</dt><dd>{formatLarge(found.macs)} multiply-adds a photograph</dd></div>
        )}
      </dl>
    </>
  );
}

function Settings({ layer, type }: { layer: Layer; type: LayerType }): ReactElement {
  const fields = fieldsOf(type);
  const folded = fields.filter((field) => field.advanced);
  const row = (field: (typeof fields)[number]): ReactElement => (
    <FieldRow key={field.name} layer={layer} field={field} />
  );
  return (
    <>
      {fields.length > 0 && <h4>Settings</h4>}
      {fields.filter((field) => !field.advanced).map(row)}
      {folded.length > 0 && (
        <details className="ls-folded">
          <summary>More settings</summary>
          {folded.map(row)}
        </details>
      )}
    </>
  );
}

export function LayerPanel({ layer }: { layer: Layer }): ReactElement {
  const type = useCanvas((state) => state.catalog.get(layer.type));
  const found = useCanvas((state) => state.annotations.nodes[layer.id]);
  const store = useStore();
  return (
    <>
      <Heading layer={layer} type={type} />
      <Findings id={layer.id} found={found} />
      <Why found={found} />
      {type === undefined ? (
        <p className="ls-quiet">This version of the program does not know {layer.type}. Its settings are kept.</p>
      ) : (
        <Settings layer={layer} type={type} />
      )}
      <Inputs layer={layer} type={type} />
      <Result found={found} />
      <h4>Name and note</h4>
      <Naming
        title={layer.title}
        note={layer.note}
        unnamed={layer.type}
        onTitle={(text) => { title(store, layer.id, text); }}
        onNote={(text) => { note(store, layer.id, text); }}
      />
      <p className="ls-quiet">In the code it is called <code>{layer.id}</code>.</p>
    </>
  );
}
