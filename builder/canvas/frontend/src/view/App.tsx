/** The whole board: palette, drawing, settings, and the strip that says whether it is sound. */
import { ReactFlowProvider } from "@xyflow/react";
import { useLayoutEffect, useRef, type KeyboardEvent, type ReactElement } from "react";
import type { CanvasStore } from "../store";
import { BoardView } from "./Board";
import { CodePanel } from "./CodePanel";
import { StoreContext, useCanvas, useStore } from "./context";
import { Inspector } from "./Inspector";
import { onKey } from "./keyboard";
import { Palette } from "./Palette";
import { ProblemList, Strip } from "./Problems";
import { QuickAdd } from "./QuickAdd";
import { Toast } from "./Toast";
import { Toolbar } from "./Toolbar";
import { useFocusKept } from "./useFocusKept";

function Rooms(): ReactElement {
  const store = useStore();
  const frame = useRef<HTMLDivElement>(null);
  const dark = useCanvas((state) => state.dark);
  useFocusKept(frame);
  const { palette, inspector, code } = useCanvas((state) => state.panels);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const fit = (): void => {
      if (element.clientWidth > 0) store.makeRoom(element.clientWidth);
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => { observer.disconnect(); };
  }, [store]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (onKey(event, store)) event.preventDefault();
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- keys that bubble up from the buttons and layers inside
    <div ref={frame} className={dark ? "ls ls-dark" : "ls"} onKeyDown={onKeyDown}>
      <div className="ls-rooms">
        {palette && <Palette />}
        <div className="ls-centre">
          <Toolbar />
          <div className="ls-stage">
            <BoardView />
            <QuickAdd />
            <Toast />
          </div>
          {code && <CodePanel />}
        </div>
        {inspector && <Inspector />}
      </div>
      <ProblemList />
      <Strip />
    </div>
  );
}

export function App({ store }: { store: CanvasStore }): ReactElement {
  return (
    <StoreContext value={store}>
      <ReactFlowProvider>
        <Rooms />
      </ReactFlowProvider>
    </StoreContext>
  );
}
