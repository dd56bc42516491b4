import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFont } from '../../src/charts/font.js';
import { layOut } from '../../src/charts/layout.js';
import { HEIGHT, WIDTH, type Part } from '../../src/charts/picture.js';
import type { Chart } from '../../src/incidents/chart.js';
import { BROKE, risingTo, sampleChart, samples } from './sample-chart.js';

const font = readFont();

type Text = Extract<Part, { kind: 'text' }>;
const partsOf = (chart: Chart) => layOut(chart, font) ?? [];
const textsOf = (chart: Chart): readonly Text[] =>
  partsOf(chart).flatMap((part) => (part.kind === 'text' ? [part] : []));
const wordsOf = (chart: Chart) => textsOf(chart).map(({ text }) => text);
const linesOf = (chart: Chart) => partsOf(chart).flatMap((part) => (part.kind === 'line' ? [part] : []));

/** The place a text takes; descenders and spare room around capitals left out. */
function boxOf({ x, y, text, size, align }: Text) {
  const width = font.widthOf(text, size);
  const left = align === 'left' ? x : x - width;
  return { left, right: left + width, top: y - size * 0.75, bottom: y };
}

function overlapping(texts: readonly Text[]): string[] {
  return texts.flatMap((a, index) =>
    texts.slice(index + 1).flatMap((b) => {
      const [one, two] = [boxOf(a), boxOf(b)];
      const isApart =
        one.right <= two.left || two.right <= one.left || one.bottom <= two.top || two.bottom <= one.top;
      return isApart ? [] : [`${a.text} / ${b.text}`];
    }),
  );
}

