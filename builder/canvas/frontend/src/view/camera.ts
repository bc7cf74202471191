/** What the board can do with its view: fit, show a layer, and stay fitted when it is resized. */
import type { ReactFlowInstance, Viewport } from "@xyflow/react";
import { layOutUnplaced } from "../actions";
import { findBlock, standOf } from "../blocks";
import { NODE_HEIGHT, NODE_WIDTH, type Point } from "../edits/place";
import { findLayer } from "../graph";
import type { Size } from "../layout";
import type { Board } from "../state";
import type { CanvasStore } from "../store";
import type { Drawing } from "../types";
import type { FlowLink } from "./FlowEdge";
import type { FlowNode } from "./flow";

const FIT = { padding: "28px", maxZoom: 1, minZoom: 0.2 } as const;
/** Kept free around the layers, for the connections that run beside them. */
const MARGIN = 64;
const SWIFT_MS = 220;

const swift = (): number =>
  globalThis.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : SWIFT_MS;

export type Flow = ReactFlowInstance<FlowNode, FlowLink>;

/** Where a layer or a block stands. */
function standing(drawing: Drawing, id: string): Point | undefined {
  const block = findBlock(drawing, id);
  return block === undefined ? findLayer(drawing, id) : standOf(drawing, block);
}

export class Camera implements Board {
  /** Whether everything is in view because the camera fitted it, and nobody has moved since. */
  private fitted: boolean;

  constructor(
    private readonly store: CanvasStore,
    private readonly flow: Flow,
    private readonly element: HTMLElement,
  ) {
    this.fitted = store.viewport === null;
  }

  readonly fit = (): void => {
    void this.frame(swift());
  };

  /** Bring everything into view, laying out first what came without places. */
  async frame(duration: number): Promise<void> {
    layOutUnplaced(this.store);
    this.fitted = true;
    await new Promise(requestAnimationFrame);
    await this.flow.fitView({ ...FIT, duration });
    this.store.look(this.flow.getViewport());
  }

  readonly zoom = (direction: 1 | -1): void => {
    this.fitted = false;
    const options = { duration: swift() };
    void (direction === 1 ? this.flow.zoomIn(options) : this.flow.zoomOut(options));
  };

  readonly show = (id: string, focus: boolean): void => {
    requestAnimationFrame(() => {
      this.reveal(id);
      if (focus) this.find(`.react-flow__node[data-id="${id}"]`)?.focus({ preventScroll: true });
    });
  };

  readonly size = (): Size => ({
    width: this.element.clientWidth - MARGIN,
    height: this.element.clientHeight - MARGIN,
  });

  readonly focus = (): void => {
    this.find(".react-flow")?.focus({ preventScroll: true });
  };

  /** The person moved the view: it stays as they left it. A click alone moves nothing. */
  moved(viewport: Viewport, byHand: boolean): void {
    const { x, y, zoom } = this.store.viewport ?? viewport;
    if (byHand && (viewport.x !== x || viewport.y !== y || viewport.zoom !== zoom)) this.fitted = false;
    this.store.look(viewport);
  }

  resized(): void {
    if (this.fitted && this.store.viewport !== null) void this.frame(0);
  }

  private find(selector: string): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(selector);
  }

  private reveal(id: string): void {
    const layer = standing(this.store.get().drawing, id);
    if (layer === undefined) return;
    const height = this.store.get().heights.get(id) ?? NODE_HEIGHT;
    const { x, y, zoom } = this.flow.getViewport();
    const [left, top] = [layer.x * zoom + x, layer.y * zoom + y];
    const inside =
      left >= 0 &&
      top >= 0 &&
      left + NODE_WIDTH * zoom <= this.element.clientWidth &&
      top + height * zoom <= this.element.clientHeight;
    if (this.fitted) this.fit();
    else if (!inside) void this.flow.setCenter(layer.x + NODE_WIDTH / 2, layer.y + height / 2, { zoom, duration: swift() });
  }
}
