/** Decides where everything in a picture goes. Pure: the same chart always gives the same parts. */
import type { Chart } from '../incidents/chart.js';
import { drawEndLabels, endLabels } from './end-labels.js';
import type { Font } from './font.js';
import type { ColoredLine, Frame } from './frame.js';
import { cleanLabel, fitLabel } from './label-text.js';
import { layOutAnnotations } from './layout-annotations.js';
import { layOutMarkers } from './layout-markers.js';
import { COLORS, HEIGHT, LABEL, WIDTH, type Part } from './picture.js';
import { prepareSeries, withSoundMarks, type Line } from './prepare-series.js';
import { formatDay, timeTicks, valueAxis, type ValueAxis } from './ticks.js';

const MARGIN = 20;
const TITLE = 26;
const SUBTITLE = 20;
const ROW = 26;
/** Values that differ less than this share of their size are shown without the zero, where zero means nothing special. */
const CLOSE_VALUES = 0.15;
/** A limit this many times beyond the data would flatten it. */
const FAR_LIMIT = 3;
/** What is to come takes at most two thirds of the picture. */
const MAX_AHEAD = 2;

/** Null when there is nothing to draw. */
export function layOut(asked: Chart, font: Font): readonly Part[] | null {
  const chart = withSoundMarks(asked);
  const prepared = prepareSeries(chart);
  if (prepared.lines.length === 0) return null;
  const lines = paint(prepared.lines);
  const [from, to] = timeSpan(chart, lines);
  const axis = chooseAxis(chart, lines);
  const axisWidth = Math.max(...axis.ticks.map(({ label }) => font.widthOf(label, LABEL)));
  // Beside a line that goes on its value stands where it is now, not where the picture ends.
  const names = chart.projection ? [] : endLabels(chart, lines, prepared, font);
  const nameWidth = Math.max(0, ...names.map(({ name, number }) => font.widthOf(name + number, LABEL)));
  const left = MARGIN + axisWidth + 10;
  const right = WIDTH - MARGIN - nameWidth - (nameWidth > 0 ? 12 : 8);
  const x = (time: number) => left + ((time - from) / (to - from)) * (right - left);
  const markers = layOutMarkers(
    chart.changes.filter(({ at }) => at >= from && at <= to).map(({ at, label }) => ({ x: x(at), label })),
    { font, left: MARGIN, right: WIDTH - MARGIN, near: x(chart.onset ?? chart.incident?.start ?? to) },
  );
  const header = layOutHeader(chart, to, font);
  const top = header.bottom + markers.rows * ROW + (markers.rows > 0 ? 14 : 12);
  const bottom = HEIGHT - 42;
  const y = (value: number) => bottom - ((value - axis.from) / (axis.to - axis.from)) * (bottom - top);
  const frame: Frame = { left, right, top, bottom, from, to, x, y };
  const behind = layOutAnnotations(chart, lines, frame, font);
  return [
    ...header.parts,
    ...behind.below,
    ...grid(axis, frame),
    ...timeAxis(frame, font),
    ...behind.limits,
    ...markers.draw(frame, ROW),
    ...lines.toReversed().flatMap((line) => drawLine(line, frame)),
    ...behind.above,
    ...drawEndLabels(names, frame, font),
  ];
}

function paint(lines: readonly Line[]): readonly ColoredLine[] {
  const others = COLORS.lines;
  return lines.map((line, index) => ({
    ...line,
    color:
      index === 0 && (line.isEmphasised || lines.length === 1)
        ? COLORS.emphasis
        : (others[index % others.length] ?? COLORS.muted),
    width: line.isEmphasised || lines.length === 1 ? 4 : 2.5,
  }));
}

/** What was measured; what it is lined up with may stretch it, but not to more than twice its length. */
function timeSpan(
  { incident, changes, projection }: Chart,
  lines: readonly Line[],
): readonly [number, number] {
  const times = lines.flatMap(({ segments }) => segments.flat().map(([time]) => time));
  let [first, last] = [Math.min(...times), Math.max(...times)];
  // One sample alone still needs a span around it.
  if (last - first < 1) [first, last] = [first - 300, last + 300];
  const span = last - first;
  const marks = [incident?.start, incident?.end, ...changes.map(({ at }) => at)];
  for (const mark of marks) {
    if (mark == null || !Number.isFinite(mark)) continue;
    if (mark < first && mark >= last - 2 * span) first = mark - span * 0.02;
    if (mark > last && mark <= first + 2 * span) last = mark + span * 0.02;
  }
  if (projection) {
    const end = Math.max(projection.at, projection.latest ?? 0);
    last = Math.max(last, Math.min(end + span * 0.05, last + MAX_AHEAD * span));
  }
  return [first, last];
}

