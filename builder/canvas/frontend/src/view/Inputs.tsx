/** Where a layer gets its inputs from, as lists to choose from: connecting without a pointer. */
import type { ReactElement } from "react";
import { link, unlink } from "../actions";
import { possibleSources } from "../edits/connect";
import { incoming, nameOf, slotName, slotsShown } from "../graph";
import type { Layer, LayerType } from "../types";
import { useCanvas, useStore } from "./context";

interface Props {
  readonly layer: Layer;
  readonly type: LayerType | undefined;
}

export function Inputs({ layer, type }: Props): ReactElement | null {
  const store = useStore();
  const drawing = useCanvas((state) => state.drawing);
  const catalog = useCanvas((state) => state.catalog);
  const links = incoming(drawing.edges, layer.id);
  const sources = possibleSources(drawing, catalog, layer.id);
  const count = slotsShown(type, links);
  if (count === 0) return null;
  const label = (slot: number): string => `Input ${slotName(type, slot)}`.trim();
  return (
    <>
      <h4>Receives</h4>
      {Array.from({ length: count }, (_, slot) => (
        <label className="ls-field ls-inline" key={slot}>
          <span className="ls-label">{label(slot)}</span>
          <select
            value={links.find((edge) => edge.slot === slot)?.source ?? ""}
            onChange={({ target }) => {
              if (target.value === "") unlink(store, layer.id, slot);
              else link(store, target.value, layer.id, slot);
            }}
          >
            <option value="">{slot < (type?.slots.least ?? 1) ? "nothing yet" : "nothing"}</option>
            {sources.map((source) => (
              <option key={source.id} value={source.id}>
                {source.title === "" ? source.id : `${nameOf(source)} (${source.id})`}
              </option>
            ))}
          </select>
        </label>
      ))}
    </>
  );
}
