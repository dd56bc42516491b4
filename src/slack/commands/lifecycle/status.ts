import { incidentLabel, type Incident } from '../../../incidents/incident.js';
import { mrkdwnMoment } from '../../blocks/kit/block-kit.js';
import { UserInputError } from '../../../shared/errors.js';
import { COMMAND, FORMS } from '../../ids.js';
import { defineCommand } from '../command.js';
import { readNoSpan, splitPromise, whenNothingIsSaid } from '../phrases.js';
import { sayMrkdwn } from '../say.js';
import { findTarget } from '../target.js';

export const status = defineCommand({
  verb: 'status',
  aliases: ['update'],
  section: 'Say',
  forms: [['status [12] <how it goes> [next in 30m]', 'a status update in the thread']],
  modalFor: whenNothingIsSaid(FORMS.postUpdate),
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const { incident, rest } = await findTarget(words, context, 'status');
    const { text, seconds } = splitPromise(rest.text);
    const unread = seconds === null ? readNoSpan(text) : undefined;
    if (unread !== undefined)
      throw new UserInputError(
        `\`${unread}\` is no span of time, so nothing was posted. Say when the next update comes as \`next in 30m\` or \`next in 2h\`.`,
      );
    if (text === '')
      throw new UserInputError(
        `How does it go? Say \`${COMMAND} status ${incident.number} Rolling back, errors are falling\`.`,
      );
    const change = await useCases.postStatus(by, {
      incidentId: incident.id,
      requestId,
      text,
      nextInSeconds: seconds,
    });
    return sayMrkdwn(describeUpdate(change.incident));
  },
});

export function describeUpdate(incident: Incident): string {
  const next = incident.updateDueAt
    ? ` The next one is due at ${mrkdwnMoment(incident.updateDueAt)}.`
    : ' No further one is asked for.';
  return `Your update is in the thread of ${incidentLabel(incident)}.${next}`;
}
