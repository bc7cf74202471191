/** The store within React: who uses a part of the state renders when that part changes. */
import { createContext, useContext, useSyncExternalStore } from "react";
import type { State } from "../state";
import type { CanvasStore } from "../store";

export const StoreContext = createContext<CanvasStore | null>(null);

export function useStore(): CanvasStore {
  const store = useContext(StoreContext);
  if (store === null) throw new Error("The canvas has no store.");
  return store;
}

/** A part of the state. `select` must return the same value while nothing it tells of changed. */
export function useCanvas<T>(select: (state: State) => T): T {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
