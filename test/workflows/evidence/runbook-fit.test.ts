import { describe, expect, test } from '@jest/globals';
import type { RunbookQuery } from '../../../src/incidents/runbook.js';
import { alert, BAD_RELEASE, createMetrics, gather, libraryOf, runbook } from './gather-evidence-fixtures.js';

const GUESS = { isSure: false, score: 0.2, reason: 'its text has the words "errors"' };
/** What the backend in memory answers to it is the share of errors. */
const check = (value: number) => ({
  name: 'share of errors',
  query: 'errors{service="$service"}',
  supports: { operator: '>', value } as const,
  why: '',
});

async function rowsFor(diagnosis: ReturnType<typeof check>[], found: Partial<typeof GUESS>) {
  const { observations, runbooks } = await gather(createMetrics(BAD_RELEASE), {
    runbooks: libraryOf([runbook('release', { title: 'Bad release', diagnosis })], [], found),
  });
  const rows = observations.filter(({ kind }) => kind === 'runbook');
  return { rows: rows.map(({ statement }) => statement), best: runbooks[0] };
}

describe('a runbook', () => {
  test('that only shares some words is told as the nearest one, not as one that fits', async () => {
    const { rows, best } = await rowsFor([], GUESS);

    expect(best).toMatchObject({ runbookId: 'release', isSure: false });
    expect(rows).toEqual([
      'No runbook is known to fit; the nearest is “Bad release” (release): its text has the words "errors".',
    ]);
  });

  test('fits all the same when one of its checks holds', async () => {
    const { rows } = await rowsFor([check(0.05)], GUESS);

    expect(rows).toEqual(['share of errors for checkout: 41 %, so "> 5 %" holds.']);
  });

  test('is known not to when none does', async () => {
    const { rows } = await rowsFor([check(0.9)], GUESS);

    expect(rows).toEqual([
      'share of errors for checkout: 41 %, so "> 90 %" does not hold.',
      'No runbook is known to fit; the nearest is “Bad release” (release): its text has the words "errors".',
    ]);
  });

  test('that names the alert fits though its check found no data', async () => {
    const metrics = createMetrics(BAD_RELEASE);
    const { queryInstant } = metrics;
    const silent: typeof metrics = {
      ...metrics,
      queryInstant: async (query, when) => ({ ...(await queryInstant(query, when)), series: [] }),
    };
    const diagnosis = [check(0.05)];
    const { observations } = await gather(silent, {
      runbooks: libraryOf([runbook('release', { title: 'Bad release', diagnosis })], []),
    });

    expect(observations.map(({ statement }) => statement)).toContain(
      'The runbook “Bad release” (release) fits: it names the alert.',
    );
  });

  test('that names the alert fits without any check', async () => {
    const { rows } = await rowsFor([], {});

    expect(rows).toEqual(['The runbook “Bad release” (release) fits: it names the alert.']);
  });
});

describe('what the checks of runbooks say', () => {
  test('is evidence, each that was measured, of those that inform or fail too', async () => {
    const supports = { operator: '>', value: 0.9 } as const;
    const errors = 'errors{service="$service"}';
    const { observations, runbooks } = await gather(createMetrics(BAD_RELEASE), {
      runbooks: ['one', 'two', 'three'].map((id) =>
        runbook(id, {
          diagnosis: [
            { ...check(0.05), name: `share of ${id}` },
            { name: `more of ${id}`, query: errors, supports: null, why: '' },
            { name: `nearly all of ${id}`, query: errors, supports, why: '' },
          ],
        }),
      ),
    });

    expect(runbooks).toHaveLength(3);
    for (const { checks } of runbooks) {
      expect(checks).toHaveLength(3);
      for (const { statement, observation, outcome } of checks) {
        expect(outcome).toBe('measured');
        expect(observations[observation ?? -1]?.statement).toContain(statement.slice(0, -1));
      }
    }
  });

  test('leads to one that nobody named, if all of it holds now and did not before', async () => {
    const asked = (value: number) => runbook('unnamed', { diagnosis: [check(value)], match: NO_ALERTS });

    const { runbooks } = await gather(createMetrics(BAD_RELEASE), { runbooks: [asked(0.05)] });
    expect(runbooks.map(({ runbookId, isSure }) => [runbookId, isSure])).toEqual([['unnamed', false]]);

    // It always holds, or not at all.
    for (const value of [0.0001, 0.9]) {
      const nothing = await gather(createMetrics(BAD_RELEASE), { runbooks: [asked(value)] });
      expect(nothing.runbooks).toEqual([]);
    }
  });
});

const NO_ALERTS = { alerts: [], services: [] };

describe('the search for a runbook', () => {
  test("knows what the alerts say of themselves, and their rules' expressions once each", async () => {
    const asked: RunbookQuery[] = [];
    const graph = (expression: string) =>
      `http://prometheus:9090/graph?g0.expr=${encodeURIComponent(expression)}&g0.tab=1`;

    await gather(createMetrics({}), {
      runbooks: libraryOf([], asked),
      alerts: [
        alert('HighErrorRate', 'checkout', { generatorUrl: graph('job:errors:ratio > 0.03') }),
        alert('HighErrorRate', 'web', { generatorUrl: graph('job:errors:ratio > 0.03') }),
        alert('DiskFull', 'db', { generatorUrl: '/graph?g0.expr=disk_free+%3C+1' }),
        alert('Told', 'db', { generatorUrl: 'not an address: %' }),
        alert('Elsewhere', 'db', { generatorUrl: 'https://grafana.example/alerting/grafana/abc/view' }),
      ],
    });

    expect(asked).toEqual([
      {
        alertNames: ['HighErrorRate', 'DiskFull', 'Told', 'Elsewhere'],
        service: 'checkout',
        text: expect.stringContaining('Requests to db fail.'),
        expression: 'job:errors:ratio > 0.03\ndisk_free < 1',
      },
    ]);
  });

  test('has no expression where no alert gives one', async () => {
    const asked: RunbookQuery[] = [];

    await gather(createMetrics({}), { runbooks: libraryOf([], asked) });

    expect(asked[0]).not.toHaveProperty('expression');
  });
});
