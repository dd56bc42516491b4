import { describe, expect, test } from '@jest/globals';
import {
  NOW,
  BROKE,
  service,
  catalogOf,
  createMetrics,
  runbook,
  alert,
  deploy,
  gather,
  BAD_RELEASE,
  SLOW_DATABASE,
} from './gather-evidence-fixtures.js';

describe('gatherEvidence', () => {
  test('says what is abnormal since when, with query, range and numbers', async () => {
    const { observations, gaps } = await gather(createMetrics(BAD_RELEASE));

    const [first, second] = observations;
    expect(first).toMatchObject({
      kind: 'alert',
      service: 'checkout',
      source: 'alertmanager',
      statement: 'HighErrorRate on checkout has been firing since 03:12:30 UTC: Requests to checkout fail.',
    });
    expect(second).toMatchObject({
      kind: 'signal',
      service: 'checkout',
      statement: 'Failing share of checkout rose from 0.1 % to 41 % at 03:12:24 UTC.',
      query: 'errors{service="checkout"}',
      range: { start: new Date('2026-03-04T03:12:00Z'), end: NOW },
      data: { baseline: 0.001, current: 0.41, peak: 0.41, onset: BROKE },
      isAnomalous: true,
    });
    expect(second).toHaveProperty('data.points.length', 41);
    expect(gaps).toEqual([]);
  });

  test('rules out what is quiet, in few words', async () => {
    const { observations } = await gather(createMetrics(BAD_RELEASE));

    const quiet = observations.filter(({ kind, isAnomalous }) => kind === 'signal' && !isAnomalous);
    expect(quiet.map(({ statement }) => statement)).toEqual([
      'Traffic (20/s), latency (100 ms) and saturation (20 %) of checkout are as usual.',
      'Traffic (20/s), failing share (0.1 %), latency (100 ms) and saturation (20 %) of db are as usual.',
      'As usual: web (traffic, latency and saturation) and catalog (everything measured).',
    ]);
  });

  test('a slow database below a slow checkout below a slow web is the suspect', async () => {
    const { suspects, observations, failingShare } = await gather(createMetrics(SLOW_DATABASE), {
      on: 'web',
    });

    expect(suspects[0]).toMatchObject({ service: 'db', onset: BROKE });
    expect(suspects[0]?.confidence).toBeGreaterThan(0.6);
    const speaking = suspects[0]?.observations.map((index) => observations[index]?.service);
    expect(speaking).toEqual(['db']);
    const ranking = observations.find(({ kind }) => kind === 'ranking');
    expect(ranking?.statement).toMatch(
      /^The trouble most likely began in db \(\d\d % confidence\): its latency rose/,
    );
    expect(ranking?.data).toEqual(suspects);
    expect(failingShare).toBeCloseTo(0.1);
  });

  test('lines a deploy up with the onset and lets a change elsewhere pass', async () => {
    const { suspects, observations } = await gather(createMetrics(BAD_RELEASE), {
      changes: [deploy('checkout', 6), deploy('catalog', 20)],
    });

    expect(suspects.map((suspect) => suspect.service)).toEqual(['checkout']);
    expect(suspects[0]?.reasons).toContain('it was changed 6 s before checkout began to misbehave');
    const changes = observations.filter(({ kind }) => kind === 'change');
    expect(changes[0]).toMatchObject({
      statement:
        'Deploy of version 1.15.0 on checkout by mira at 03:12:18 UTC, 6 s before checkout began to misbehave: Faster vouchers.',
      data: { explains: 'checkout', lagSeconds: 6 },
    });
  });

  test('the runbook whose conditions hold on the suspect comes first, with the steps that apply now', async () => {
    const supports = { operator: '>', value: 0.05 } as const;
    const action = {
      title: 'Roll back',
      action: 'call_http_endpoint',
      arguments: {},
      verify: null,
    };
    const slow = runbook('a-slow-database', {
      diagnosis: [
        {
          name: 'Query time',
          query: 'latency{service="$service"}',
          supports: { operator: '>', value: 1 },
          why: '',
        },
      ],
    });
    const release = runbook('bad-release', {
      diagnosis: [
        {
          name: 'Share of failing requests',
          query: 'errors{service="$service"}',
          supports,
          why: 'It fails.',
        },
        {
          name: 'Requests',
          query: 'requests{service="$service"}',
          supports: { operator: '>', value: 0 },
          why: '',
        },
      ],
      actions: [
        { ...action, when: { changeWithinSeconds: 1800, metric: null } },
        { ...action, when: { changeWithinSeconds: 2, metric: null } },
        {
          ...action,
          when: { changeWithinSeconds: null, metric: { query: 'errors{service="$service"}', is: supports } },
        },
        {
          ...action,
          when: {
            changeWithinSeconds: null,
            metric: { query: 'latency{service="$service"}', is: { operator: '>', value: 9 } },
          },
        },
      ],
    });
    const { runbooks, observations } = await gather(createMetrics(BAD_RELEASE), {
      runbooks: [slow, release],
      changes: [deploy('checkout', 6)],
    });

    expect(runbooks[0]).toMatchObject({
      runbookId: 'bad-release',
      service: 'checkout',
      applicableSteps: [1, 3],
    });
    expect(runbooks[0]?.checks.map(({ statement }) => statement)).toEqual([
      'Share of failing requests for checkout: 41 %, so "> 5 %" holds.',
      'Requests for checkout: 20, so "> 0" holds, as it did before the trouble.',
    ]);
    const recorded = runbooks[0]?.checks.map(({ observation }) => observations[observation ?? -1]?.kind);
    expect(recorded).toEqual(['runbook', 'runbook']);
    expect(runbooks[0]?.score).toBeGreaterThan(runbooks[1]?.score ?? 1);
  });

  test('each query is asked once and at most twelve services are looked at', async () => {
    const leaves = Array.from({ length: 30 }, (_, index) => service(`leaf-${index}`, 3));
    const hub = service(
      'hub',
      1,
      leaves.map(({ name }) => name),
    );
    const metrics = createMetrics({ 'errors{service="hub"}': 0.5 });
    const twin = {
      diagnosis: [{ name: 'Up', query: 'up', supports: { operator: '==', value: 1 } as const, why: '' }],
    };
    const { observations, gaps } = await gather(metrics, {
      on: 'hub',
      catalog: catalogOf([hub, ...leaves]),
      runbooks: [runbook('one', twin), runbook('two', twin)],
    });

    expect(new Set(metrics.asked).size).toBe(metrics.asked.length);
    expect(metrics.asked).toHaveLength(12 * 4 + 1);
    expect(observations.length).toBeLessThanOrEqual(25);
    expect(gaps).toEqual(['31 services are connected to this; the 12 closest were looked at.']);
  });

  test('nothing abnormal means no suspect, and says so', async () => {
    const { suspects, observations, failingShare } = await gather(createMetrics({}));

    expect(suspects).toEqual([]);
    expect(failingShare).toBeCloseTo(0.001);
    expect(observations.find(({ kind }) => kind === 'ranking')).toMatchObject({
      isAnomalous: false,
      statement: 'Nothing measured is abnormal on checkout, db, web and catalog, so no service is suspected.',
    });
  });

  test('where nothing is abnormal a recent change is told, and not as the beginning of a trouble', async () => {
    const { observations } = await gather(createMetrics({}), { changes: [deploy('checkout', 60)] });

    const said = observations.map(({ statement, why }) => `${statement} ${why}`).join('\n');
    expect(said).not.toContain('began to misbehave');
    expect(said).not.toContain('most likely began');
    expect(observations.find(({ kind }) => kind === 'change')).toMatchObject({
      isAnomalous: false,
      statement: expect.stringContaining('before checkout was reported: Faster vouchers.'),
      why: 'Nothing that was measured shows a trouble that it could explain.',
    });
    expect(observations.find(({ kind }) => kind === 'ranking')).toMatchObject({
      isAnomalous: false,
      statement: expect.stringMatching(
        /^Nothing points clearly at one service; the nearest is checkout \(\d+ % confidence\): it was changed /,
      ),
    });
  });

  test('with no service named, the most important ones are looked at', async () => {
    const { gaps, observations } = await gather(createMetrics(BAD_RELEASE), { on: null });

    expect(gaps).toEqual([
      'No service in the catalogue is named, so the 4 most important ones were looked at.',
    ]);
    expect(observations.some(({ service: on }) => on === 'checkout')).toBe(true);
  });

  test('no service, no alert and an empty catalogue are no error', async () => {
    const findings = await gather(createMetrics({}), { on: null, catalog: catalogOf([]) });

    expect(findings).toMatchObject({ suspects: [], runbooks: [], failingShare: null, gaps: [] });
  });

  test('huge and many-lined alert texts stay one short line', async () => {
    const annotations = { summary: `first\nsecond ${'x'.repeat(1_000_000)}` };
    const alerts = Array.from({ length: 50 }, (_, index) => alert(`A${index}`, 'checkout', { annotations }));
    const { observations } = await gather(null, { alerts });

    expect(observations.filter(({ kind }) => kind === 'alert')).toHaveLength(3);
    expect(observations[0]?.statement).toMatch(
      /^A0 on checkout has been firing since 03:12:30 UTC: first second x+…\.$/,
    );
    expect(observations[2]?.statement).toMatch(/47 more alerts belong to this incident\.$/);
  });
});
