/** Deals as rows of dots: [data-dots]. The server tells minutes and colours, this draws them as SVG. */
import { element } from "./processmap/draw";
import { say } from "./processmap/picture";
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
const EDGE = { left: 14, right: 14, top: 10, bottom: 26 };
const HIGHEST = 680;
const LOWEST = 160;
const ROW = 11;
const NEAR = 14;
/** Days between two lines of the grid, and months where there are more of them. */
const TICKS = [1, 2, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650];
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120];
const BETWEEN = 90;

class Dots {
  private readonly canvas: HTMLElement;
  private readonly told: HTMLElement;
  private readonly svg = element("svg", { class: "dots-svg" }) as SVGSVGElement;
  private readonly dots: Dot[] = [];
  private readonly hidden = new Set<number>();
  private readonly lang = document.documentElement.lang;
  private columns = new Map<number, Dot[]>();
  private size = { width: 0, height: 0 };
  private here: Dot | undefined;

  constructor(
    root: HTMLElement,
    private readonly picture: Picture,
  ) {
    this.canvas = root.querySelector("[data-dots-canvas]") as HTMLElement;
    this.told = root.querySelector("[data-dots-told]") as HTMLElement;
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

  /** Minutes of a dot on the axis. */
  private across(dot: Dot): number {
    return this.picture.since ? dot.minute : (this.picture.began[dot.row] as number) + dot.minute;
  }

  private draw(): void {
    const rows = this.picture.names.length;
    const width = Math.max(300, this.canvas.clientWidth);
    const inner = Math.min(HIGHEST, Math.max(LOWEST, rows * ROW));
    this.size = { width, height: inner + EDGE.top + EDGE.bottom };
    const at = this.dots.map((dot) => this.across(dot));
    const low = at.reduce((a, b) => Math.min(a, b), at[0] ?? 0);
    const span = Math.max(1, at.reduce((a, b) => Math.max(a, b), low) - low);
    const x = (minute: number): number => EDGE.left + ((width - EDGE.left - EDGE.right) * (minute - low)) / span;
    const radius = Math.min(4.5, Math.max(1.3, (inner / rows) * 0.45));
    const paths: string[][] = this.picture.steps.map(() => []);
    this.columns.clear();
    this.dots.forEach((dot, place) => {
      dot.x = x(at[place] as number);
      dot.y = EDGE.top + (inner * (dot.row + 0.5)) / rows;
      paths[dot.colour]?.push(`M${dot.x.toFixed(1)} ${dot.y.toFixed(1)}h0`);
      const column = Math.floor(dot.x / NEAR);
      const there = this.columns.get(column);
      if (there) there.push(dot);
      else this.columns.set(column, [dot]);
    });
    const { height } = this.size;
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) this.svg.setAttribute(name, String(value));
    const drawn = element("g");
    drawn.append(this.grid(low, span, x, inner));
    paths.forEach((dots, colour) => {
      const look = { class: `dots-path hue-${colour}`, "stroke-width": (radius * 2).toFixed(1), "data-colour": colour };
      drawn.append(element("path", { ...look, d: dots.join("") }));
    });
    drawn.append(element("circle", { class: "dots-here", r: radius + 3.5, cx: -99, cy: -99 }));
    this.svg.replaceChildren(drawn);
    this.filter();
    this.here = undefined;
  }

  private grid(low: number, span: number, x: (minute: number) => number, inner: number): SVGElement {
    const lines = element("g");
    for (const [minute, text] of this.ticks(low, span)) {
      const at = x(minute);
      const side = at < BETWEEN / 2 ? " is-first" : at > this.size.width - BETWEEN / 2 ? " is-last" : "";
      lines.append(element("path", { class: "dots-line", d: `M${at.toFixed(1)} ${EDGE.top}v${inner}` }));
      lines.append(element("text", { class: `dots-tick${side}`, x: at.toFixed(1), y: EDGE.top + inner + 17 }, text));
    }
    return lines;
  }

  /** Where lines of the grid stand, and what is written under them. */
  private ticks(low: number, span: number): [number, string][] {
    const most = Math.max(2, Math.floor(this.size.width / BETWEEN));
    const found: [number, string][] = [];
    const days = TICKS.find((step) => span / DAY / step <= most) ?? 3650;
    if (this.picture.since) {
      for (let day = 0; day * DAY <= span; day += days) found.push([day * DAY, String(day)]);
      const last = found[found.length - 1];
      if (last && found.length > 1) last[1] = `${last[1]} ${this.picture.words.days ?? ""}`;
      return found;
    }
    if (days < 30) {
      const first = Math.ceil(low / DAY);
      for (let day = first; day * DAY <= low + span; day += days) found.push([day * DAY, this.date(day * DAY, { day: "numeric", month: "short" })]);
      return found;
    }
    const months = MONTHS.find((step) => span / DAY / 30 / step <= most) ?? 120;
    const begin = new Date(low * MINUTE_MS);
    for (let month = Math.ceil((begin.getUTCMonth() + 1) / months) * months; ; month += months) {
      const minute = Date.UTC(begin.getUTCFullYear(), month, 1) / MINUTE_MS;
      if (minute > low + span) return found;
      found.push([minute, this.date(minute, { month: "short", year: "numeric" })]);
    }
  }

  /** Minutes of the log's own clock in words: that clock is kept as if it were UTC. */
  private date(minute: number, how: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.lang, { ...how, timeZone: "UTC" }).format(new Date(minute * MINUTE_MS));
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
    const column = Math.floor(x / NEAR);
    let best: Dot | undefined;
    let least = NEAR;
    for (const dot of [-1, 0, 1].flatMap((side) => this.columns.get(column + side) ?? [])) {
      const away = Math.hypot(dot.x - x, dot.y - y);
      if (away < least && !this.hidden.has(dot.colour)) [best, least] = [dot, away];
    }
    if (best) this.tell(best);
  }

  private key(event: KeyboardEvent): void {
    const ways: Record<string, [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const seen = this.dots.filter((dot) => !this.hidden.has(dot.colour));
    const place = this.here ? seen.indexOf(this.here) : -1;
    const row = (this.here?.row ?? -1) + way[0];
    const next = way[0] ? seen.find((dot) => dot.row === row) : seen[place + way[1]];
    if (next) this.tell(next);
  }

  private tell(dot: Dot): void {
    this.here = dot;
    const mark = this.svg.querySelector(".dots-here");
    mark?.setAttribute("cx", dot.x.toFixed(1));
    mark?.setAttribute("cy", dot.y.toFixed(1));
    const minute = (this.picture.began[dot.row] as number) + dot.minute;
    this.told.textContent = say(this.picture.words.dot ?? "", {
      deal: this.picture.names[dot.row] ?? "",
      step: this.picture.steps[dot.colour] ?? "",
      moment: this.date(minute, { dateStyle: "medium", timeStyle: "short" }),
      day: new Intl.NumberFormat(this.lang, { maximumFractionDigits: 1 }).format(dot.minute / DAY),
    });
  }
}

export function dots(root: HTMLElement): void {
  for (const chart of root.querySelectorAll<HTMLElement>("[data-dots]")) {
    const told = chart.querySelector("#dots-picture")?.textContent;
    if (told && !chart.querySelector("svg.dots-svg")) new Dots(chart, JSON.parse(told) as Picture);
  }
}
