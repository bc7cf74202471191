/** What has the focus may go with an edit: a layer that is undone, a button that cannot be pressed any
 * more; or with Python's answer: the mend of a problem that is gone. The board takes the focus then,
 * so that the next key is not lost. */
import { useEffect, useRef, type RefObject } from "react";
import { useCanvas, useStore } from "./context";

export function useFocusKept(frame: RefObject<HTMLElement | null>): void {
  const store = useStore();
  const drawing = useCanvas((state) => state.drawing);
  const annotations = useCanvas((state) => state.annotations);
  const here = useRef(false);
  useEffect(() => {
    const follow = (event: Event): void => {
      here.current = frame.current !== null && event.composedPath().includes(frame.current);
    };
    document.addEventListener("focusin", follow, true);
    document.addEventListener("pointerdown", follow, true);
    return () => {
      document.removeEventListener("focusin", follow, true);
      document.removeEventListener("pointerdown", follow, true);
    };
  }, [frame]);
  useEffect(() => {
    const timer = setTimeout(() => {
      const root = frame.current?.getRootNode();
      if (!here.current || !(root instanceof ShadowRoot || root instanceof Document)) return;
      const focused = root.activeElement;
      const lost = focused === null || focused === document.body || focused.matches(":disabled");
      if (lost) store.board?.focus();
    });
    return () => { clearTimeout(timer); };
  }, [store, frame, drawing, annotations]);
}
