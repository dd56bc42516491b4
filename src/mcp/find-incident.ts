/** An incident by the number that people say. Private ones do not exist for anybody who asks from outside. */
import { z } from 'zod';
import { incidentLabel } from '../incidents/incident.js';
import { incidentsIn, tellsOf } from '../incidents/mentions.js';
import { UserInputError } from '../shared/errors.js';
import type { IncidentView } from '../workflows/reading/incident-view.js';
import type { Reading } from './reading-tool.js';

const MAX_NUMBER = 1_000_000_000;

export const IncidentNumber = z
  .number()
  .int()
  .min(1)
  .max(MAX_NUMBER)
  .describe('The number of the incident: 12 for INC-12');

/**
 * Without the evidence that tells of other private ones.
 * @throws UserInputError with the same words whether it is unknown or private.
 */
export async function readShownIncident(reading: Reading, number: number): Promise<IncidentView> {
  const found = await reading.findIncident(number);
  const view = found && (await reading.readIncident(found.id));
  const written = view?.evidence.map((item) => ({ item, text: JSON.stringify(item) })) ?? [];
  const hidden = await reading.privateAmong([number, ...written.flatMap(({ text }) => incidentsIn(text))]);
  if (!view || hidden.has(number)) {
    throw new UserInputError(`There is no incident ${incidentLabel({ number })} that can be shown.`);
  }
  const evidence = written.filter(({ text }) => !tellsOf(text, hidden)).map(({ item }) => item);
  return { ...view, evidence };
}
