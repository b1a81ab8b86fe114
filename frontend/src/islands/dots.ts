/** The dotted chart: [data-dots]. Draws minutes and colours that the server sends as SVG. */
import { element } from "./processmap/draw";
import { format } from "./processmap/picture";
import { save } from "./processmap/saving";

interface Picture {
  since: boolean;
  names: string[];
  began: number[];
  counts: number[];
  minutes: number[];
  colours: number[];
  steps: string[];
  words: Record<string, string>;
}

/** A dot: its row, minutes since its deal arrived, its colour, and where it is drawn. */
interface Dot {
  row: number;
  minute: number;
  colour: number;
  x: number;
  y: number;
}

const MINUTE_MS = 60_000;
const DAY = 24 * 60;
const MARGIN = { left: 14, right: 14, top: 10, bottom: 26 };
const MAX_HEIGHT = 680;
const MIN_HEIGHT = 160;
const ROW_HEIGHT = 11;
/** How near to a dot the pointer must be, and how wide the columns are in which dots are looked up. */
const REACH = 14;
/** Days between two lines of the grid, and months where there are more of them. */
const TICK_DAYS = [1, 2, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650];
const TICK_MONTHS = [1, 2, 3, 6, 12, 24, 60, 120];
const TICK_WIDTH = 90;

class DottedChart {
  private readonly canvas: HTMLElement;
  private readonly details: HTMLElement;
  private readonly svg = element("svg", { class: "dots-svg" }) as SVGSVGElement;
  private readonly dots: Dot[] = [];
  private readonly hidden = new Set<number>();
  private readonly lang = document.documentElement.lang;
  private columns = new Map<number, Dot[]>();
  private size = { width: 0, height: 0 };
  private selected: Dot | undefined;

  constructor(
    root: HTMLElement,
    private readonly picture: Picture,
  ) {
    this.canvas = root.querySelector("[data-dots-canvas]") as HTMLElement;
    this.details = root.querySelector("[data-dots-details]") as HTMLElement;
    (root.querySelector("[data-dots-tools]") as HTMLElement).hidden = false;
    this.canvas.replaceChildren(this.svg);
    this.unpack();
    root.addEventListener("click", (event) => this.press((event.target as Element).closest("button")));
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerdown", (event) => this.point(event));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.canvas.clientWidth !== this.size.width && this.draw()).observe(this.canvas);
  }

  private unpack(): void {
    const { counts, minutes, colours } = this.picture;
    let place = 0;
    counts.forEach((count, row) => {
      let minute = 0;
      for (let i = 0; i < count; i++, place++) {
        minute += minutes[place] as number;
        this.dots.push({ row, minute, colour: colours[place] as number, x: 0, y: 0 });
      }
    });
  }

  /** Where a dot is on the time axis, in minutes. */
  private axisMinute(dot: Dot): number {
    return this.picture.since ? dot.minute : (this.picture.began[dot.row] as number) + dot.minute;
  }

