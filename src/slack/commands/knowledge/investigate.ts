import { incidentLabel } from '../../../incidents/incident.js';
import { mrkdwnChannel } from '../../blocks/kit/block-kit.js';
import { defineCommand } from '../command.js';
import { sayMrkdwn } from '../say.js';
import { findTarget } from '../target.js';

export const investigate = defineCommand({
  verb: 'investigate',
  aliases: ['analyse', 'analyze'],
  section: 'Work on it',
  forms: [['investigate [12] [what to look at]', 'look again, with what you suspect']],
  async run(words, context) {
    const { incident, rest } = await findTarget(words, context, 'investigate');
    const { state } = await context.useCases.askForInvestigation(context.by, {
      incidentId: incident.id,
      requestId: context.requestId,
      hint: rest.text,
    });
    const label = incidentLabel(incident);
    const where = `The evidence message in its thread in ${mrkdwnChannel(incident.channel)} changes when it is done.`;
    const said = {
      requested: `Looking at ${label} again. ${where}`,
      running: `${label} is being looked at right now; yours comes right after it. ${where}`,
      waiting: `A look at ${label} is waiting already and sees everything up to its start, so one is enough. ${where}`,
    } as const;
    return sayMrkdwn(said[state]);
  },
});
