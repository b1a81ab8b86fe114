/** Pan and zoom: by mouse, wheel, keys and touch. */
const MAX_SCALE = 3;
const MIN_SCALE = 0.1;
const ZOOM_STEP = 1.25;
const PAN_STEP = 60;
/** Below the first scale the names of steps cannot be read; from the second on all of a map is shown. */
const READABLE_SCALE = 0.66;
const WHOLE_SCALE = 0.85;

export class PanZoom {
  private x = 0;
  private y = 0;
  private scale = 1;
  private pointers = new Map<number, { x: number; y: number }>();
  private moved = 0;
  private size = { width: 1, height: 1 };

  constructor(
    private readonly canvas: HTMLElement,
    private readonly view: () => SVGElement | null,
  ) {
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel", "pointerleave"] as const)
      canvas.addEventListener(end, (event) => this.pointers.delete(event.pointerId));
  }

  /** Whether the last press was a drag and not a click. */
  get dragged(): boolean {
    return this.moved > 5;
  }

  /** Show all of the map, or its top part around `centre` at a readable scale. */
  fit(width = this.size.width, height = this.size.height, centre?: number): void {
    this.size = { width, height };
    const { clientWidth, clientHeight } = this.canvas;
    const whole = Math.min(clientWidth / width, clientHeight / height, 1.15);
    const readable = Math.min(1, Math.max(READABLE_SCALE, clientWidth / width));
    this.scale = centre === undefined || whole >= WHOLE_SCALE ? whole : readable;
    const spare = clientWidth - width * this.scale;
    // A map wider than the canvas is shown from where deals begin.
    const wanted = clientWidth / 2 - (centre ?? 0) * this.scale;
    this.x = spare >= 0 ? spare / 2 : Math.min(0, Math.max(spare, wanted));
    this.y = Math.max(0, (clientHeight - height * this.scale) / 2);
    this.show();
  }

  zoom(by: number, x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2): void {
    const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, this.scale * by));
    this.x = x - ((x - this.x) * scale) / this.scale;
    this.y = y - ((y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.show();
  }

  zoomIn(): void {
    this.zoom(ZOOM_STEP);
  }

  zoomOut(): void {
    this.zoom(1 / ZOOM_STEP);
  }

  /** Pan so that the focused element is visible. */
  reveal(item: Element): void {
    const [box, frame] = [item.getBoundingClientRect(), this.canvas.getBoundingClientRect()];
    if (box.left < frame.left || box.right > frame.right) this.x += (frame.left + frame.right - box.left - box.right) / 2;
    if (box.top < frame.top || box.bottom > frame.bottom) this.y += (frame.top + frame.bottom - box.top - box.bottom) / 2;
    this.show();
    this.canvas.scrollIntoView({ block: "nearest" });
  }

  show(): void {
    this.view()?.setAttribute("transform", `translate(${this.x.toFixed(1)} ${this.y.toFixed(1)}) scale(${this.scale.toFixed(4)})`);
  }

  private wheel(event: WheelEvent): void {
    // The page scrolls on over a map that does not have the focus.
    if (!event.ctrlKey && !event.metaKey && !this.canvas.contains(document.activeElement)) return;
    event.preventDefault();
    const box = this.canvas.getBoundingClientRect();
    this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), event.clientX - box.left, event.clientY - box.top);
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const actions: Record<string, () => void> = {
      "+": () => this.zoomIn(),
      "=": () => this.zoomIn(),
      "-": () => this.zoomOut(),
      "0": () => this.fit(),
      ArrowLeft: () => this.pan(PAN_STEP, 0),
      ArrowRight: () => this.pan(-PAN_STEP, 0),
      ArrowUp: () => this.pan(0, PAN_STEP),
      ArrowDown: () => this.pan(0, -PAN_STEP),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  private pan(x: number, y: number): void {
    this.x += x;
    this.y += y;
    this.show();
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0) return;
    if (!this.pointers.size) this.moved = 0;
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  private move(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const [dx, dy] = [event.clientX - before.x, event.clientY - before.y];
    this.moved += Math.abs(dx) + Math.abs(dy);
    if (this.pointers.size === 2) this.pinch(event, before);
    else if (this.dragged) this.pan(dx, dy);
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  private pinch(event: PointerEvent, before: { x: number; y: number }): void {
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (!other) return;
    const distanceBefore = Math.hypot(before.x - other.x, before.y - other.y) || 1;
    const distance = Math.hypot(event.clientX - other.x, event.clientY - other.y);
    const box = this.canvas.getBoundingClientRect();
    this.zoom(distance / distanceBefore, (event.clientX + other.x) / 2 - box.left, (event.clientY + other.y) / 2 - box.top);
  }
}
