/** Which panels a board has room for beside the drawing. */
import type { Panels } from "./state";

/** Below these widths a panel starts folded, so that the drawing has room. */
const ROOM = { palette: 560, inspector: 860, both: 760 };

/** Whether there is room for one panel only. */
export const isNarrow = (width: number): boolean => width < ROOM.both;

/** The panels on a board of this width; those that the person chose stay where there is room. */
export function panelsOn(width: number, panels: Panels, chosen: boolean): Panels {
  if (!chosen) return { ...panels, palette: width >= ROOM.palette, inspector: width >= ROOM.inspector };
  const crowded = isNarrow(width) && panels.palette && panels.inspector;
  return crowded ? { ...panels, inspector: false } : panels;
}
