import { incidentLabel } from '../../../incidents/incident.js';
import { UserInputError } from '../../../shared/errors.js';
import { mrkdwnChannel } from '../../blocks/kit/block-kit.js';
import { COMMAND } from '../../ids.js';
import { defineCommand } from '../command.js';
import { sayMrkdwn } from '../say.js';
import { findNamed, findOptionalTarget } from '../target.js';

export const ask = defineCommand({
  verb: 'ask',
  aliases: ['q'],
  section: 'See',
  forms: [['ask [12] <question>', 'an answer from what is known; changes nothing']],
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const { incident: here, rest } = await findOptionalTarget(words, context, 'ask');
    const named = await findNamed(useCases, rest.text);
    const incident = context.incident ?? (rest === words ? named : undefined) ?? here;
    if (rest.text === '')
      throw new UserInputError(
        `What do you want to know? For example \`${COMMAND} ask ${incident?.number ?? 12} why is it slow\`.`,
      );
    await useCases.askQuestion(by, {
      requestId,
      incidentId: incident?.id ?? null,
      question: rest.text,
      place: incident ? null : { channel: by.slackUserId, threadTs: null },
    });
    return sayMrkdwn(
      incident
        ? `Looking. The answer comes in the thread of ${incidentLabel(incident)} in ${mrkdwnChannel(incident.channel)}.`
        : 'Looking. The answer comes as a direct message from me.',
    );
  },
});
