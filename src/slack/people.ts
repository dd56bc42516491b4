/** Comparing and naming people. */
import type { Actor } from '../incidents/incident.js';
import type { Person } from '../workflows/use-cases.js';

export function isBy(actor: Actor | null, person: Person): boolean {
  return actor?.kind === 'person' && actor.id === person.slackUserId;
}
