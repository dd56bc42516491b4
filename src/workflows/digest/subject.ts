/** What makes a weekly digest the only one of its week and team: the name of its message. Pure. */
import type { DigestScope } from '../../incidents/digest/records.js';

/** Of the period that is told about. */
export const DIGEST_DAYS = 7;

/** `2026-W48:shop`, or `2026-W48` for what nobody owns. */
export function subjectOf(week: string, scope: DigestScope): string {
  return scope.kind === 'team' ? `${week}:${scope.team}` : week;
}

export function readSubject(subject: string): { week: string; scope: DigestScope } | undefined {
  const [, week, team] = /^(\d{4}-W\d{2})(?::(.*))?$/s.exec(subject) ?? [];
  if (week === undefined) return undefined;
  return { week, scope: team === undefined ? { kind: 'unowned' } : { kind: 'team', team } };
}
