import { incidentLabel } from '../../../incidents/incident.js';
import { COMMAND } from '../../ids.js';
import { defineCommand } from '../command.js';
import { sayPlainly } from '../say.js';
import { findOnlyTarget } from '../target.js';

export const mitigate = defineCommand({
  verb: 'mitigate',
  aliases: ['mitigated'],
  section: 'End',
  forms: [['mitigate [12]', 'users are well again; the cause may still be there']],
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const target = await findOnlyTarget(words, context, 'mitigate');
    const { incident, isNew } = await useCases.mitigateIncident(by, { incidentId: target.id, requestId });
    return sayPlainly(
      `${incidentLabel(incident)} is mitigated${isNew ? '' : ' already'}. When it is over: \`${COMMAND} resolve ${incident.number}\`.`,
    );
  },
});
