/** Names and values at the ends of lines, apart from each other. */
import type { Chart } from '../incidents/chart.js';
import type { Font } from './font.js';
import type { ColoredLine, Frame } from './frame.js';
import { cleanLabel, fitLabel } from './label-text.js';
import { COLORS, LABEL, type Part } from './picture.js';
import type { PreparedSeries } from './prepare-series.js';
import { formatChartValue } from './ticks.js';

const MAX_NAME_WIDTH = 200;
const LINE_HEIGHT = 23;

interface EndLabel {
  /** Drawn apart from the number: a name written from right to left must not move it. */
  readonly name: string;
  readonly number: string;
  readonly color: string;
  readonly value: number | null;
  readonly isStrong: boolean;
}

/** Names at the ends of the lines instead of a legend; one line alone has its title, and needs its value only. */
export function endLabels(
  { unit }: Chart,
  lines: readonly ColoredLine[],
  { left: more }: PreparedSeries,
  font: Font,
): readonly EndLabel[] {
  const labels = lines.map(({ name, last, color, isEmphasised }) => {
    const value = formatChartValue(last[1], unit);
    const room = MAX_NAME_WIDTH - font.widthOf(` ${value}`, LABEL);
    const clean = cleanLabel(name, font) || 'unnamed';
    const shownName = lines.length === 1 ? '' : `${fitLabel(clean, font, LABEL, room)} `;
    return { name: shownName, number: value, color, value: last[1], isStrong: isEmphasised };
  });
  if (more === 0) return labels;
  return [
    ...labels,
    { name: `and ${more} more`, number: '', color: COLORS.muted, value: null, isStrong: false },
  ];
}

export function drawEndLabels(
  labels: readonly EndLabel[],
  { right, top, bottom, y }: Frame,
  font: Font,
): readonly Part[] {
  const sorted = labels
    .map((label) => ({ label, wanted: label.value === null ? bottom + 1 : y(label.value) }))
    .sort((a, b) => a.wanted - b.wanted);
  const places: number[] = [];
  for (const { wanted } of sorted) {
    places.push(Math.max(wanted, (places.at(-1) ?? top - LINE_HEIGHT) + LINE_HEIGHT));
  }
  // What was pushed below the plot pushes the others up.
  let floor = bottom - 2;
  for (let index = places.length - 1; index >= 0; index -= 1) {
    places[index] = Math.min(places[index] ?? floor, floor);
    floor = (places[index] ?? floor) - LINE_HEIGHT;
  }
  return sorted.flatMap(({ label: { name, number, color, isStrong } }, index) => {
    const y = (places[index] ?? bottom) + 7;
    const text = { kind: 'text', y, size: LABEL, color, align: 'left', isStrong } as const;
    const x = right + 12;
    return [
      { ...text, x, text: name.trimEnd() },
      { ...text, x: x + font.widthOf(name, LABEL), text: number },
    ].filter(({ text: words }) => words !== '');
  });
}
