import { incidentLabel } from '../../../incidents/incident.js';
import { mrkdwnChannel } from '../../blocks/kit/block-kit.js';
import { defineCommand } from '../command.js';
import { sayMrkdwn } from '../say.js';
import { findOnlyTarget } from '../target.js';

export const postmortem = defineCommand({
  verb: 'postmortem',
  aliases: ['retro', 'review', 'pm'],
  section: 'Learn',
  forms: [['postmortem [12]', 'a draft from the record, into the thread']],
  async run(words, context) {
    const target = await findOnlyTarget(words, context, 'postmortem', { elseResolved: true });
    const incident = await context.useCases.draftPostmortem(context.by, {
      incidentId: target.id,
      requestId: context.requestId,
    });
    const early = incident.status === 'resolved' ? '' : ' It is not over yet, so ask again afterwards.';
    return sayMrkdwn(
      `The postmortem draft of ${incidentLabel(incident)} comes into its thread in ${mrkdwnChannel(incident.channel)}.${early}`,
    );
  },
});
