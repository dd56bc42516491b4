/** What the lines are read against: the incident's window, the usual range, a limit, and where it began. */
import type { Chart } from '../incidents/chart.js';
import type { Font } from './font.js';
import type { ColoredLine, Frame } from './frame.js';
import { around, aroundBand, aroundDot, aroundEnd, aroundRule, boxAt, type Corner } from './corners.js';
import { createFreePlaces } from './free-place.js';
import { cleanLabel, fitLabel } from './label-text.js';
import { layOutProjection } from './layout-projection.js';
import { COLORS, type Part } from './picture.js';
import { formatClock } from './ticks.js';

const SIZE = 19;
/** A usual range thinner than this could not be seen. */
const MIN_BAND = 5;

export interface Annotations {
  /** Under the grid. */
  readonly below: readonly Part[];
  /** Over the grid, under the lines. */
  readonly limits: readonly Part[];
  /** Over the lines. */
  readonly above: readonly Part[];
}

export function layOutAnnotations(
  chart: Chart,
  lines: readonly ColoredLine[],
  frame: Frame,
  font: Font,
): Annotations {
  const { left, right, top, bottom } = frame;
  const traces = lines.flatMap(({ segments }) =>
    segments.map((segment) => segment.map(([time, value]) => [frame.x(time), frame.y(value)] as const)),
  );
  const limit = limitLine(chart, frame);
  const projection = layOutProjection(chart, lines, frame);
  const rules = [
    ...chart.changes.map(({ at }) => [[frame.x(at), top] as const, [frame.x(at), bottom] as const]),
    ...(limit ? [[[left, limit.y] as const, [right, limit.y] as const]] : []),
  ];
  const places = createFreePlaces({ x: left, x2: right, y: top + 2, y2: bottom - 1 }, [
    ...traces,
    ...rules,
    ...projection.traces,
  ]);
  const above: Part[] = [];
  const write = (text: string, color: string, corners: readonly Corner[], size = SIZE): boolean => {
    const width = font.widthOf(text, size);
    const box = places.take(corners.map((corner) => boxAt(corner, width, size)));
    if (box)
      above.push({ kind: 'text', x: box.x, y: box.y2 - 4, text, size, color, align: 'left', hasHalo: true });
    return box !== undefined;
  };

  for (const dot of projection.dots) places.block(around(dot));
  for (const { last } of lines) places.block(around({ x: frame.x(last[0]), y: frame.y(last[1]) }));
  const onset = onsetDot(chart, lines, frame);
  if (onset) places.block(around(onset));
  const band = usualBand(chart, frame);
  const window = incidentWindow(chart, frame);
  for (const { x, y, text, color } of projection.dots) {
    write(text, color, aroundEnd(x, y));
  }
  if (limit && chart.threshold) {
    const text = fitLabel(cleanLabel(chart.threshold.label, font), font, SIZE, (right - left) * 0.7);
    if (text !== '') write(text, COLORS.threshold, aroundRule(limit.y, left + 6, right - 6));
  }
  if (window)
    nameWindow(
      chart,
      window,
      frame,
      font,
      chart.changes.map(({ at }) => frame.x(at)),
      write,
    );
  if (onset) {
    write(
      `began ${formatClock(chart.onset ?? 0, frame.to - frame.from)}`,
      onset.color,
      aroundDot(onset.x, onset.y),
    );
  }
  if (band) write('usual', COLORS.usualText, aroundBand(band, left + 6, window ? window.x - 6 : right - 6));

  return {
    below: [...(window ? [window] : []), ...(band ? [band] : [])],
    limits: [
      ...(window ? windowEdges(chart, window, frame) : []),
      ...(limit ? [limit] : []),
      ...projection.parts,
    ],
    above: [
      ...above,
      ...(onset
        ? ([
            { kind: 'dot', x: onset.x, y: onset.y, radius: 8, color: onset.color },
            { kind: 'dot', x: onset.x, y: onset.y, radius: 4.5, color: COLORS.background },
          ] satisfies Part[])
        : []),
    ],
  };
}

/** On the emphasised line at the moment when it left its usual range; nothing when the line has a gap there. */
function onsetDot(
  { onset }: Chart,
  lines: readonly ColoredLine[],
  { x, y }: Frame,
): { readonly x: number; readonly y: number; readonly color: string } | undefined {
  const line = lines.find(({ isEmphasised }) => isEmphasised) ?? lines[0];
  if (onset === null || !line) return undefined;
  for (const segment of line.segments) {
    const next = segment.findIndex(([time]) => time >= onset);
    const after = segment[next];
    if (!after) continue;
    const before = segment[next - 1] ?? (after[0] === onset ? after : undefined);
    if (!before) return undefined;
    const share = after[0] === before[0] ? 0 : (onset - before[0]) / (after[0] - before[0]);
    return { x: x(onset), y: y(before[1] + share * (after[1] - before[1])), color: line.color };
  }
  return undefined;
}

