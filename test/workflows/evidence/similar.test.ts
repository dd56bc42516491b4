import { describe, expect, test } from '@jest/globals';
import type { Suspect } from '../../../src/analysis/findings.js';
import type { Observation } from '../../../src/incidents/evidence.js';
import type { ResolvedIncident } from '../../../src/incidents/ports/past-incidents.js';
import { recallSimilar, type Present } from '../../../src/workflows/evidence/measure/similar.js';
import { describeSimilar, formatAgo } from '../../../src/workflows/evidence/sentences/similar-sentences.js';
import { pastIncident } from '../../helpers/past-incident.js';
import { alert, BAD_RELEASE, createMetrics, gather, incident, NOW } from './gather-evidence-fixtures.js';

const fired = (name: string) => [{ name, service: 'checkout' }];

const DAY = 86_400;
const NOW_SECONDS = NOW.getTime() / 1000;

const past = (number: number, known: Partial<ResolvedIncident> = {}) =>
  pastIncident(number, {
    startedAt: new Date((NOW_SECONDS - 21 * DAY) * 1000),
    alerts: fired('SearchDown'),
    ...known,
  });

const others = (count: number) => Array.from({ length: count }, (_, index) => past(100 + index));

const suspect = (service: string, confidence: number): Suspect => ({
  service,
  confidence,
  reasons: [],
  onset: null,
  observations: [],
});

const logRow = (template: string): Observation => ({
  kind: 'log',
  service: 'checkout',
  statement: template,
  why: '',
  source: 'loki',
  query: null,
  range: null,
  data: { template, change: 'new' },
  isAnomalous: true,
});

const present = (changes: Partial<Present> = {}): Present => ({
  incident: incident('checkout'),
  alerts: [alert('HighErrorRate', 'checkout')],
  suspects: [],
  observations: [],
  ...changes,
});

const say = (now: Present, before: readonly ResolvedIncident[]) =>
  describeSimilar(recallSimilar(now, before), NOW_SECONDS);

describe('a past incident like this one', () => {
  const same = past(12, {
    services: ['checkout'],
    alerts: fired('HighErrorRate'),
    cause: { service: 'payments', mechanism: 'Its pool was full' },
    confirmedCause: 'A connection leak since 2.4.0.',
    verifiedFix: { title: 'Recycle the connection pool', runbookId: 'pool-exhausted' },
    saidFix: 'We recycled it',
    thread: { channel: 'C1', ts: '1.2' },
  });

  test('shows that a long cause was cut, and where', () => {
    const confirmedCause = `Its pool was full, ${'because nobody gave anything back, '.repeat(6)}.`;
    const [row] = say(present(), [{ ...same, confirmedCause }, ...others(3)]);

    expect(row?.statement).toContain(
      'because nobody gave anything back, … It ended with: Recycle the connection pool.',
    );
  });

  test('is told with what is alike, its cause, and what fixed it', () => {
    const rows = say(present(), [...others(38), same, past(13, { alerts: fired('HighErrorRate') })]);

    expect(rows[0]).toMatchObject({
      kind: 'similar',
      service: null,
      statement:
        'Like INC-12 (3 weeks ago). Its cause: A connection leak since 2.4.0. It ended with: Recycle the connection pool. Alike: same alert HighErrorRate, seen in 2 of 40 past incidents; same service checkout, seen in 1 of 40 past incidents.',
      why: 'What helped then may help now.',
      source: 'incidents',
      data: {
        number: 12,
        ago: '3 weeks ago',
        outOf: 40,
        cause: 'A connection leak since 2.4.0.',
        isConfirmed: true,
        fix: 'Recycle the connection pool',
        isVerified: true,
        runbookId: 'pool-exhausted',
        thread: { channel: 'C1', ts: '1.2' },
      },
      isAnomalous: false,
    });
  });

  test('whose cause nobody confirmed has the one of its analysis; what people said of the fix counts too', () => {
    const [row] = say(present(), [{ ...same, confirmedCause: null, verifiedFix: null }, ...others(5)]);
    const [unknown] = say(present(), [
      { ...same, confirmedCause: null, cause: null, verifiedFix: null, saidFix: null },
    ]);

    expect(row?.statement).toContain('Its likely cause: Its pool was full. It ended with: We recycled it.');
    expect(unknown?.statement).toContain('INC-12 (3 weeks ago). What ended it is not on record. Alike: ');
  });

  test('is found by where the trouble is and by what the logs say, too', () => {
    const before = [
      ...others(20),
      past(7, { services: ['web'], alerts: fired('A'), cause: { service: 'payments', mechanism: 'm' } }),
      past(8, { services: ['mail'], alerts: fired('B'), templates: ['cannot reach <*> after <*> ms'] }),
    ];
    const now = { observations: [logRow('cannot reach <*> after <*> ms')], alerts: [] };

    const byCause = say(present({ ...now, suspects: [suspect('payments', 0.7)] }), before);
    const byGuess = say(present({ ...now, suspects: [suspect('payments', 0.2)] }), before);

    expect(byCause.map(({ data }) => (data as { number: number }).number)).toEqual([7, 8]);
    expect(byCause[0]?.statement).toContain('same cause trouble in payments');
    expect(byCause[1]?.statement).toContain('same log line “cannot reach … after … ms”');
    expect(byGuess.map(({ data }) => (data as { number: number }).number)).toEqual([8]);
  });

  test('is not one that only happened in the same place', () => {
    expect(
      say(present(), [...others(5), past(9, { services: ['checkout'], alerts: fired('DiskFull') })]),
    ).toEqual([]);
    expect(say(present(), [])).toEqual([]);
  });

  test('is part of the evidence pass, which knows where the trouble is', async () => {
    const { observations, suspects } = await gather(createMetrics(BAD_RELEASE), {
      past: [
        ...others(10),
        past(12, {
          services: ['web'],
          alerts: fired('OrdersDropped'),
          cause: { service: 'checkout', mechanism: 'A bad release' },
          verifiedFix: { title: 'Roll back checkout', runbookId: 'bad-release' },
        }),
      ],
    });

    expect(suspects[0]?.service).toBe('checkout');
    const rows = observations.filter(({ kind }) => kind === 'similar');
    expect(rows.map(({ statement }) => statement)).toEqual([
      'Like INC-12 (3 weeks ago). Its likely cause: A bad release. It ended with: Roll back checkout. Alike: same cause trouble in checkout, seen in 1 of 11 past incidents.',
    ]);
    expect(observations.findIndex(({ kind }) => kind === 'ranking')).toBeLessThan(
      observations.indexOf(rows[0]!),
    );
  });

  test('is one of three at most', () => {
    const before = Array.from({ length: 9 }, (_, index) => ({
      ...same,
      number: index + 1,
      id: past(index).id,
    }));

    expect(say(present(), before)).toHaveLength(3);
  });

  test.each([
    [60, 'just now'],
    [300, '5 min ago'],
    [3 * 3600, '3 h ago'],
    [3 * DAY, '3 days ago'],
    [21 * DAY, '3 weeks ago'],
    [70 * DAY, '2 months ago'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(formatAgo(seconds)).toBe(words);
  });
});
