import { incidentLabel, type Incident } from '../../../incidents/incident.js';
import { UserInputError } from '../../../shared/errors.js';
import type { Change } from '../../../workflows/use-cases/lifecycle.js';
import { COMMAND, FORMS } from '../../ids.js';
import { defineCommand } from '../command.js';
import { whenNothingIsSaid } from '../phrases.js';
import { sayPlainly } from '../say.js';
import { findTarget } from '../target.js';

export const split = defineCommand({
  verb: 'split',
  aliases: [],
  section: 'Work on it',
  forms: [['split [12] payments', 'the alerts of that service or name get an incident of their own']],
  modalFor: whenNothingIsSaid(FORMS.split),
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const { incident, rest } = await findTarget(words, context, 'split');
    if (rest.text === '')
      throw new UserInputError(
        `Say which alerts leave, by their service or name: \`${COMMAND} split ${incident.number} payments\`.`,
      );
    const change = await useCases.splitIncident(by, {
      incidentId: incident.id,
      requestId,
      which: { named: rest.text },
    });
    return sayPlainly(describeSplit(change));
  },
});

export function describeSplit({
  incident,
  into,
  moved,
}: Change & { readonly into: Incident; readonly moved: number }): string {
  return `${moved} alert${moved === 1 ? '' : 's'} of ${incidentLabel(incident)} ${moved === 1 ? 'is' : 'are'} ${incidentLabel(into)} now; it has a thread of its own.`;
}
