/** What lies under the pointer, in a shadow root as well as in a page. */

export interface Pointed {
  readonly clientX: number;
  readonly clientY: number;
}

export function pointOf(event: MouseEvent | TouchEvent | Pointed): Pointed | undefined {
  return "changedTouches" in event ? event.changedTouches[0] : event;
}

const rootOf = (within: EventTarget | null): Document | ShadowRoot | undefined => {
  const root = within instanceof Element ? within.getRootNode() : undefined;
  return root instanceof Document || root instanceof ShadowRoot ? root : undefined;
};

/** The board on which something happened. */
export const boardAround = (within: EventTarget | null): Element | null =>
  rootOf(within)?.querySelector(".ls-board") ?? null;

function under(within: EventTarget | null, event: MouseEvent | TouchEvent | Pointed): Element[] {
  const point = pointOf(event);
  const root = rootOf(within);
  if (point === undefined || root === undefined) return [];
  return root.elementsFromPoint(point.clientX, point.clientY);
}

/** The id of the layer there, or `null`. */
export function layerAt(event: MouseEvent | TouchEvent): string | null {
  const node = under(event.target, event).find((element) => element.closest("[data-layer]") !== null);
  return node?.closest<HTMLElement>("[data-layer]")?.dataset["layer"] ?? null;
}

/** Whether there is nothing but the board's ground. */
export const isGround = (event: MouseEvent | TouchEvent): boolean =>
  under(event.target, event)[0]?.matches(".react-flow__pane") ?? false;

/** The id of the link there, or `null`; what lies on a layer is not on a link. */
export function linkAt(board: HTMLElement | null, event: Pointed): string | null {
  const elements = under(board, event);
  if (elements.some((element) => element.closest("[data-layer]") !== null)) return null;
  const edge = elements.find((element) => element.closest("[data-link]") !== null);
  return edge?.closest("[data-link]")?.getAttribute("data-link") ?? null;
}
