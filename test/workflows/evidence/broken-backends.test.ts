import { describe, expect, test } from '@jest/globals';
import type { MetricsAnswer } from '../../../src/incidents/ports/metrics-source.js';
import { UpstreamError } from '../../../src/shared/errors.js';
import {
  BAD_RELEASE,
  createMetrics,
  deploy,
  gather,
  NOW,
  runbook,
  SETTINGS,
} from './gather-evidence-fixtures.js';

describe('gatherEvidence, where a backend does not do its part', () => {
  test('a backend that never answers delays nothing beyond the limit of the pass', async () => {
    const never = async () => new Promise<MetricsAnswer>(() => undefined);
    const started = performance.now();
    const { gaps, observations, runbooks } = await gather(
      createMetrics({}, { queryRange: never, queryInstant: never }),
      {
        changes: [deploy('checkout', 6)],
        runbooks: [
          runbook('bad-release', {
            diagnosis: [{ name: 'Up', query: 'up', supports: { operator: '==', value: 0 }, why: '' }],
          }),
        ],
      },
    );

    expect(performance.now() - started).toBeLessThan(SETTINGS.passTimeoutMs + 1_000);
    expect(gaps.join(' ')).toContain('requests of checkout (requests{service="checkout"})');
    expect(gaps.join(' ')).toContain('did not answer within 200 ms');
    expect(gaps.join(' ')).toContain('no time was left for an answer');
    expect(observations.map(({ kind }) => kind)).toEqual(['alert', 'change', 'runbook']);
    expect(runbooks[0]).toMatchObject({ runbookId: 'bad-release', checks: [{ holds: null }] });
  });

  test('one slow query costs only its own answer', async () => {
    const healthy = createMetrics(BAD_RELEASE);
    const { gaps, suspects } = await gather({
      ...healthy,
      async queryRange(query, range, options) {
        if (query.startsWith('latency{service="db"')) return new Promise(() => undefined);
        return healthy.queryRange(query, range, options);
      },
    });

    expect(gaps).toEqual([
      'The query for latency of db (latency{service="db"}): did not answer within 200 ms.',
    ]);
    expect(suspects[0]?.service).toBe('checkout');
  });

  test('a backend that refuses everything leaves changes, runbooks and one sentence', async () => {
    const refuse = async (): Promise<MetricsAnswer> => {
      throw new UpstreamError('prometheus', 'Prometheus cannot be reached', { isRetryable: true });
    };
    const findings = await gather(createMetrics({}, { queryRange: refuse, queryInstant: refuse }), {
      changes: [deploy('checkout', 6)],
      runbooks: [runbook('bad-release')],
    });

    expect(findings.suspects).toEqual([]);
    expect(findings.failingShare).toBeNull();
    expect(findings.runbooks).toMatchObject([{ runbookId: 'bad-release', service: 'checkout' }]);
    expect(findings.gaps).toHaveLength(1);
    expect(findings.gaps[0]).toMatch(
      /^16 queries failed \(Prometheus cannot be reached\): .* and 13 more\.$/,
    );
    expect(findings.observations[1]).toMatchObject({ kind: 'change', data: { explains: 'checkout' } });
  });

  test('without a metrics backend it says what is missing', async () => {
    const { gaps, runbooks, observations } = await gather(null, { runbooks: [runbook('bad-release')] });

    expect(gaps).toEqual(['No metrics backend is connected, so no signal could be measured.']);
    expect(runbooks).toHaveLength(1);
    expect(observations.map(({ kind }) => kind)).toEqual(['alert', 'change', 'runbook']);
  });

  test('values that are no numbers count as missing', async () => {
    const nothing = async (): Promise<MetricsAnswer> => ({
      series: [{ labels: {}, times: [NOW.getTime() / 1000], values: [NaN] }],
      isPartial: false,
      warnings: [],
    });
    const { gaps, suspects, runbooks } = await gather(
      createMetrics({}, { queryRange: nothing, queryInstant: nothing }),
      {
        runbooks: [
          runbook('any', {
            diagnosis: [{ name: 'Up', query: 'up', supports: { operator: '!=', value: 1 }, why: '' }],
          }),
        ],
      },
    );

    expect(suspects).toEqual([]);
    expect(gaps).toEqual(['There are no samples of checkout, db, web, catalog.']);
    expect(runbooks[0]?.checks[0]).toMatchObject({
      holds: false,
      statement: 'Up for checkout: no data, so "!= 1" does not hold.',
    });
  });

  test('an answer that was cut is named', async () => {
    const healthy = createMetrics({});
    const { gaps } = await gather({
      ...healthy,
      async queryRange(query, range, options) {
        const answer = await healthy.queryRange(query, range, options);
        return {
          ...answer,
          isPartial: query === 'errors{service="db"}',
          warnings: ['Two series were left out.'],
        };
      },
    });

    expect(gaps).toEqual(['The answer for errors of db is incomplete: Two series were left out.']);
  });

  test('stops when told to', async () => {
    const controller = new AbortController();
    const never = async () => new Promise<MetricsAnswer>(() => undefined);
    const pending = gather(createMetrics({}, { queryRange: never }), { signal: controller.signal });
    controller.abort(new Error('shutting down'));

    await expect(pending).rejects.toThrow('shutting down');
  });
});
