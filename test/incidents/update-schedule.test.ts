import { describe, expect, test } from '@jest/globals';
import { briefSubject, communicator, readBriefSubject, readRole } from '../../src/incidents/roles.js';
import { nextUpdateAt, rescheduledUpdateAt } from '../../src/incidents/update-schedule.js';

const CADENCE = { sev1: 1800, sev2: 3600, sev3: 14_400, sev4: null };
const NOW = new Date('2026-11-22T03:00:00Z');
const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const incident = { status: 'open', severity: 'sev1', snoozedUntil: null } as const;

describe('the next status update', () => {
  test.each([
    ['sev1', 1800],
    ['sev2', 3600],
    ['sev3', 14_400],
  ] as const)('of %s is due by its cadence', (severity, seconds) => {
    expect(nextUpdateAt({ ...incident, severity }, CADENCE, NOW)).toEqual(after(seconds));
  });

  test.each([
    ['what has no cadence', { severity: 'sev4' }],
    ['what is mitigated', { status: 'mitigated' }],
    ['what is resolved', { status: 'resolved' }],
    ['what sleeps', { snoozedUntil: after(1) }],
  ] as const)('of %s is never due', (_, changes) => {
    expect(nextUpdateAt({ ...incident, ...changes }, CADENCE, NOW)).toBeNull();
  });

  test('comes earlier when it gets worse, and a promise stays when it gets better', () => {
    const due = (severity: 'sev1' | 'sev3' | 'sev4', updateDueAt: Date | null) =>
      rescheduledUpdateAt({ ...incident, severity, updateDueAt }, CADENCE, NOW);

    expect(due('sev1', after(7200))).toEqual(after(1800));
    expect(due('sev3', after(600))).toEqual(after(600));
    expect(due('sev4', after(600))).toBeNull();
    expect(due('sev1', null)).toBeNull();
  });
});

describe('roles', () => {
  test.each([
    ['IC', 'commander'],
    ['lead', 'commander'],
    ['Comms', 'communications'],
    ['ops', 'operations'],
    ['SME', 'expert'],
    ['scribe,', 'scribe'],
    ['janitor', undefined],
  ])('%s is understood', (word, role) => {
    expect(readRole(word)).toBe(role);
  });

  test('each assignment has instructions of its own', () => {
    const mine = { role: 'scribe', slackUserId: 'U0BOB', assignedAt: NOW } as const;

    expect(readBriefSubject(briefSubject(mine))).toEqual(mine);
    expect(readBriefSubject('scribe:U0BOB')).toBeUndefined();
    expect(communicator([])).toBeUndefined();
  });
});
