/** Who does what while an incident lasts. The names are the field's own (PagerDuty's and Google's incident response guides). */
import type { IncidentId } from '../shared/ids.js';
import type { Actor } from './incident.js';

export const INCIDENT_ROLES = ['commander', 'communications', 'scribe', 'operations', 'expert'] as const;
export type IncidentRole = (typeof INCIDENT_ROLES)[number];

/** One person per role and incident. */
export interface RoleAssignment {
  readonly incidentId: IncidentId;
  readonly role: IncidentRole;
  readonly slackUserId: string;
  readonly assignedBy: Actor;
  readonly assignedAt: Date;
}

/** How people write them. */
const SPELLINGS: ReadonlyMap<string, IncidentRole> = new Map<string, IncidentRole>([
  ...INCIDENT_ROLES.map((role) => [role, role] as const),
  ['ic', 'commander'],
  ['lead', 'commander'],
  ['command', 'commander'],
  ['comms', 'communications'],
  ['communication', 'communications'],
  ['liaison', 'communications'],
  ['scribes', 'scribe'],
  ['notes', 'scribe'],
  ['ops', 'operations'],
  ['operation', 'operations'],
  ['sme', 'expert'],
  ['experts', 'expert'],
]);

/** Undefined when it is no role's name. */
export function readRole(word: string): IncidentRole | undefined {
  return SPELLINGS.get(word.toLowerCase().replace(/[.,:]$/, ''));
}

/** "commander", "communications lead": as it is said of a person. */
export function roleTitle(role: IncidentRole): string {
  switch (role) {
    case 'communications':
      return 'communications lead';
    case 'operations':
      return 'operations lead';
    default:
      return role;
  }
}

/** Who tells the world how it goes: the communications lead, else the commander; undefined when there is neither. */
export function communicator(roles: readonly RoleAssignment[]): RoleAssignment | undefined {
  return (
    roles.find(({ role }) => role === 'communications') ?? roles.find(({ role }) => role === 'commander')
  );
}

/**
 * Names the private instructions for one assignment. Each assignment has its own, so that somebody who gets a role again
 * hears of it again, and somebody who lost one finds that written where the instructions were.
 */
export function briefSubject({
  role,
  slackUserId,
  assignedAt,
}: Pick<RoleAssignment, 'role' | 'slackUserId' | 'assignedAt'>): string {
  return `${role}:${slackUserId}:${assignedAt.getTime()}`;
}

/** Undefined when it is no such name. */
export function readBriefSubject(
  subject: string,
): Pick<RoleAssignment, 'role' | 'slackUserId' | 'assignedAt'> | undefined {
  const [word = '', slackUserId = '', time = ''] = subject.split(':');
  const role = INCIDENT_ROLES.find((known) => known === word);
  if (!role || slackUserId === '' || !/^\d+$/.test(time)) return undefined;
  return { role, slackUserId, assignedAt: new Date(Number(time)) };
}
