/** The way in: Streamlit calls the default export on mount and again for all new data, without
 * running the old cleanup. So there is one React root for each parent, and one store for each
 * canvas of the page, which outlives its roots. */
import { createRoot, type Root } from "react-dom/client";
import type { Send } from "./state";
import { CanvasStore } from "./store";
import type { BlockEvent, Incoming, Outgoing } from "./types";
import { App } from "./view/App";
import "@xyflow/react/dist/style.css";
import "./styles/index.css";

interface Arguments {
  readonly data: Incoming | null;
  readonly parentElement: HTMLElement | ShadowRoot;
  readonly setStateValue: (name: "graph", value: Outgoing | null) => void;
  readonly setTriggerValue: (name: "block", value: BlockEvent) => void;
}

interface Mounted {
  readonly root: Root;
  readonly host: HTMLElement;
  /** Counts the calls: only the cleanup of the latest one may unmount. */
  calls: number;
}

const stores = new Map<string, CanvasStore>();
const mounted = new WeakMap<HTMLElement | ShadowRoot, Mounted>();

function storeFor(id: string): CanvasStore {
  const store = stores.get(id) ?? new CanvasStore(id);
  if (!stores.has(id)) {
    globalThis.addEventListener("pagehide", () => {
      store.saveNow();
    });
  }
  stores.set(id, store);
  return store;
}

/** React Flow measures its nodes when it first renders: the style sheet must be there by then. */
async function styled(host: HTMLElement): Promise<void> {
  const late = performance.now() + 3000;
  while (performance.now() < late) {
    if (getComputedStyle(host).getPropertyValue("--ls-styled").trim() === "yes") return;
    await new Promise((done) => setTimeout(done, 8));
  }
}

const MODIFIERS = new Set(["Shift", "Control", "Meta", "Alt"]);

/** Streamlit's own hotkeys must not see what is typed here; React Flow listens for modifiers. */
function keepKeys(host: HTMLElement): void {
  const stop = (event: KeyboardEvent): void => {
    if (!MODIFIERS.has(event.key)) event.stopPropagation();
  };
  for (const name of ["keydown", "keyup", "keypress"] as const) host.addEventListener(name, stop);
}

/** Streamlit lets what stands on a page fade while its script runs. The board holds what is drawn, not
 * what the script made, so it does not; nor is it all painted anew at the start and end of a run. */
function keepVisible(host: HTMLElement): void {
  const root = host.getRootNode();
  const inPage = root instanceof ShadowRoot ? root.host : host;
  const container = inPage.closest<HTMLElement>("[data-testid=stElementContainer]");
  container?.style.setProperty("opacity", "1", "important");
  container?.style.setProperty("transition", "none", "important");
}

function mount(parent: HTMLElement | ShadowRoot, store: CanvasStore): Mounted {
  const host = document.createElement("div");
  host.className = "ls-host";
  parent.appendChild(host);
  const root = createRoot(host);
  keepKeys(host);
  keepVisible(host);
  const made: Mounted = { root, host, calls: 0 };
  mounted.set(parent, made);
  void styled(host).then(() => {
    if (mounted.get(parent) === made) root.render(<App store={store} />);
  });
  return made;
}

export default function canvas({ data, parentElement, setStateValue, setTriggerValue }: Arguments): () => void {
  if (data === null) return () => undefined;
  const store = storeFor(data.id);
  const send: Send = (graph) => { setStateValue("graph", graph); };
  store.receive(data, send, (event) => { setTriggerValue("block", event); });
  const known = mounted.get(parentElement);
  if (known === undefined) store.returned(data);
  const here = known ?? mount(parentElement, store);
  here.calls += 1;
  const call = here.calls;
  return () => {
    if (here.calls !== call || mounted.get(parentElement) !== here) return;
    store.leave(send);
    mounted.delete(parentElement);
    here.root.unmount();
    here.host.remove();
  };
}
