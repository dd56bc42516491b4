/** Where a line goes if it goes on like this: dashes to the limit, and thinner ones to where it may be reached as well. */
import type { Chart } from '../incidents/chart.js';
import type { ColoredLine, Frame } from './frame.js';
import { COLORS, type Part } from './picture.js';
import { formatChartValue, formatClock } from './ticks.js';

type Place = readonly [x: number, y: number];
type Segment = readonly [Place, Place];

export interface Projection {
  readonly parts: readonly Part[];
  /** What texts should not cover. */
  readonly traces: readonly (readonly Place[])[];
  /** What texts stand beside. */
  readonly dots: readonly {
    readonly x: number;
    readonly y: number;
    readonly text: string;
    readonly color: string;
  }[];
}

const NOTHING: Projection = { parts: [], traces: [], dots: [] };
const DASH = [7, 6] as const;
const EDGE_DASH = [2, 5] as const;
/** Pixels from the likely end; nearer ones only blur it. */
const MIN_SPREAD = 14;

export function layOutProjection(
  { projection, unit }: Chart,
  lines: readonly ColoredLine[],
  frame: Frame,
): Projection {
  const line = lines.find(({ isEmphasised }) => isEmphasised) ?? lines[0];
  if (!projection || !line) return NOTHING;
  const { value, at, earliest, latest } = projection;
  const start = line.last;
  const color = line.color;
  const from: Place = [frame.x(start[0]), frame.y(start[1])];
  const to = (time: number): Segment | undefined => {
    if (!(time > start[0]) || !(frame.to > start[0])) return undefined;
    const end: Place = [frame.x(time), frame.y(value)];
    // Beyond the picture it goes on to the edge.
    const share = Math.min(
      1,
      room(from[0], end[0], frame.left, frame.right),
      room(from[1], end[1], frame.top, frame.bottom),
    );
    return [from, [from[0] + share * (end[0] - from[0]), from[1] + share * (end[1] - from[1])]];
  };
  const middle = to(at);
  const isInside = at <= frame.to;
  const end = middle?.[1];
  const isApart = ([, [x, y]]: Segment) => !end || Math.hypot(x - end[0], y - end[1]) >= MIN_SPREAD;
  const edges = [to(earliest), latest === null ? undefined : to(latest)]
    .filter((edge) => edge !== undefined)
    .filter(isApart);
  return {
    parts: [
      ...edges.map((edge) => dashes(...edge, color, 1.5, EDGE_DASH)),
      ...(middle ? [dashes(...middle, color, 3, DASH)] : []),
      ...(end && isInside ? ring(end, color) : []),
    ],
    traces: [...(middle ? [middle] : []), ...edges],
    dots: [
      {
        x: from[0],
        y: from[1],
        text: `${formatChartValue(start[1], unit)} now`,
        color,
      },
      ...(end && isInside ? [{ x: end[0], y: end[1], text: `about ${formatClock(at)}`, color }] : []),
    ],
  };
}

/** The share of the way from `a` to `b` that lies between `low` and `high`; 1 or more when all of it does. */
function room(a: number, b: number, low: number, high: number): number {
  if (b > high) return Math.max(0, high - a) / (b - a);
  if (b < low) return Math.max(0, a - low) / (a - b);
  return 1;
}

function dashes([x, y]: Place, [x2, y2]: Place, color: string, width: number, dash: readonly number[]): Part {
  return { kind: 'rule', x, y, x2, y2, color, width, dash };
}

const ring = ([x, y]: Place, color: string): readonly Part[] => [
  { kind: 'dot', x, y, radius: 7, color },
  { kind: 'dot', x, y, radius: 4, color: COLORS.background },
];
