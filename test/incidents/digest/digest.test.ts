import { describe, expect, test } from '@jest/globals';
import { composeDigest } from '../../../src/incidents/digest/digest.js';
import type { DigestFiring, DigestIncident } from '../../../src/incidents/digest/records.js';
import type { IncidentId } from '../../../src/shared/ids.js';

const MINUTE = 60_000;
const START = Date.parse('2026-11-17T10:00:00Z');
const PERIOD = { from: new Date('2026-11-16T09:00:00Z'), to: new Date('2026-11-23T09:00:00Z') };
const at = (minutes: number) => new Date(START + minutes * MINUTE);

/** One that opened so many hours after the first, and was over twenty minutes later. */
const incident = (number: number, changes: Partial<DigestIncident> = {}): DigestIncident => ({
  id: `i${number}` as IncidentId,
  number,
  severity: 'sev3',
  openedAt: at(number * 60),
  startedAt: at(number * 60),
  acknowledgedAt: null,
  resolvedAt: at(number * 60 + 20),
  isPrivate: false,
  isActedOn: false,
  blamed: 'checkout',
  cause: null,
  component: null,
  runbooks: [],
  fix: null,
  thread: null,
  ...changes,
});

const firing = (
  name: string,
  number: number,
  { after = 0, lasts = 20, ...changes }: Partial<DigestFiring> & { after?: number; lasts?: number } = {},
): DigestFiring => ({
  name,
  fingerprint: name,
  startsAt: at(number * 60 + after),
  firstReceivedAt: at(number * 60 + after),
  endsAt: at(number * 60 + after + lasts),
  incidentId: `i${number}` as IncidentId,
  isPrivate: false,
  ...changes,
});

const compose = (
  incidents: readonly DigestIncident[],
  firings: readonly DigestFiring[] = [],
  before: readonly DigestIncident[] = [],
) => composeDigest({ incidents, firings, isCut: false }, { incidents: before }, PERIOD);
const four = [1, 2, 3, 4];
const adviceOn = (name: string, incidents: readonly DigestIncident[], firings: readonly DigestFiring[]) =>
  compose(incidents, firings).noisiest.find((one) => one.name === name)?.advice;

describe('advice on a noisy alert', () => {
  const noisy = four.map((number) => firing('HighErrorRate', number));

  test.each([
    ['over by itself, unseen', {}, { kind: 'lower_or_delete', times: 4, of: 4 }],
    ['acknowledged, and no more', { acknowledgedAt: at(300) }, { kind: 'ask_why', times: 4, of: 4 }],
    ['acted on', { acknowledgedAt: at(300), isActedOn: true }, { kind: 'keep', times: 4, of: 4 }],
    [
      'ended by the same fix',
      { isActedOn: true, fix: { runbookId: 'restart', title: 'Restart checkout' } },
      { kind: 'automate', fix: 'Restart checkout', times: 4, of: 4 },
    ],
    ['still open', { resolvedAt: null }, { kind: 'none' }],
  ])('%s', (_, changes, advice) => {
    expect(
      adviceOn(
        'HighErrorRate',
        four.map((number) => incident(number, changes)),
        noisy,
      ),
    ).toEqual(advice);
  });

  test('two cases are chance', () => {
    expect(adviceOn('HighErrorRate', [incident(1), incident(2)], noisy.slice(0, 2))).toEqual({
      kind: 'none',
    });
  });

  test('short firings want a longer wait, as long as spares most of them', () => {
    const flaps = [0, 1, 2, 3, 4].map((turn) =>
      firing('Flaps', 1, { after: turn * 9, lasts: turn === 4 ? 30 : 2 }),
    );

    expect(adviceOn('Flaps', [incident(1)], flaps)).toEqual({
      kind: 'wait_longer',
      byMs: 3 * MINUTE,
      spared: 4,
      of: 5,
      returns: 4,
    });
  });

  test('short pauses want bridging', () => {
    const flaps = [0, 1, 2, 3].map((turn) => firing('Flaps', 1, { after: turn * 10, lasts: 9 }));

    expect(adviceOn('Flaps', [incident(1)], flaps)).toEqual({
      kind: 'keep_firing',
      forMs: MINUTE,
      bridged: 3,
      of: 3,
    });
  });

  test('two instances in turn do not flap', () => {
    const turns = [0, 1, 2, 3].map((turn) =>
      firing('Down', 1, { after: turn * 3, lasts: 2, fingerprint: `instance ${turn}` }),
    );

    expect(adviceOn('Down', [incident(1)], turns)).toEqual({ kind: 'none' });
  });

  test('what follows another alert each time is inhibited by it, and that one is left alone', () => {
    const acted = four.map((number) => incident(number, { isActedOn: true }));
    const both = four.flatMap((number) => [
      firing('DatabaseDown', number),
      firing('SlowCheckout', number, { after: 2 }),
    ]);

    expect(adviceOn('SlowCheckout', acted, both)).toEqual({
      kind: 'join',
      other: 'DatabaseDown',
      times: 4,
      of: 4,
      isFirst: true,
    });
    expect(adviceOn('DatabaseDown', acted, both)).toEqual({ kind: 'keep', times: 4, of: 4 });
  });
});

