/** What a person can do with the code beside the drawing: take it along. */
import { say } from "./actions";
import { fileName } from "./code";
import type { CanvasStore } from "./store";

/** Put the code on the computer's clipboard, or say how to take it by hand. */
export async function copyCode(store: CanvasStore): Promise<void> {
  try {
    await navigator.clipboard.writeText(store.get().code?.text ?? "");
    say(store, "The code is copied.");
  } catch {
    say(store, "This browser does not let a page copy. Mark the code and copy it, or download it.");
  }
}

/** Save the code as a file. */
export function downloadCode(store: CanvasStore): void {
  const file = new Blob([store.get().code?.text ?? ""], { type: "text/x-python" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = fileName(store.design);
  link.click();
  setTimeout(() => { URL.revokeObjectURL(link.href); }, 1000);
}
