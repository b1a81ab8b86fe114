/** What the server tells of a map, and what of it is shown. Numbers come written in the reader's language. */
export interface Step {
  code: number;
  name: string;
  count: number;
  first: number;
  last: number;
  level: number;
  slow: string[];
  times: Record<string, number>;
  told: Record<string, string>;
  firstTold: string;
  lastTold: string;
}

export interface Edge {
  from: number;
  to: number;
  count: number;
  level: number;
  slow: string[];
  times: Record<string, number>;
  told: Record<string, string>;
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

/** How the reader looks: which figures, which of the times, how much of the map from 0 to 1. */
export interface Look {
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

/** The steps and edges of a level, edges from the start and to the end among them. */
export function shown(picture: Picture, show: number): Part {
  const steps = picture.steps.filter((step) => step.level <= show);
  const byCode = new Map(steps.map((step) => [step.code, step]));
  const edges = picture.edges.filter((edge) => edge.level <= show && byCode.has(edge.from) && byCode.has(edge.to));
  for (const [from, to, level] of picture.ends) {
    const step = byCode.get(from === START ? to : from);
    if (!step || level > show) continue;
    const [count, told] = from === START ? [step.first, step.firstTold] : [step.last, step.lastTold];
    edges.push({ from, to, count, level, slow: [], times: {}, told: { count: told } });
  }
  const moves = edges.reduce((sum, edge) => sum + edge.count, 0);
  return { steps, edges, share: picture.moves ? moves / picture.moves : 0 };
}

/** The words of a pattern with what stands in its places. */
export function say(pattern: string, named: Record<string, string>): string {
  return pattern.replace(/%\((\w+)\)s/g, (_whole, name: string) => named[name] ?? "");
}