function chooseAxis({ unit, threshold, projection }: Chart, lines: readonly Line[]): ValueAxis {
  const values = lines.flatMap(({ segments }) => segments.flat().map(([, value]) => value));
  let [low, high] = [Math.min(...values), Math.max(...values)];
  const size = Math.max(Math.abs(low), Math.abs(high));
  const limit = threshold?.value;
  const isNear = limit !== undefined && Math.abs(limit) <= FAR_LIMIT * size;
  for (const value of [...(isNear ? [limit] : []), ...(projection ? [projection.value] : [])]) {
    [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  // A share, a rate, a duration and a size have a zero that means something.
  const isClose = unit === 'plain' && high > low && low > 0 && (high - low) / high < CLOSE_VALUES;
  if (!isClose) [low, high] = [Math.min(0, low), Math.max(0, high)];
  if (low === 0 && high === 0) high = unit === 'percent' ? 0.01 : 1;
  const axis = valueAxis(low, high * (low === 0 && unit !== 'percent' ? 1.04 : 1), unit);
  const isShare = unit === 'percent' && high <= 1 && axis.to > 1;
  return isShare ? { ...axis, to: 1, ticks: axis.ticks.filter(({ at }) => at <= 1.0001) } : axis;
}

function layOutHeader(chart: Chart, to: number, font: Font): { parts: readonly Part[]; bottom: number } {
  const day = formatDay(to);
  const dayWidth = font.widthOf(day, LABEL);
  const title = fitLabel(cleanLabel(chart.title, font), font, TITLE, WIDTH - 2 * MARGIN - dayWidth - 20);
  const subtitle = fitLabel(cleanLabel(chart.subtitle ?? '', font), font, SUBTITLE, WIDTH - 2 * MARGIN);
  const parts: readonly Part[] = [
    {
      kind: 'text',
      x: MARGIN,
      y: 38,
      text: title,
      size: TITLE,
      color: COLORS.ink,
      align: 'left',
      isStrong: true,
    },
    { kind: 'text', x: WIDTH - MARGIN, y: 37, text: day, size: LABEL, color: COLORS.muted, align: 'right' },
    { kind: 'text', x: MARGIN, y: 66, text: subtitle, size: SUBTITLE, color: COLORS.muted, align: 'left' },
  ];
  return {
    parts: parts.filter((part) => part.kind !== 'text' || part.text !== ''),
    bottom: subtitle === '' ? 48 : 76,
  };
}

function grid({ ticks }: ValueAxis, { left, right, y }: Frame): readonly Part[] {
  return ticks.flatMap(({ at, label }): Part[] => [
    {
      kind: 'rule',
      x: left,
      x2: right,
      y: y(at),
      y2: y(at),
      color: at === 0 ? COLORS.axis : COLORS.grid,
      width: at === 0 ? 1.5 : 1,
    },
    {
      kind: 'text',
      x: left - 8,
      y: y(at) + 7,
      text: label,
      size: LABEL,
      color: COLORS.muted,
      align: 'right',
    },
  ]);
}

function timeAxis({ from, to, left, right, bottom, x }: Frame, font: Font): readonly Part[] {
  const y = HEIGHT - 14;
  const zone = 'UTC';
  const zoneStart = WIDTH - MARGIN - font.widthOf(zone, LABEL);
  const max = Math.max(2, Math.floor((right - left) / 105));
  const ticks = timeTicks(from, to, max).map(({ at, label }) => {
    const width = font.widthOf(label, LABEL);
    return { at, label, width, start: Math.max(4, x(at) - width / 2) };
  });
  return [
    ...ticks
      .filter(({ start, width }) => start + width < zoneStart - 10)
      .flatMap(({ at, label, start }): Part[] => [
        { kind: 'rule', x: x(at), x2: x(at), y: bottom, y2: bottom + 6, color: COLORS.axis, width: 1.5 },
        { kind: 'text', x: start, y, text: label, size: LABEL, color: COLORS.muted, align: 'left' },
      ]),
    { kind: 'text', x: zoneStart, y, text: zone, size: LABEL, color: COLORS.muted, align: 'left' },
  ];
}

function drawLine({ segments, color, width, last }: ColoredLine, { x, y }: Frame): readonly Part[] {
  const at = ([time, value]: readonly [number, number]) => [x(time), y(value)] as const;
  return [
    ...segments.map((segment): Part => {
      const [only] = segment;
      if (segment.length > 1 || !only) return { kind: 'line', points: segment.map(at), color, width };
      return { kind: 'dot', x: at(only)[0], y: at(only)[1], radius: width, color };
    }),
    { kind: 'dot', x: at(last)[0], y: at(last)[1], radius: width + 1, color },
  ];
}
