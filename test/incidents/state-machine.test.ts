import { describe, expect, test } from '@jest/globals';
import { INCIDENT_STATUSES, type IncidentStatus } from '../../src/incidents/incident.js';
import { canTransition, transition, type IncidentEvent } from '../../src/incidents/state-machine.js';
import { UserInputError } from '../../src/shared/errors.js';
import { sampleIncident } from '../helpers/sample-incident.js';

const EVENTS: readonly IncidentEvent[] = ['acknowledge', 'mitigate', 'resolve', 'reopen'];
const ALICE = { kind: 'person', id: 'U0ALICE' } as const;
const AT = new Date('2026-01-31T03:12:00Z');

/** What follows, or why not. */
const TABLE: Readonly<Record<IncidentStatus, readonly string[]>> = {
  open: ['acknowledged', 'mitigated', 'resolved', 'only a mitigated or resolved incident can be reopened'],
  acknowledged: [
    'only an open incident can be acknowledged',
    'mitigated',
    'resolved',
    'only a mitigated or resolved incident can be reopened',
  ],
  mitigated: [
    'only an open incident can be acknowledged',
    'only an open or acknowledged incident can be mitigated',
    'resolved',
    'open',
  ],
  resolved: [
    'only an open incident can be acknowledged',
    'only an open or acknowledged incident can be mitigated',
    'it is resolved already',
    'open',
  ],
};
const cases = INCIDENT_STATUSES.flatMap((status) =>
  EVENTS.map((event, index) => [status, event, TABLE[status][index] ?? ''] as const),
);
const isStatus = (text: string) => (INCIDENT_STATUSES as readonly string[]).includes(text);

describe('transition', () => {
  test.each(cases.filter(([, , expected]) => isStatus(expected)))('%s + %s → %s', (status, event, next) => {
    expect(canTransition(status, event)).toBe(true);
    expect(transition(sampleIncident({ status }), event, ALICE, AT).status).toBe(next);
  });

  test.each(cases.filter(([, , expected]) => !isStatus(expected)))('%s + %s: %s', (status, event, reason) => {
    expect(canTransition(status, event)).toBe(false);
    expect(() => transition(sampleIncident({ status }), event, ALICE, AT)).toThrow(
      new UserInputError(`INC-7 is ${status}: ${reason}.`),
    );
  });

  test('remembers who and when', () => {
    const acknowledged = transition(sampleIncident(), 'acknowledge', ALICE, AT);
    const resolved = transition(acknowledged, 'resolve', ALICE, AT);

    expect(acknowledged).toMatchObject({ acknowledgedAt: AT, acknowledgedBy: ALICE });
    expect(resolved).toMatchObject({ mitigatedAt: AT, resolvedAt: AT, resolvedBy: ALICE });
  });

  test('a reopened incident starts anew, but is counted', () => {
    const resolved = transition(sampleIncident(), 'resolve', ALICE, AT);

    expect(transition(resolved, 'reopen', ALICE, AT)).toEqual(sampleIncident({ reopenCount: 1 }));
  });

  test('what has become part of another incident does not come back to life', () => {
    const merged = { ...transition(sampleIncident(), 'resolve', ALICE, AT), mergedInto: sampleIncident().id };

    expect(() => transition(merged, 'reopen', ALICE, AT)).toThrow('is part of another incident');
  });
});