  private draw(): void {
    const rows = this.picture.names.length;
    const width = Math.max(300, this.canvas.clientWidth);
    const inner = Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, rows * ROW_HEIGHT));
    this.size = { width, height: inner + MARGIN.top + MARGIN.bottom };
    const at = this.dots.map((dot) => this.axisMinute(dot));
    const low = at.reduce((a, b) => Math.min(a, b), at[0] ?? 0);
    const span = Math.max(1, at.reduce((a, b) => Math.max(a, b), low) - low);
    const x = (minute: number): number => MARGIN.left + ((width - MARGIN.left - MARGIN.right) * (minute - low)) / span;
    const radius = Math.min(4.5, Math.max(1.3, (inner / rows) * 0.45));
    const paths: string[][] = this.picture.steps.map(() => []);
    this.columns.clear();
    this.dots.forEach((dot, place) => {
      dot.x = x(at[place] as number);
      dot.y = MARGIN.top + (inner * (dot.row + 0.5)) / rows;
      paths[dot.colour]?.push(`M${dot.x.toFixed(1)} ${dot.y.toFixed(1)}h0`);
      const column = Math.floor(dot.x / REACH);
      const neighbours = this.columns.get(column);
      if (neighbours) neighbours.push(dot);
      else this.columns.set(column, [dot]);
    });
    const { height } = this.size;
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) this.svg.setAttribute(name, String(value));
    const view = element("g");
    view.append(this.grid(low, span, x, inner));
    paths.forEach((dots, colour) => {
      const style = { class: `dots-path hue-${colour}`, "stroke-width": (radius * 2).toFixed(1), "data-colour": colour };
      view.append(element("path", { ...style, d: dots.join("") }));
    });
    view.append(element("circle", { class: "dots-here", r: radius + 3.5, cx: -99, cy: -99 }));
    this.svg.replaceChildren(view);
    this.filter();
    this.selected = undefined;
  }

  private grid(low: number, span: number, x: (minute: number) => number, inner: number): SVGElement {
    const lines = element("g");
    for (const [minute, text] of this.ticks(low, span)) {
      const at = x(minute);
      const side = at < TICK_WIDTH / 2 ? " is-first" : at > this.size.width - TICK_WIDTH / 2 ? " is-last" : "";
      lines.append(element("path", { class: "dots-line", d: `M${at.toFixed(1)} ${MARGIN.top}v${inner}` }));
      lines.append(element("text", { class: `dots-tick${side}`, x: at.toFixed(1), y: MARGIN.top + inner + 17 }, text));
    }
    return lines;
  }

  /** The lines of the grid: their minute and their label. */
  private ticks(low: number, span: number): [number, string][] {
    const most = Math.max(2, Math.floor(this.size.width / TICK_WIDTH));
    const ticks: [number, string][] = [];
    const days = TICK_DAYS.find((step) => span / DAY / step <= most) ?? 3650;
    if (this.picture.since) {
      for (let day = 0; day * DAY <= span; day += days) ticks.push([day * DAY, String(day)]);
      const last = ticks[ticks.length - 1];
      if (last && ticks.length > 1) last[1] = `${last[1]} ${this.picture.words.days ?? ""}`;
      return ticks;
    }
    if (days < 30) {
      const first = Math.ceil(low / DAY);
      for (let day = first; day * DAY <= low + span; day += days) ticks.push([day * DAY, this.date(day * DAY, { day: "numeric", month: "short" })]);
      return ticks;
    }
    const months = TICK_MONTHS.find((step) => span / DAY / 30 / step <= most) ?? 120;
    const begin = new Date(low * MINUTE_MS);
    for (let month = Math.ceil((begin.getUTCMonth() + 1) / months) * months; ; month += months) {
      const minute = Date.UTC(begin.getUTCFullYear(), month, 1) / MINUTE_MS;
      if (minute > low + span) return ticks;
      ticks.push([minute, this.date(minute, { month: "short", year: "numeric" })]);
    }
  }

  /** A minute of the log's wall clock in words: it is stored as if it were UTC. */
  private date(minute: number, options: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.lang, { ...options, timeZone: "UTC" }).format(new Date(minute * MINUTE_MS));
  }

  private press(button: HTMLButtonElement | null): void {
    const { dotsStep, dotsSave, file } = button?.dataset ?? {};
    if (dotsSave) void save(this.svg, this.size, dotsSave, file ?? `dots.${dotsSave}`);
    if (!dotsStep) return;
    const colour = Number(dotsStep);
    if (!this.hidden.delete(colour)) this.hidden.add(colour);
    button?.setAttribute("aria-pressed", String(!this.hidden.has(colour)));
    this.filter();
  }

  private filter(): void {
    for (const path of this.svg.querySelectorAll("[data-colour]"))
      path.classList.toggle("is-hidden", this.hidden.has(Number(path.getAttribute("data-colour"))));
  }

  private point(event: PointerEvent): void {
    const box = this.svg.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const column = Math.floor(x / REACH);
    let nearest: Dot | undefined;
    let least = REACH;
    for (const dot of [-1, 0, 1].flatMap((side) => this.columns.get(column + side) ?? [])) {
      const distance = Math.hypot(dot.x - x, dot.y - y);
      if (distance < least && !this.hidden.has(dot.colour)) [nearest, least] = [dot, distance];
    }
    if (nearest) this.select(nearest);
  }

  private key(event: KeyboardEvent): void {
    const moves: Record<string, [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const visible = this.dots.filter((dot) => !this.hidden.has(dot.colour));
    const place = this.selected ? visible.indexOf(this.selected) : -1;
    const row = (this.selected?.row ?? -1) + move[0];
    const next = move[0] ? visible.find((dot) => dot.row === row) : visible[place + move[1]];
    if (next) this.select(next);
  }

  private select(dot: Dot): void {
    this.selected = dot;
    const mark = this.svg.querySelector(".dots-here");
    mark?.setAttribute("cx", dot.x.toFixed(1));
    mark?.setAttribute("cy", dot.y.toFixed(1));
    const minute = (this.picture.began[dot.row] as number) + dot.minute;
    this.details.textContent = format(this.picture.words.dot ?? "", {
      deal: this.picture.names[dot.row] ?? "",
      step: this.picture.steps[dot.colour] ?? "",
      moment: this.date(minute, { dateStyle: "medium", timeStyle: "short" }),
      day: new Intl.NumberFormat(this.lang, { maximumFractionDigits: 1 }).format(dot.minute / DAY),
    });
  }
}

export function dots(root: HTMLElement): void {
  for (const chart of root.querySelectorAll<HTMLElement>("[data-dots]")) {
    const data = chart.querySelector("#dots-picture")?.textContent;
    if (data && !chart.querySelector("svg.dots-svg")) new DottedChart(chart, JSON.parse(data) as Picture);
  }
}
