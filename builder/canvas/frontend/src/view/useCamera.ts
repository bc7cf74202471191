/** The camera in React's life: made with the board, fitted once layers are measured. */
import { useNodesInitialized, useReactFlow, type Viewport } from "@xyflow/react";
import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import { Camera } from "./camera";
import { useStore } from "./context";
import type { FlowLink } from "./FlowEdge";
import type { FlowNode } from "./flow";

interface View {
  /** False until the first fit: the board is not shown before. */
  readonly ready: boolean;
  readonly onMoveEnd: (event: MouseEvent | TouchEvent | null, viewport: Viewport) => void;
}

export function useCamera(frame: RefObject<HTMLDivElement | null>): View {
  const store = useStore();
  const flow = useReactFlow<FlowNode, FlowLink>();
  const initialized = useNodesInitialized();
  const [ready, setReady] = useState(store.viewport !== null);
  const camera = useRef<Camera | null>(null);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const made = new Camera(store, flow, element);
    camera.current = made;
    store.attach(made);
    const observer = new ResizeObserver(() => { made.resized(); });
    observer.observe(element);
    return () => {
      observer.disconnect();
      store.detach(made);
    };
  }, [store, flow, frame]);

  useEffect(() => {
    if (initialized && store.viewport === null) {
      void camera.current?.frame(0).then(() => { setReady(true); });
    }
  }, [initialized, store]);

  const onMoveEnd = useCallback((event: MouseEvent | TouchEvent | null, viewport: Viewport) => {
    camera.current?.moved(viewport, event !== null);
  }, []);
  return { ready, onMoveEnd };
}
