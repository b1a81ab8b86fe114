/** Draws a plan as SVG: boxes of steps, curved edges with heads, start and end. */
import { curve, type Box, type Plan, type Point, type Run } from "./layout";
import { type Edge, END, type Look, type Part, type Picture, say, START, type Step } from "./picture";

const SVG = "http://www.w3.org/2000/svg";
const SHADES = 5;
const WIDEST = 8;

type Attributes = Record<string, string | number>;

export function element(name: string, attributes: Attributes = {}, text = ""): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text) made.textContent = text;
  return made;
}

/** What stands on an edge: how often, or how long. */
export function label(edge: Edge, look: Look): string {
  return (look.view === "time" ? edge.told[look.metric] : edge.told.count) ?? "";
}

export function draw(picture: Picture, part: Part, plan: Plan, look: Look): SVGElement {
  const steps = new Map(part.steps.map((step) => [step.code, step]));
  const most = Math.max(1, ...part.edges.map((edge) => edge.count));
  const lines = element("g");
  const labels = element("g");
  for (const run of [...plan.runs].sort((a, b) => a.edge.count - b.edge.count)) {
    const name = say(words(picture, run.edge), named(run.edge, steps, look));
    lines.append(line(run, most, look, name));
    const told = label(run.edge, look);
    const tone = slow(run.edge, look) ? " is-slow" : "";
    labels.append(element("text", { class: `flow-label${tone}`, x: run.label.x, y: run.label.y + 4, "data-edge": id(run.edge) }, told));
  }
  const boxes = element("g");
  for (const step of part.steps) boxes.append(box(step, plan.boxes.get(step.code) as Box, part.steps, picture, look));
  boxes.append(mark(plan.boxes.get(START) as Box, "start", picture), mark(plan.boxes.get(END) as Box, "end", picture));
  const drawn = element("g", { class: "flow-view" });
  drawn.append(lines, boxes, labels);
  return drawn;
}

function id(edge: Edge): string {
  return `${edge.from} ${edge.to}`;
}

function words(picture: Picture, edge: Edge): string {
  if (edge.from === START) return picture.words.begin ?? "";
  return (edge.to === END ? picture.words.finish : picture.words.edge) ?? "";
}

function named(edge: Edge, steps: Map<number, Step>, look: Look): Record<string, string> {
  const [from, to] = [steps.get(edge.from)?.name ?? "", steps.get(edge.to)?.name ?? ""];
  return { from, to, name: from || to, count: edge.told.count ?? "", time: edge.told[look.metric] ?? "" };
}

function slow(told: { slow: string[] }, look: Look): boolean {
  return look.view === "time" && told.slow.includes(look.metric);
}

/** The place that an edge asks about, as the address of its deals has it. */
function asks(edge: Edge, steps: Map<number, Step>): string {
  const one = steps.get(edge.from === START ? edge.to : edge.from)?.name ?? "";
  if (edge.from === START) return new URLSearchParams({ place: "start", one }).toString();
  if (edge.to === END) return new URLSearchParams({ place: "end", one }).toString();
  return new URLSearchParams({ place: "edge", one, two: steps.get(edge.to)?.name ?? "" }).toString();
}

function line(run: Run, most: number, look: Look, name: string): SVGElement {
  const { edge, points } = run;
  const isEnd = edge.from === START || edge.to === END;
  const width = 1.2 + ((isEnd ? WIDEST / 3 : WIDEST) - 1.2) * Math.sqrt(edge.count / most);
  const kind = isEnd ? " is-end" : "";
  const group = element("g", {
    class: `flow-edge${kind}${slow(edge, look) ? " is-slow" : ""}`, tabindex: 0, role: "button",
    "aria-label": name, "data-edge": id(edge), "data-drawer": "",
  });
  const size = 4 + width * 0.8;
  const [cut, head] = arrow(points, size);
  const d = curve(cut);
  group.append(
    element("title", {}, name),
    element("path", { class: "flow-hit", d }),
    element("path", { class: "flow-line", d, "stroke-width": width.toFixed(1) }),
    element("path", { class: "flow-head", d: head }),
  );
  return group;
}

/** The points up to the head of an arrow, and the head. */
function arrow(points: Point[], size: number): [Point[], string] {
  const tip = points[points.length - 1] as Point;
  const before = points[points.length - 2] ?? tip;
  const [dx, dy] = [tip.x - before.x, tip.y - before.y];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const base = { x: tip.x - ux * size, y: tip.y - uy * size };
  const half = size * 0.62;
  const at = (x: number, y: number): string => `${x.toFixed(1)},${y.toFixed(1)}`;
  const sides = `${at(base.x - uy * half, base.y + ux * half)}L${at(base.x + uy * half, base.y - ux * half)}`;
  return [[...points.slice(0, -1), base], `M${at(tip.x, tip.y)}L${sides}Z`];
}

/** How dark a box is, from 1: by how often, or by how long, on a scale of roots. */
function shade(value: number, most: number): number {
  return most > 0 ? Math.min(SHADES, 1 + Math.floor(Math.sqrt(value / most) * (SHADES - 0.01))) : 1;
}

function box(step: Step, at: Box, all: Step[], picture: Picture, look: Look): SVGElement {
  const value = (one: Step): number => (look.view === "time" ? one.times[look.metric] ?? 0 : one.count);
  const depth = shade(value(step), Math.max(...all.map(value)));
  const told = { name: step.name, count: step.told.count ?? "", time: step.told[look.metric] ?? "—" };
  const name = say(picture.words.step ?? "", told);
  const group = element("g", {
    class: `flow-step is-shade-${depth}${slow(step, look) ? " is-slow" : ""}`, tabindex: 0, role: "button", "aria-label": name,
    transform: `translate(${at.x - at.width / 2} ${at.y - at.height / 2})`, "data-step": step.code, "data-drawer": "",
  });
  group.append(element("title", {}, name), element("rect", { width: at.width, height: at.height, rx: 7 }));
  at.lines.forEach((text, place) => group.append(element("text", { class: "flow-name", x: 11, y: 19 + 15 * place }, text)));
  const figures = { y: at.height - 9 };
  group.append(element("text", { class: "flow-figure", x: 11, ...figures }, told.count));
  group.append(element("text", { class: "flow-figure is-time", x: at.width - 11, ...figures }, told.time));
  return group;
}

function mark(at: Box, kind: "start" | "end", picture: Picture): SVGElement {
  const group = element("g", { class: `flow-mark is-${kind}`, transform: `translate(${at.x} ${at.y})`, role: "img", "aria-label": picture.words[kind] ?? "" });
  const inside = kind === "start" ? element("path", { d: "M-3.5,-5.5L6,0L-3.5,5.5Z" }) : element("rect", { x: -4.5, y: -4.5, width: 9, height: 9, rx: 1.5 });
  group.append(element("title", {}, picture.words[kind] ?? ""), element("circle", { r: 12 }), inside);
  return group;
}

export { asks };