describe('a digest', () => {
  test('compares with as long before, in medians with their cases', () => {
    const digest = compose(
      [
        incident(1, { severity: 'sev1', acknowledgedAt: at(62) }),
        incident(2, { acknowledgedAt: at(124), resolvedAt: null }),
        incident(3, { resolvedAt: at(220) }),
      ],
      [],
      [incident(0, { severity: 'sev2' })],
    );

    expect(digest).toMatchObject({
      opened: 3,
      openedBefore: 1,
      unresolved: 1,
      bySeverity: [
        { severity: 'sev1', count: 1, before: 0 },
        { severity: 'sev2', count: 0, before: 1 },
        { severity: 'sev3', count: 2, before: 0 },
      ],
      toAcknowledge: { n: 2, medianMs: 3 * MINUTE, before: { n: 0, medianMs: null } },
      toResolve: { n: 2, medianMs: 30 * MINUTE, before: { n: 1, medianMs: 20 * MINUTE } },
    });
  });

  test('names what came back: by the runbook that helped, or by the words but for their numbers', () => {
    const fix = { runbookId: 'restart', title: 'Restart checkout' };
    const { repeats } = compose([
      incident(1, { fix, cause: 'A worker hangs' }),
      incident(2, { fix, cause: 'The worker of checkout hung' }),
      incident(3, { cause: 'Pool is full (20 of 20).' }),
      incident(4, { cause: 'pool is full (18 of 20)' }),
      incident(5, { cause: 'Pool is full (18 of 20)', blamed: 'search' }),
      incident(6, { cause: null }),
    ]);

    expect(repeats.map(({ cause, incidents }) => [cause, incidents.map(({ number }) => number)])).toEqual([
      ['The worker of checkout hung', [1, 2]],
      ['pool is full (18 of 20)', [3, 4]],
    ]);
  });

  test('names a cause once, however it is worded: by the runbook that fits, or by the part of the service', () => {
    const fix = { runbookId: 'restart', title: 'Restart checkout' };
    const { repeats } = compose([
      incident(1, { fix, cause: 'A worker hangs' }),
      incident(2, { fix, cause: 'The worker hung' }),
      incident(3, { runbooks: ['restart'], component: 'worker', cause: 'Latency rose from 1 s to 9 s' }),
      incident(4, { component: 'Worker', cause: 'It does not answer' }),
      incident(5, { component: 'worker', runbooks: ['roll-back'], cause: 'A release broke it' }),
      incident(7, { component: 'release 2.1', cause: 'It fails' }),
      incident(8, { component: 'release 2.2', cause: 'It broke' }),
      incident(6, { component: 'worker', blamed: 'search', cause: 'Something else' }),
    ]);

    expect(repeats.map(({ incidents }) => incidents.map(({ number }) => number))).toEqual([[1, 2, 3, 4]]);
  });

  test('counts private incidents and names nothing of them', () => {
    const hidden = four.map((number) => incident(number, { isPrivate: true, cause: 'A secret' }));
    const digest = compose(
      hidden,
      four.map((number) => firing('SecretAlert', number, { isPrivate: true })),
    );

    expect(digest).toMatchObject({ opened: 4, privateOnes: 4, noisiest: [], repeats: [] });
    expect(JSON.stringify(digest)).not.toMatch(/secret/i);
  });
});
