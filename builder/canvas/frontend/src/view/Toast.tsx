/** One sentence to the person, for a while; screen readers hear it too. */
import { useEffect, type ReactElement } from "react";
import { useCanvas, useStore } from "./context";

const SHOWN_MS = 6000;

export function Toast(): ReactElement {
  const store = useStore();
  const toast = useCanvas((state) => state.toast);
  const canUndo = useCanvas((state) => state.history.past.length > 0);
  useEffect(() => {
    if (toast === null || toast.lasting) return undefined;
    const timer = setTimeout(() => {
      if (store.get().toast === toast) store.set({ toast: null });
    }, SHOWN_MS);
    return () => { clearTimeout(timer); };
  }, [store, toast]);
  return (
    <div className="ls-toast" role="status" aria-live="polite">
      {toast !== null && <p key={toast.number} className={toast.quiet ? "ls-unseen" : undefined}>{toast.text}</p>}
      {toast?.lasting === true && (
        <div className="ls-toast-ways">
          {canUndo && <button type="button" className="ls-button" onClick={() => { store.undo(); }}>Bring it back</button>}
          <button type="button" className="ls-button" onClick={() => { store.set({ toast: null }); }}>Close</button>
        </div>
      )}
    </div>
  );
}
