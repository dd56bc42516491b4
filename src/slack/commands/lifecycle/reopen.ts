import { incidentLabel } from '../../../incidents/incident.js';
import { defineCommand } from '../command.js';
import { readReason } from '../phrases.js';
import { sayPlainly } from '../say.js';
import { findTarget } from '../target.js';

export const reopen = defineCommand({
  verb: 'reopen',
  aliases: [],
  section: 'End',
  forms: [['reopen [12] [because …]', 'it is not over']],
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const { incident: target, rest } = await findTarget(words, context, 'reopen', { elseResolved: true });
    const reason = readReason(rest.text);
    const { incident, isNew } = await useCases.reopenIncident(by, {
      incidentId: target.id,
      requestId,
      reason,
    });
    return sayPlainly(
      isNew
        ? `${incidentLabel(incident)} is open again, and is being looked at.`
        : `${incidentLabel(incident)} is open already.`,
    );
  },
});
