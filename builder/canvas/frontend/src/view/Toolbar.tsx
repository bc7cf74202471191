/** The bar above the board. It has a row of its own, so that it never lies over layers. */
import type { ReactElement } from "react";
import { duplicate, fold, removeChosen, startLinking, tidy } from "../actions";
import { chosenBlocks, makeBlock, takeApart } from "../blockActions";
import { membersOf } from "../blocks";
import { useCanvas, useStore } from "./context";
import { Icon, type Action } from "./icons";

interface ToolProps {
  readonly icon: Action;
  readonly label: string;
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  readonly onPress: () => void;
}

function Tool({ icon, label, keys, disabled = false, pressed, onPress }: ToolProps): ReactElement {
  return (
    <button
      type="button"
      className="ls-tool"
      aria-label={label}
      aria-pressed={pressed}
      title={keys === undefined ? label : `${label} (${keys})`}
      disabled={disabled}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  );
}

const Gap = (): ReactElement => <span className="ls-gap" aria-hidden="true" />;

export function Toolbar(): ReactElement {
  const store = useStore();
  const canUndo = useCanvas((state) => state.history.past.length > 0);
  const canRedo = useCanvas((state) => state.history.future.length > 0);
  const chosen = useCanvas((state) => state.selection.size);
  const layer = useCanvas((state) => membersOf(state.drawing, state.selection).size > 0);
  const held = useCanvas((state) => chosenBlocks(state.drawing, state.selection).size > 0);
  const loose = layer && !held;
  const panels = useCanvas((state) => state.panels);
  return (
    <div className="ls-toolbar" role="toolbar" aria-label="Drawing">
      <Tool icon="palette" label="Layers to add" pressed={panels.palette} onPress={() => { fold(store, "palette"); }} />
      <Gap />
      <Tool icon="undo" label="Undo" keys="Ctrl+Z" disabled={!canUndo} onPress={() => { store.undo(); }} />
      <Tool icon="redo" label="Redo" keys="Ctrl+Shift+Z" disabled={!canRedo} onPress={() => { store.redo(); }} />
      <Gap />
      <Tool icon="connect" label="Connect to…" keys="C" disabled={!layer} onPress={() => { startLinking(store); }} />
      <Tool icon="duplicate" label="Duplicate" keys="Ctrl+D" disabled={!layer} onPress={() => { duplicate(store); }} />
      <Tool icon="block" label="Make a block" keys="Ctrl+G" disabled={!loose} onPress={() => { makeBlock(store); }} />
      <Tool icon="ungroup" label="Ungroup" keys="Ctrl+Shift+G" disabled={!held} onPress={() => { takeApart(store); }} />
      <Tool icon="remove" label="Delete" keys="Delete" disabled={chosen === 0} onPress={() => { removeChosen(store); }} />
      <span className="ls-stretch" />
      <Tool icon="tidy" label="Tidy up" keys="T" onPress={() => { tidy(store); }} />
      <Tool icon="fit" label="Show everything" keys="F" onPress={() => { store.board?.fit(); }} />
      <Tool icon="less" label="Zoom out" keys="−" onPress={() => { store.board?.zoom(-1); }} />
      <Tool icon="more" label="Zoom in" keys="+" onPress={() => { store.board?.zoom(1); }} />
      <Gap />
      <Tool icon="code" label="Code" pressed={panels.code} onPress={() => { fold(store, "code"); }} />
      <Tool icon="inspector" label="Settings of the layer" pressed={panels.inspector} onPress={() => { fold(store, "inspector"); }} />
    </div>
  );
}
