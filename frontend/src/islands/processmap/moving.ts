/** Nearer, farther and aside: by mouse, wheel, keys and fingers. */
const NEAREST = 3;
const FARTHEST = 0.1;
const STEP = 1.25;
const AWAY = 60;
/** Smaller than this the names of steps cannot be read; so large a picture need not be whole. */
const READABLE = 0.66;
const LARGE = 0.85;

export class Glass {
  private x = 0;
  private y = 0;
  private scale = 1;
  private fingers = new Map<number, { x: number; y: number }>();
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
      canvas.addEventListener(end, (event) => this.fingers.delete(event.pointerId));
  }

  /** Whether the last press was a drag and not a click. */
  get dragged(): boolean {
    return this.moved > 5;
  }

  /** Show all of a picture, or its top round a place as large as it can be read. */
  fit(width = this.size.width, height = this.size.height, round?: number): void {
    this.size = { width, height };
    const { clientWidth, clientHeight } = this.canvas;
    const all = Math.min(clientWidth / width, clientHeight / height, 1.15);
    const across = Math.min(1, Math.max(READABLE, clientWidth / width));
    this.scale = round === undefined || all >= LARGE ? all : across;
    const spare = clientWidth - width * this.scale;
    // What is wider than its place is shown from where deals begin.
    const wanted = clientWidth / 2 - (round ?? 0) * this.scale;
    this.x = spare >= 0 ? spare / 2 : Math.min(0, Math.max(spare, wanted));
    this.y = Math.max(0, (clientHeight - height * this.scale) / 2);
    this.show();
  }

  zoom(by: number, x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2): void {
    const scale = Math.min(NEAREST, Math.max(FARTHEST, this.scale * by));
    this.x = x - ((x - this.x) * scale) / this.scale;
    this.y = y - ((y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.show();
  }

  nearer(): void {
    this.zoom(STEP);
  }

  farther(): void {
    this.zoom(1 / STEP);
  }

  /** Bring what has the focus into sight. */
  reveal(item: Element): void {
    const [own, all] = [item.getBoundingClientRect(), this.canvas.getBoundingClientRect()];
    if (own.left < all.left || own.right > all.right) this.x += (all.left + all.right - own.left - own.right) / 2;
    if (own.top < all.top || own.bottom > all.bottom) this.y += (all.top + all.bottom - own.top - own.bottom) / 2;
    this.show();
    this.canvas.scrollIntoView({ block: "nearest" });
  }

  show(): void {
    this.view()?.setAttribute("transform", `translate(${this.x.toFixed(1)} ${this.y.toFixed(1)}) scale(${this.scale.toFixed(4)})`);
  }

  private wheel(event: WheelEvent): void {
    // The page scrolls on under a map that nobody has taken up.
    if (!event.ctrlKey && !event.metaKey && !this.canvas.contains(document.activeElement)) return;
    event.preventDefault();
    const box = this.canvas.getBoundingClientRect();
    this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), event.clientX - box.left, event.clientY - box.top);
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts: Record<string, () => void> = {
      "+": () => this.nearer(),
      "=": () => this.nearer(),
      "-": () => this.farther(),
      "0": () => this.fit(),
      ArrowLeft: () => this.shift(AWAY, 0),
      ArrowRight: () => this.shift(-AWAY, 0),
      ArrowUp: () => this.shift(0, AWAY),
      ArrowDown: () => this.shift(0, -AWAY),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  private shift(x: number, y: number): void {
    this.x += x;
    this.y += y;
    this.show();
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0) return;
    if (!this.fingers.size) this.moved = 0;
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  private move(event: PointerEvent): void {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const [dx, dy] = [event.clientX - before.x, event.clientY - before.y];
    this.moved += Math.abs(dx) + Math.abs(dy);
    if (this.fingers.size === 2) this.pinch(event, before);
    else if (this.dragged) this.shift(dx, dy);
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  private pinch(event: PointerEvent, before: { x: number; y: number }): void {
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (!other) return;
    const was = Math.hypot(before.x - other.x, before.y - other.y) || 1;
    const now = Math.hypot(event.clientX - other.x, event.clientY - other.y);
    const box = this.canvas.getBoundingClientRect();
    this.zoom(now / was, (event.clientX + other.x) / 2 - box.left, (event.clientY + other.y) / 2 - box.top);
  }
}