describe('a chart', () => {
  test('shows title, news, day, zone, value, window, onset, change and limit', () => {
    expect(wordsOf(sampleChart())).toEqual(
      expect.arrayContaining([
        'Failing share of checkout',
        'usually 0.1 %, up to 41 % since 03:12:04 UTC',
        '22 Nov 2026',
        'UTC',
        '03:00',
        '0 %',
        '60 %',
        '41 %',
        'incident',
        'began 03:12',
        'deploy 2.4.1',
        'alert above 5 %',
      ]),
    );
    expect(wordsOf(sampleChart({ threshold: null }))).toContain('usual');
  });

  test('starts its axis at zero, also when a percentage hardly moves', () => {
    const steady = sampleChart({
      series: [{ name: 'x', points: samples(30, 20, () => 0.98), isEmphasised: true }],
    });

    expect(wordsOf(steady)).toEqual(expect.arrayContaining(['0 %', '100 %']));
    expect(wordsOf(steady)).not.toContain('120 %');
  });

  test('leaves the zero out where it means nothing and would hide what moves', () => {
    const chart = sampleChart({
      unit: 'plain',
      threshold: null,
      series: [{ name: 'x', points: samples(30, 20, (time) => 900 + (time % 7)), isEmphasised: true }],
    });

    expect(wordsOf(chart)).not.toContain('0');
  });

  test('shows a gap as a gap', () => {
    const holed = (time: number) => (time > BROKE - 200 && time < BROKE - 100 ? null : 1);
    const chart = sampleChart({
      series: [{ name: 'x', points: samples(60, 20, holed), isEmphasised: true }],
    });
    const missing = sampleChart({
      series: [
        {
          name: 'x',
          points: samples(60, 20, holed).filter(([, value]) => value !== null),
          isEmphasised: true,
        },
      ],
    });

    expect(linesOf(chart)).toHaveLength(2);
    expect(linesOf(missing)).toHaveLength(2);
  });

  test('of twenty series draws the emphasised and those that move most, and counts the rest', () => {
    const chart = sampleChart({
      series: Array.from({ length: 20 }, (_, index) => ({
        name: `service-${index}`,
        points: samples(60, 20, risingTo(index / 20)),
        isEmphasised: index === 3,
      })),
    });

    expect(linesOf(chart)).toHaveLength(5);
    expect(wordsOf(chart)).toEqual(
      expect.arrayContaining([
        'service-3',
        'service-19',
        'service-18',
        'service-17',
        'service-16',
        'and 15 more',
      ]),
    );
  });

  test('names each of several lines at its end, without a legend', () => {
    const chart = sampleChart({
      series: ['checkout', 'web'].map((name, index) => ({
        name,
        points: samples(60, 20, risingTo(0.4 - index / 10)),
        isEmphasised: index === 0,
      })),
    });

    expect(wordsOf(chart)).toEqual(expect.arrayContaining(['checkout', '40 %', 'web', '30 %']));
  });

  test('shows only what hostile texts would look like to a reader', () => {
    const escape = String.fromCharCode(27);
    const words = wordsOf(
      sampleChart({ title: `a\u202eb\u200bc${escape}[31md${escape}[0m\n\u0000e 支払い`, subtitle: '\u200b' }),
    );

    expect(words).toContain('abcd e □□');
    for (const word of words) expect(word).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
  });

  test('shares a rule between changes of one moment', () => {
    const at = BROKE - 60;
    const chart = sampleChart({
      changes: ['deploy a', 'deploy b', 'flag c'].map((label) => ({ at, label })),
    });

    expect(wordsOf(chart)).toContain('deploy a and 2 more');
  });

  test.each<[string, Chart['series']]>([
    ['no series', []],
    ['no points', [{ name: 'x', points: [], isEmphasised: true }]],
    [
      'nothing finite',
      [
        {
          name: 'x',
          points: [
            [BROKE, NaN],
            [NaN, 1],
            [BROKE, Infinity],
            [BROKE, null],
          ],
          isEmphasised: true,
        },
      ],
    ],
  ])('is nothing with %s', (_, series) => {
    expect(layOut(sampleChart({ series }), font)).toBeNull();
  });

  test('never has texts that overlap or leave the picture, nor places that are no numbers', () => {
    const time = fc.oneof(
      fc.integer({ min: -1300, max: 700 }).map((seconds) => BROKE + seconds),
      fc.double(),
    );
    const value = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double(), fc.constant(null));
    const words = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom('checkout', 'deploy 2.4.1'),
    );
    const charts = fc.record<Chart>({
      title: words,
      subtitle: fc.option(words),
      unit: fc.constantFrom('percent', 'seconds', 'per_second', 'bytes', 'plain'),
      series: fc.array(
        fc.record({
          name: words,
          points: fc.array(fc.tuple(time, value), { maxLength: 30 }),
          isEmphasised: fc.boolean(),
        }),
        { maxLength: 8 },
      ),
      incident: fc.option(fc.record({ start: time, end: fc.option(time) })),
      onset: fc.option(time),
      changes: fc.array(fc.record({ at: time, label: words }), { maxLength: 9 }),
      usual: fc.option(fc.record({ from: fc.double(), to: fc.double() })),
      threshold: fc.option(fc.record({ value: fc.double(), label: words })),
      projection: fc.option(
        fc.record({ from: time, value: fc.double(), at: time, earliest: time, latest: fc.option(time) }),
      ),
      alt: fc.constant(''),
    });

    fc.assert(
      fc.property(charts, (chart) => {
        const parts = partsOf(chart);
        const numbers = parts.flatMap((part) =>
          part.kind === 'line'
            ? part.points.flat()
            : Object.values(part).filter((field): field is number => typeof field === 'number'),
        );
        const texts = parts.flatMap((part) => (part.kind === 'text' ? [part] : []));

        expect(numbers.filter((number) => !Number.isFinite(number))).toEqual([]);
        expect(overlapping(texts)).toEqual([]);
        for (const text of texts) {
          const { left, right, top, bottom } = boxOf(text);
          expect({ text, isInside: left >= 0 && right <= WIDTH && top >= 0 && bottom <= HEIGHT }).toEqual({
            text,
            isInside: true,
          });
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a line that goes on', () => {
  const filling = (at: number, latest: number | null = at + 600, earliest = at - 600): Chart =>
    sampleChart({
      title: 'Disk of orders-db',
      series: [
        {
          name: 'orders-db',
          points: samples(60, 60, (time) => 0.5 + (time - BROKE) / 20_000),
          isEmphasised: true,
        },
      ],
      incident: { start: BROKE, end: null },
      changes: [],
      usual: null,
      threshold: { value: 1, label: 'limit 100 %' },
      projection: { from: BROKE + 840, value: 1, at, earliest, latest },
    });
  const dashesOf = (chart: Chart) =>
    partsOf(chart).flatMap((part) =>
      part.kind === 'rule' && part.y !== part.y2 && part.x !== part.x2 ? [part] : [],
    );

  test('is dashed from its end to the limit, with the earliest and the latest beside it', () => {
    const chart = filling(BROKE + 3000);
    const words = wordsOf(chart);
    const dashes = dashesOf(chart);

    expect(words).toEqual(expect.arrayContaining(['limit 100 %', '54 % now', 'about 04:02', '100 %']));
    expect(dashes).toHaveLength(3);
    expect(new Set(dashes.map(({ x, y }) => `${x} ${y}`)).size).toBe(1);
    expect(new Set(dashes.map(({ y2 }) => Math.round(y2))).size).toBe(1);
    expect(dashes.map(({ x2 }) => x2).toSorted((a, b) => a - b)[1]).toBe(
      dashes.find(({ width }) => width === 3)?.x2,
    );
  });

  test('goes to the edge when the limit is reached far behind it, and leaves room for what was measured', () => {
    const chart = filling(BROKE + 80_000, null, BROKE + 20_000);
    const [line] = linesOf(chart);
    const dashes = dashesOf(chart);
    const measured = (line?.points.at(-1)?.[0] ?? 0) - (line?.points[0]?.[0] ?? 0);
    const ahead = Math.max(...dashes.map(({ x2, x }) => x2 - x));

    expect(dashes).toHaveLength(2);
    expect(ahead / (measured + ahead)).toBeCloseTo(2 / 3, 1);
    expect(wordsOf(chart).filter((word) => word.startsWith('about'))).toEqual([]);
  });

  test('is not shaded as part of the incident', () => {
    const chart = filling(BROKE + 3000);
    const window = partsOf(chart).flatMap((part) => (part.kind === 'box' ? [part] : []));
    const [line] = linesOf(chart);

    expect(Math.max(...window.map(({ x2 }) => x2))).toBeLessThanOrEqual((line?.points.at(-1)?.[0] ?? 0) + 3);
  });
});
