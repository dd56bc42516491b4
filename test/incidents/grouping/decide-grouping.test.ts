import { expect, test } from '@jest/globals';
import type { Alert } from '../../../src/incidents/alert.js';
import { openedBy, withAlert, type GroupingCandidate } from '../../../src/incidents/grouping/candidate.js';
import { decideGrouping } from '../../../src/incidents/grouping/decide-grouping.js';
import type { IncidentId } from '../../../src/shared/ids.js';
import { buildCatalog } from '../../helpers/small-catalog.js';
import { buildAlert } from '../../helpers/workflow-deps.js';

const NOON = Date.UTC(2026, 2, 1, 12);
const settings = {
  withinSeconds: 300,
  spanSeconds: 1800,
  sameServiceSeconds: 21_600,
  maxDistance: 2,
  maxAlerts: 200,
};
const at = (seconds: number) => new Date(NOON + seconds * 1000);

const alertOf = (labels: Record<string, string>, seconds: number, name = 'Alert') =>
  buildAlert({ labels, startsAt: at(seconds), name });

function incidentOf(first: Alert, ...more: readonly Alert[]): GroupingCandidate {
  return more.reduce(withAlert, openedBy(first, { id: 'one' as IncidentId, number: 1 }));
}

const decide = (alert: Alert, ...candidates: readonly GroupingCandidate[]) =>
  decideGrouping(alert, candidates, { catalog: buildCatalog(), settings, wave: [] });

// `web` calls `checkout` calls `payments`; `search` stands alone. The incident began at noon with one alert of checkout.
test.each([
  ['the same service', { service: 'checkout' }, 40, 'it is about checkout as well, 40 s apart'],
  [
    'the same service hours later',
    { service: 'checkout' },
    18_000,
    'it is about checkout as well, 5 h apart',
  ],
  ['a callee', { service: 'payments' }, 200, 'checkout calls payments, 3 min apart'],
  ['a caller', { service: 'web' }, 40, 'web calls checkout, 40 s apart'],
  ['a host at once', { node: 'n1' }, 40, 'same node n1, 40 s apart'],
  ['a host and a call', { service: 'web', node: 'n1' }, 90, 'web calls checkout, same node n1, 1 min apart'],
])('joins: %s', (_, labels, seconds, reason) => {
  const incident = incidentOf(alertOf({ service: 'checkout', node: 'n1' }, 0, 'First'));

  expect(decide(alertOf(labels as Record<string, string>, seconds), incident)).toEqual({
    kind: 'join',
    incidentId: 'one',
    reason,
  });
});

test.each([
  ['nothing links them', { service: 'search' }, 1, 'nothing links search to an open incident'],
  ['no names', {}, 1, 'it names no service that could link it to an open incident'],
  [
    'the window has passed',
    { service: 'web' },
    400,
    'not part of INC-1 (web calls checkout): its last alert was 6 min before',
  ],
  [
    'half a day has passed',
    { service: 'checkout' },
    43_200,
    'not part of INC-1 (it is about checkout as well): its last alert was 12 h before',
  ],
  [
    'another cluster',
    { service: 'checkout', cluster: 'b' },
    1,
    'not part of INC-1 (it is about checkout as well): this is cluster b, that is cluster a',
  ],
  [
    'a shared host, minutes later',
    { node: 'n1' },
    200,
    'it names no service that could link it to an open incident',
  ],
])('opens: %s', (_, labels, seconds, reason) => {
  const incident = incidentOf(alertOf({ service: 'checkout', node: 'n1', cluster: 'a' }, 0));

  const grouping = decide(alertOf(labels as Record<string, string>, seconds, 'Other'), incident);

  expect(grouping).toEqual({ kind: 'open', reason });
});

test('an alert of an empty queue opens without a comparison', () => {
  expect(decide(alertOf({ service: 'web' }, 0))).toEqual({ kind: 'open', reason: null });
});

test('two calls away needs the same minute', () => {
  const incident = incidentOf(alertOf({ service: 'web' }, 0, 'First'));

  expect(decide(alertOf({ service: 'payments' }, 30), incident).kind).toBe('join');
  expect(decide(alertOf({ service: 'payments' }, 150), incident).kind).toBe('open');
});

test('the window rolls with each alert, up to the greatest age', () => {
  const at4 = Array.from({ length: 9 }, (_, index) => alertOf({ service: 'checkout' }, (index + 1) * 240));
  const young = incidentOf(alertOf({ service: 'checkout' }, 0), ...at4.slice(0, 5));
  const old = incidentOf(alertOf({ service: 'checkout' }, 0), ...at4);

  expect(decide(alertOf({ service: 'web' }, 1400, 'Other'), young).kind).toBe('join');
  expect(decide(alertOf({ service: 'web' }, 2360, 'Other'), old).kind).toBe('open');
});

test('a full incident takes the same alert and its own group only', () => {
  const first = alertOf({ service: 'checkout' }, 0);
  const full = { ...incidentOf(first), alertCount: 200 };

  expect(decide({ ...first, startsAt: at(60) }, full).kind).toBe('join');
  expect(decide(alertOf({ service: 'checkout' }, 1), full).reason).toContain('takes no more');
});

test('what a person took out does not come back by itself', () => {
  const first = { ...alertOf({ service: 'checkout' }, 0), groupKey: 'g' };
  const incident = { ...incidentOf(first), splitOff: new Set([first.fingerprint]) };

  expect(decide({ ...first, startsAt: at(60) }, incident).kind).toBe('open');
});

function wave(seconds: number, services: readonly string[], size: number): readonly Alert[] {
  return Array.from({ length: size }, (_, index) =>
    alertOf({ service: services[index % services.length] ?? '' }, seconds),
  );
}

test.each([
  ['a second wide wave opens an incident', 3, 3, 12, 'open'],
  ['the first wave of what began small joins it', 1, 3, 12, 'join'],
  ['what one service’s instances say joins it', 3, 1, 12, 'join'],
  ['a few join it', 3, 3, 9, 'join'],
])('%s', (_, before, after, size, kind) => {
  const services = ['web', 'checkout', 'payments'];
  const [first, ...more] = wave(0, services.slice(0, before), 12);
  const incident = incidentOf(first as Alert, ...more);
  const [alert, ...others] = wave(240, services.slice(0, after), size);
  const told = [alert as Alert, ...others].map(({ fingerprint, labels, startsAt }) => ({
    fingerprint,
    startsAt,
    subject: labels['service'] ?? null,
    scope: {},
  }));

  const grouping = decideGrouping(alert as Alert, [incident], {
    catalog: buildCatalog(),
    settings,
    wave: told,
  });

  expect(grouping.kind).toBe(kind);
});
