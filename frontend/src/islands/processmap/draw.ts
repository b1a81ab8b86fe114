/** Draws a layout as SVG: boxes of steps, curved edges with arrowheads, start and end. */
import { type Box, curve, type Layout, type Point, type Route } from "./layout";
import { type Edge, END, format, type Part, type Picture, START, type Step, type ViewOptions } from "./picture";

const SVG = "http://www.w3.org/2000/svg";
const SHADES = 5;
const MAX_LINE_WIDTH = 8;

type Attributes = Record<string, string | number>;

export function element(name: string, attributes: Attributes = {}, text = ""): SVGElement {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  if (text) node.textContent = text;
  return node;
}

/** The label of an edge: how often, or how long. */
export function label(edge: Edge, options: ViewOptions): string {
  return (options.view === "time" ? edge.labels[options.metric] : edge.labels.count) ?? "";
}

export function draw(picture: Picture, part: Part, layout: Layout, options: ViewOptions): SVGElement {
  const steps = new Map(part.steps.map((step) => [step.code, step]));
  const most = Math.max(1, ...part.edges.map((edge) => edge.count));
  const lines = element("g");
  const labels = element("g");
  for (const route of [...layout.routes].sort((a, b) => a.edge.count - b.edge.count)) {
    const name = format(pattern(picture, route.edge), values(route.edge, steps, options));
    lines.append(line(route, most, options, name));
    const text = label(route.edge, options);
    const tone = isSlow(route.edge, options) ? " is-slow" : "";
    labels.append(element("text", { class: `flow-label${tone}`, x: route.label.x, y: route.label.y + 4, "data-edge": id(route.edge) }, text));
  }
  const boxes = element("g");
  for (const step of part.steps) boxes.append(box(step, layout.boxes.get(step.code) as Box, part.steps, picture, options));
  boxes.append(terminal(layout.boxes.get(START) as Box, "start", picture), terminal(layout.boxes.get(END) as Box, "end", picture));
  const view = element("g", { class: "flow-view" });
  view.append(lines, boxes, labels);
  return view;
}

function id(edge: Edge): string {
  return `${edge.from} ${edge.to}`;
}

/** The pattern of what is read aloud of an edge. */
function pattern(picture: Picture, edge: Edge): string {
  if (edge.from === START) return picture.words.begin ?? "";
  return (edge.to === END ? picture.words.finish : picture.words.edge) ?? "";
}

function values(edge: Edge, steps: Map<number, Step>, options: ViewOptions): Record<string, string> {
  const [from, to] = [steps.get(edge.from)?.name ?? "", steps.get(edge.to)?.name ?? ""];
  return { from, to, name: from || to, count: edge.labels.count ?? "", time: edge.labels[options.metric] ?? "" };
}

function isSlow(item: { slow: string[] }, options: ViewOptions): boolean {
  return options.view === "time" && item.slow.includes(options.metric);
}

/** The parameters of the address of an edge's deals. */
export function edgeQuery(edge: Edge, steps: Map<number, Step>): string {
  const source = steps.get(edge.from === START ? edge.to : edge.from)?.name ?? "";
  if (edge.from === START) return new URLSearchParams({ element: "start", source }).toString();
  if (edge.to === END) return new URLSearchParams({ element: "end", source }).toString();
  return new URLSearchParams({ element: "edge", source, target: steps.get(edge.to)?.name ?? "" }).toString();
}

function line(route: Route, most: number, options: ViewOptions, name: string): SVGElement {
  const { edge, points } = route;
  const isEnd = edge.from === START || edge.to === END;
  const width = 1.2 + ((isEnd ? MAX_LINE_WIDTH / 3 : MAX_LINE_WIDTH) - 1.2) * Math.sqrt(edge.count / most);
  const kind = isEnd ? " is-end" : "";
  const group = element("g", {
    class: `flow-edge${kind}${isSlow(edge, options) ? " is-slow" : ""}`, tabindex: 0, role: "button",
    "aria-label": name, "data-edge": id(edge), "data-drawer": "",
  });
  const size = 4 + width * 0.8;
  const [shortened, head] = arrow(points, size);
  const d = curve(shortened);
  group.append(
    element("title", {}, name),
    element("path", { class: "flow-hit", d }),
    element("path", { class: "flow-line", d, "stroke-width": width.toFixed(1) }),
    element("path", { class: "flow-head", d: head }),
  );
  return group;
}

/** The points up to the arrowhead, and the arrowhead. */
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

/** How dark a box is, from 1: by the square root of how often, or of how long. */
function shade(value: number, most: number): number {
  return most > 0 ? Math.min(SHADES, 1 + Math.floor(Math.sqrt(value / most) * (SHADES - 0.01))) : 1;
}

function box(step: Step, at: Box, all: Step[], picture: Picture, options: ViewOptions): SVGElement {
  const value = (item: Step): number => (options.view === "time" ? item.times[options.metric] ?? 0 : item.count);
  const darkness = shade(value(step), Math.max(...all.map(value)));
  const labels = { name: step.name, count: step.labels.count ?? "", time: step.labels[options.metric] ?? "—" };
  const name = format(picture.words.step ?? "", labels);
  const group = element("g", {
    class: `flow-step is-shade-${darkness}${isSlow(step, options) ? " is-slow" : ""}`, tabindex: 0, role: "button", "aria-label": name,
    transform: `translate(${at.x - at.width / 2} ${at.y - at.height / 2})`, "data-step": step.code, "data-drawer": "",
  });
  group.append(element("title", {}, name), element("rect", { width: at.width, height: at.height, rx: 7 }));
  at.lines.forEach((text, place) => group.append(element("text", { class: "flow-name", x: 11, y: 19 + 15 * place }, text)));
  const figures = { y: at.height - 9 };
  group.append(element("text", { class: "flow-figure", x: 11, ...figures }, labels.count));
  group.append(element("text", { class: "flow-figure is-time", x: at.width - 11, ...figures }, labels.time));
  return group;
}

function terminal(at: Box, kind: "start" | "end", picture: Picture): SVGElement {
  const group = element("g", { class: `flow-mark is-${kind}`, transform: `translate(${at.x} ${at.y})`, role: "img", "aria-label": picture.words[kind] ?? "" });
  const symbol = kind === "start" ? element("path", { d: "M-3.5,-5.5L6,0L-3.5,5.5Z" }) : element("rect", { x: -4.5, y: -4.5, width: 9, height: 9, rx: 1.5 });
  group.append(element("title", {}, picture.words[kind] ?? ""), element("circle", { r: 12 }), symbol);
  return group;
}
