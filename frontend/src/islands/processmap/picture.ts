/** The data of a map, and the part of it that is shown. Labels are formatted in the reader's language. */
export interface Step {
  code: number;
  name: string;
  count: number;
  first: number;
  last: number;
  level: number;
  slow: string[];
  times: Record<string, number>;
  labels: Record<string, string>;
  firstLabel: string;
  lastLabel: string;
}

export interface Edge {
  from: number;
  to: number;
  count: number;
  level: number;
  slow: string[];
  times: Record<string, number>;
  labels: Record<string, string>;
}

export interface Picture {
  deals: string;
  show: number;
  moves: number;
  steps: Step[];
  edges: Edge[];
  ends: [number, number, number][];
  words: Record<string, string>;
}

export type View = "count" | "time";

/** What the reader has chosen to see: which figures, which of the times, how much of the map from 0 to 1. */
export interface ViewOptions {
  view: View;
  metric: string;
  show: number;
}

export const START = -1;
export const END = -2;

export interface Part {
  steps: Step[];
  edges: Edge[];
  share: number;
}

/** The steps and edges up to a level, with the edges from the start and to the end. */
export function partOf(picture: Picture, show: number): Part {
  const steps = picture.steps.filter((step) => step.level <= show);
  const byCode = new Map(steps.map((step) => [step.code, step]));
  const edges = picture.edges.filter((edge) => edge.level <= show && byCode.has(edge.from) && byCode.has(edge.to));
  for (const [from, to, level] of picture.ends) {
    const step = byCode.get(from === START ? to : from);
    if (!step || level > show) continue;
    const [count, text] = from === START ? [step.first, step.firstLabel] : [step.last, step.lastLabel];
    edges.push({ from, to, count, level, slow: [], times: {}, labels: { count: text } });
  }
  const moves = edges.reduce((sum, edge) => sum + edge.count, 0);
  return { steps, edges, share: picture.moves ? moves / picture.moves : 0 };
}

/** A pattern with its placeholders, such as %(name)s, filled in. */
export function format(pattern: string, values: Record<string, string>): string {
  return pattern.replace(/%\((\w+)\)s/g, (_whole, name: string) => values[name] ?? "");
}
