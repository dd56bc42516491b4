import { describe, expect, test } from '@jest/globals';
import {
  compareLogWindows,
  type LogWindow,
} from '../../../src/analysis/log-templates/compare-log-windows.js';

/** Lines spread evenly over a window; counts by text. `#` becomes a number of its own in each. */
function windowOf(start: number, seconds: number, counts: Readonly<Record<string, number>>): LogWindow {
  const lines = Object.entries(counts).flatMap(([text, count]) =>
    Array.from({ length: count }, (_, index) => ({
      time: start + ((index + 0.5) * seconds) / count,
      text: text.replace('#', String(index)),
    })),
  );
  return { lines, seconds };
}

const USUAL = {
  'INFO order # stored': 600,
  'INFO cart # read': 400,
  'INFO GET /health answered in # ms': 300,
  'INFO price # computed': 200,
  'INFO session # begun': 100,
};
const scaled = (factor: number) =>
  Object.fromEntries(Object.entries(USUAL).map(([text, count]) => [text, Math.round(count * factor)]));

const baseline = windowOf(0, 3600, USUAL);

describe('comparing log windows', () => {
  test('nothing is found where nothing changed', () => {
    expect(compareLogWindows({ baseline, incident: windowOf(3600, 600, scaled(1 / 6)) }).findings).toEqual(
      [],
    );
  });

  test('a new error is found, in words with an example', () => {
    const incident = windowOf(3600, 600, {
      ...scaled(1 / 6),
      'ERROR charge of order # failed: connection refused': 40,
    });

    const { findings } = compareLogWindows({ baseline, incident });

    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      kind: 'new',
      reason: 'new: 40 times in 10 min, never in the 60 min before, level error',
      template: {
        template: 'charge of order <num> failed: connection refused',
        level: 'error',
        example: 'ERROR charge of order 0 failed: connection refused',
        firstSeen: 3607.5,
        baseline: 0,
        incident: 40,
      },
    });
  });

  test('one new error counts, one new ordinary line does not', () => {
    const incident = windowOf(3600, 300, {
      ...scaled(1 / 12),
      'FATAL out of memory': 1,
      'INFO garbage collected': 1,
    });

    const { findings } = compareLogWindows({ baseline, incident });

    expect(findings.map(({ template }) => template.template)).toEqual(['out of memory']);
  });

  test('surging and vanished templates are found, the worse lines first', () => {
    const before = windowOf(0, 3600, { ...USUAL, 'WARN retrying order #': 30, 'INFO mail # sent': 120 });
    const incident = windowOf(3600, 600, { ...scaled(1 / 6), 'WARN retrying order #': 60 });

    const { findings } = compareLogWindows({ baseline: before, incident });

    expect(findings.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['surging', '12 times as often: 60 times in 10 min after 30 times in the 60 min before, level warning'],
      ['vanished', 'gone: never in 10 min, 120 times in the 60 min before'],
    ]);
  });

  test('more traffic is not a surge of every template', () => {
    const result = compareLogWindows({ baseline, incident: windowOf(3600, 600, scaled(1)) });

    expect(result.findings).toEqual([]);
    expect(result.overallRatio).toBeCloseTo(6, 1);
  });

  test('lines that come in bursts need a larger burst', () => {
    const calm = { lines: baseline.lines, seconds: 3600 };
    const bursts = {
      // The same number of lines, each template in two of ten stretches only.
      lines: baseline.lines.map(({ time, text }) => ({
        time: time < 1800 ? 100 + time / 10 : 3000 + time / 10,
        text,
      })),
      seconds: 3600,
    };
    const incident = windowOf(3600, 600, { ...scaled(1 / 6), 'INFO session # begun': 50 });

    expect(compareLogWindows({ baseline: calm, incident }).findings).toHaveLength(1);
    expect(compareLogWindows({ baseline: bursts, incident }).findings).toEqual([]);
  });

  test('what always comes in bursts is no surge', () => {
    const burst = (start: number) =>
      Array.from({ length: 40 }, (_, index) => ({
        time: start + index / 10,
        text: `INFO saved page ${index}`,
      }));
    const usual = { lines: [...baseline.lines, ...burst(500), ...burst(2300)], seconds: 3600 };
    const calm = windowOf(3600, 600, scaled(1 / 6));
    const incident = { lines: [...calm.lines, ...burst(3900)], seconds: 600 };

    expect(compareLogWindows({ baseline: usual, incident }).findings).toEqual([]);
  });

  test('a new version that moves statements to other lines of the code says nothing new', () => {
    const at = (line: number, seconds: number, start: number) =>
      windowOf(start, seconds, {
        [`INFO orders.go:${line}] stored order # of ann`]: seconds / 10,
        [`INFO orders.go:${line + 9}] stored order # of ann`]: seconds / 20,
        [`INFO orders.go:${line + 20}] sent mail to ann, bob`]: seconds / 12,
      });
    const moved = at(31, 600, 3600);
    const failing = { time: 3700, text: 'ERROR orders.go:77] lost order 3' };

    const { findings } = compareLogWindows({
      baseline: at(12, 3600, 0),
      incident: { lines: [...moved.lines, failing], seconds: 600 },
    });

    expect(findings.map(({ kind, template }) => [kind, template.template])).toEqual([
      ['new', 'orders.go:<num>] lost order <num>'],
    ]);
  });

  test('empty windows are compared without complaint', () => {
    const empty = { lines: [], seconds: 60 };

    expect(compareLogWindows({ baseline: empty, incident: empty })).toEqual({
      findings: [],
      overallRatio: 1,
    });
  });
});