type BoxPart = Extract<Part, { kind: 'box' }>;
type RulePart = Extract<Part, { kind: 'rule' }>;

function usualBand({ usual }: Chart, { left, right, top, bottom, y }: Frame): BoxPart | undefined {
  if (!usual) return undefined;
  const low = y(Math.min(usual.from, usual.to));
  const high = y(Math.max(usual.from, usual.to));
  const spare = Math.max(0, MIN_BAND - (low - high)) / 2;
  const [y1, y2] = [Math.max(top, high - spare), Math.min(bottom, low + spare)];
  return y2 - y1 < 1 ? undefined : { kind: 'box', x: left, x2: right, y: y1, y2, fill: COLORS.usual };
}

function limitLine({ threshold }: Chart, { left, right, top, bottom, y }: Frame): RulePart | undefined {
  if (!threshold) return undefined;
  const at = y(threshold.value);
  if (at < top - 1 || at > bottom + 1) return undefined;
  return { kind: 'rule', x: left, x2: right, y: at, y2: at, color: COLORS.threshold, width: 2, dash: [3, 4] };
}

function incidentWindow({ incident, projection }: Chart, frame: Frame): BoxPart | undefined {
  if (!incident) return undefined;
  const { from, to, left, right, top, bottom, x } = frame;
  // What lies ahead is nobody's incident yet.
  const end = incident.end ?? projection?.from ?? to;
  if (!(incident.start <= to && end >= from && end >= incident.start)) return undefined;
  const start = Math.max(left, x(incident.start));
  // A moment still has to be seen.
  return {
    kind: 'box',
    x: start,
    x2: Math.max(start + 3, Math.min(right, x(end))),
    y: top,
    y2: bottom,
    fill: COLORS.incident,
  };
}

function windowEdges({ incident }: Chart, window: BoxPart, { from, to }: Frame): readonly Part[] {
  const edge = (x: number): Part => ({
    kind: 'rule',
    x,
    x2: x,
    y: window.y,
    y2: window.y2,
    color: COLORS.incidentEdge,
    width: 1.5,
  });
  return [
    ...((incident?.start ?? -Infinity) >= from ? [edge(window.x)] : []),
    ...((incident?.end ?? Infinity) <= to ? [edge(window.x2)] : []),
    {
      kind: 'rule',
      x: window.x,
      x2: window.x2,
      y: window.y,
      y2: window.y,
      color: COLORS.incidentEdge,
      width: 4,
    },
  ];
}

function nameWindow(
  { incident }: Chart,
  window: BoxPart,
  { top, bottom, left, right }: Frame,
  font: Font,
  rules: readonly number[],
  write: (text: string, color: string, corners: readonly Corner[]) => boolean,
): void {
  if (!incident) return;
  const span =
    incident.end === null
      ? `incident since ${formatClock(incident.start)}`
      : `incident ${formatClock(incident.start)}–${formatClock(incident.end)}`;
  const room = window.x2 - window.x - 12;
  const text = [span, 'incident'].find((words) => font.widthOf(words, SIZE) <= room) ?? 'incident';
  const inside: readonly Corner[] = [
    { x: window.x + 6, y: top + 5, toLeft: false, up: false },
    { x: window.x2 - 6, y: top + 5, toLeft: true, up: false },
    { x: window.x2 - 6, y: bottom - 3, toLeft: true, up: true },
    { x: window.x + 6, y: bottom - 3, toLeft: false, up: true },
  ];
  const beside: readonly Corner[] = [
    { x: window.x - 6, y: top + 5, toLeft: true, up: false },
    { x: window.x2 + 6, y: top + 5, toLeft: false, up: false },
    ...[30, 60, 90].flatMap((down) => [
      { x: window.x - 6, y: top + 5 + down, toLeft: true, up: false },
      { x: window.x2 + 6, y: top + 5 + down, toLeft: false, up: false },
    ]),
    { x: window.x - 6, y: bottom - 3, toLeft: true, up: true },
    { x: window.x2 + 6, y: bottom - 3, toLeft: false, up: true },
    ...rules
      .filter((x) => x < window.x && x > window.x - 90)
      .map((x) => ({ x: x - 6, y: top + 5, toLeft: true, up: false })),
  ].filter(({ x }) => x > left && x < right);
  const isInside = font.widthOf(text, SIZE) <= room;
  if (!write(text, COLORS.incidentText, isInside ? inside : beside)) {
    write('incident', COLORS.incidentText, [...inside, ...beside]);
  }
}
