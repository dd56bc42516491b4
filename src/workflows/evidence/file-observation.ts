/** Stores what was observed of an incident, without secrets, and numbers it. */
import type { Evidence, Observation } from '../../incidents/evidence.js';
import type { IncidentId } from '../../shared/ids.js';
import type { Transaction } from '../transaction.js';
import type { SecretKeeper } from './secret-keeper.js';

export async function fileObservation(
  tx: Transaction,
  keeper: SecretKeeper,
  incidentId: IncidentId,
  observation: Observation,
): Promise<Evidence> {
  const [evidence] = await tx.evidence.add(incidentId, [keeper.hide(observation)]);
  if (!evidence) throw new Error('evidence.add returned nothing');
  return evidence;
}
