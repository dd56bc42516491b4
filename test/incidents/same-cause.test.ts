import { describe, expect, test } from '@jest/globals';
import { findSameCause, whySame, type KnownCause } from '../../src/incidents/same-cause.js';
import type { IncidentId } from '../../src/shared/ids.js';

const at = (time: string) => new Date(`2026-11-22T${time}:00Z`);
const NOTHING: Partial<KnownCause> = { runbooks: [], component: null };

/** Each blames a full pool of payments, with a runbook that says so, unless told. */
const cause = (number: number, more: Partial<KnownCause> = {}): KnownCause => ({
  incidentId: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}` as IncidentId,
  number,
  openedAt: at('10:00'),
  resolvedAt: at('10:30'),
  service: 'payments',
  component: 'pool',
  confidence: 0.8,
  runbooks: [{ id: 'pool-full', title: 'The pool is full' }],
  changes: [],
  scope: {},
  isRefuted: false,
  thread: null,
  ...more,
});

describe('whySame', () => {
  test('names the runbook whose checks hold in both', () => {
    expect(whySame(cause(2), cause(1))).toBe(
      'both began in payments, and the checks of “The pool is full” hold in both',
    );
  });

  test('without a runbook, names the change or the part of the service that both blame', () => {
    const release = { ...NOTHING, component: 'release 1.4.2', changes: ['deploy 1.4.2'] };
    const pool = { ...NOTHING, component: 'Connection pool' };

    expect(whySame(cause(2, release), cause(1, release))).toBe('both began in payments, after release 1.4.2');
    expect(whySame(cause(2, pool), cause(1, { ...pool, component: 'connection pool ' }))).toBe(
      'both began in payments, and the same part of it: Connection pool',
    );
  });

  test.each<[string, Partial<KnownCause>]>([
    ['began elsewhere', { service: 'checkout' }],
    ['is another release that breaks in the same way', { changes: ['deploy 1.4.3'] }],
    ['fits another runbook, though the part is the same', { runbooks: [{ id: 'dns', title: 'DNS' }] }],
    ['is about another cluster', { scope: { cluster: ['us'] } }],
    ['is about another tenant', { scope: { cluster: ['eu'], tenant: ['acme'] } }],
    ['is only a guess', { confidence: 0.3 }],
    ['was called wrong', { isRefuted: true }],
    ['knows the service alone', NOTHING],
  ])('is not the same when the other %s', (_, more) => {
    const mine = cause(2, { changes: ['deploy 1.4.2'], scope: { cluster: ['eu'], tenant: ['umbrella'] } });

    expect(whySame(mine, cause(1, more))).toBeNull();
    expect(whySame(cause(1, more), mine)).toBeNull();
  });

  test('an incident whose alerts do not say which copy they are about may be of any', () => {
    expect(whySame(cause(2, { scope: { cluster: ['eu'] } }), cause(1))).not.toBeNull();
  });
});

describe('findSameCause', () => {
  const numberOf = (others: readonly KnownCause[], since = at('00:00')) =>
    findSameCause(cause(9), others, since)?.earlier.number;

  test('prefers the oldest that is still open, else the one resolved last', () => {
    const over = [cause(1, { resolvedAt: at('08:00') }), cause(2), cause(3, { resolvedAt: at('09:00') })];

    expect(numberOf(over)).toBe(2);
    expect(numberOf([...over, cause(5, { resolvedAt: null }), cause(4, { resolvedAt: null })])).toBe(4);
  });

  test('leaves out what was over long before, and what came later', () => {
    expect(numberOf([cause(1, { resolvedAt: at('08:00') }), cause(10)], at('09:00'))).toBeUndefined();
  });
});
