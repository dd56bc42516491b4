/** Which of an incident's alerts still fire, by name. */
import type { IncidentId } from '../../shared/ids.js';
import type { Transaction } from '../transaction.js';

/** Names beyond these only make a sentence unreadable. */
const NAMED = 5;

/** `Still firing: A, B and 3 others.` */
export function stillFiring(names: readonly string[]): string {
  const others = names.length - NAMED;
  const rest = others <= 0 ? '' : ` and ${others} other${others === 1 ? '' : 's'}`;
  return `Still firing: ${names.slice(0, NAMED).join(', ')}${rest}.`;
}

export async function namesFiring(tx: Transaction, id: IncidentId): Promise<readonly string[]> {
  const firing = (await tx.alerts.ofIncident(id)).filter(({ status }) => status === 'firing');
  return [...new Set(firing.map(({ name }) => name))];
}
