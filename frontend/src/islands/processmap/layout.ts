/** Where each step is and how each edge runs: layers from start to end, by dagre. */
import { Graph, layout as arrange } from "@dagrejs/dagre";

import { type Edge, END, type Part, START, type Step } from "./picture";

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
  lines: string[];
}

export interface Route {
  edge: Edge;
  points: Point[];
  label: Point;
}

export interface Layout {
  width: number;
  height: number;
  boxes: Map<number, Box>;
  routes: Route[];
}

const BOX_WIDTH = 184;
const TEXT_WIDTH = BOX_WIDTH - 22;
const LINE_HEIGHT = 15;
const ruler = document.createElement("canvas").getContext("2d");

function isTooWide(text: string): boolean {
  if (!ruler) return text.length > 22;
  // The font of .flow-name.
  ruler.font = `600 12.5px ${getComputedStyle(document.body).fontFamily}`;
  return ruler.measureText(text).width > TEXT_WIDTH;
}

function truncate(text: string): string {
  if (!isTooWide(text)) return text;
  let end = text.length - 1;
  while (end > 1 && isTooWide(`${text.slice(0, end)}…`)) end--;
  return `${text.slice(0, end).trimEnd()}…`;
}

/** A name in two lines at most. */
export function wrap(name: string): string[] {
  const words = name.split(/\s+/);
  let first = words.shift() ?? "";
  while (words.length && !isTooWide(`${first} ${words[0]}`)) first += ` ${words.shift()}`;
  return words.length ? [truncate(first), truncate(words.join(" "))] : [truncate(first)];
}

function boxOf(step: Step): Box {
  const lines = wrap(step.name);
  return { x: 0, y: 0, width: BOX_WIDTH, height: 30 + LINE_HEIGHT * lines.length, lines };
}

/** The layout of what is shown; frequent edges are kept short and straight. */
export function layoutOf(part: Part, label: (edge: Edge) => string): Layout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 44, edgesep: 14, ranksep: 26, marginx: 16, marginy: 16, acyclicer: "greedy" });
  const boxes = new Map<number, Box>(part.steps.map((step) => [step.code, boxOf(step)]));
  for (const code of [START, END]) boxes.set(code, { x: 0, y: 0, width: 26, height: 26, lines: [] });
  for (const [code, box] of boxes) graph.setNode(String(code), { width: box.width, height: box.height });
  const most = Math.max(1, ...part.edges.map((edge) => edge.count));
  for (const edge of part.edges) {
    if (edge.from === edge.to) continue;
    const weight = 1 + Math.round((20 * edge.count) / most);
    const size = { width: label(edge).length * 6.2 + 8, height: 14 };
    graph.setEdge(String(edge.from), String(edge.to), { ...size, weight, labelpos: "c" });
  }
  arrange(graph);
  for (const [code, box] of boxes) Object.assign(box, positionOf(graph.node(String(code)) as Point));
  const routes = part.edges.map((edge) => {
    if (edge.from === edge.to) return loop(edge, boxes.get(edge.from) as Box);
    const route = graph.edge(String(edge.from), String(edge.to)) as { points: Point[] } & Point;
    return { edge, points: route.points, label: { x: route.x, y: route.y } };
  });
  const size = graph.graph() as { width?: number; height?: number };
  return { width: size.width ?? 0, height: size.height ?? 0, boxes, routes };
}

/** A step that follows itself: a loop at its right side. */
function loop(edge: Edge, box: Box): Route {
  const [x, high, low] = [box.x + box.width / 2, box.y - box.height / 4, box.y + box.height / 4];
  const out = x + 44;
  const points = [{ x, y: high }, { x: out, y: high - 8 }, { x: out + 4, y: box.y }, { x: out, y: low + 8 }, { x: x + 8, y: low }, { x, y: low }];
  return { edge, points, label: { x: x + 34, y: box.y } };
}

function positionOf(node: Point): Point {
  return { x: node.x, y: node.y };
}

/** A smooth line near these points, from the first to the last: a uniform cubic B-spline. */
export function curve(points: Point[]): string {
  const [first, second] = points;
  const last = points[points.length - 1];
  if (!first || !second || !last) return "";
  const at = (p: Point): string => `${p.x.toFixed(1)},${p.y.toFixed(1)}`;
  const mix = (a: Point, b: Point, share: number): Point => ({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share });
  if (points.length === 2) return `M${at(first)}L${at(second)}`;
  const parts = [`M${at(first)}`, `L${at(mix(first, second, 1 / 6))}`];
  let from = mix(first, second, 1 / 6);
  for (let i = 1; i < points.length - 1; i++) {
    const [before, point, after] = [points[i - 1] as Point, points[i] as Point, points[i + 1] as Point];
    const end = { x: (before.x + 4 * point.x + after.x) / 6, y: (before.y + 4 * point.y + after.y) / 6 };
    parts.push(`C${at(mix(before, point, 1 / 3))} ${at(mix(before, point, 2 / 3))} ${at(end)}`);
    from = end;
  }
  const beforeLast = points[points.length - 2] as Point;
  parts.push(`C${at(mix(from, last, 0.35))} ${at(mix(beforeLast, last, 0.66))} ${at(last)}`);
  return parts.join("");
}
