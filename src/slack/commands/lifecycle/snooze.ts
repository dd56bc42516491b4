import { incidentLabel } from '../../../incidents/incident.js';
import { UserInputError } from '../../../shared/errors.js';
import type { Change } from '../../../workflows/use-cases/lifecycle.js';
import { mrkdwnMoment } from '../../blocks/kit/block-kit.js';
import { COMMAND, FORMS } from '../../ids.js';
import { defineCommand } from '../command.js';
import { readReason, readSpan, whenNothingIsSaid } from '../phrases.js';
import { sayMrkdwn } from '../say.js';
import { findTarget } from '../target.js';

export const snooze = defineCommand({
  verb: 'snooze',
  aliases: [],
  section: 'Work on it',
  forms: [
    ['snooze [12] 2h [because …]', 'it sinks and keeps quiet until then, or until it gets worse'],
    ['snooze [12] off', 'it wakes up'],
  ],
  modalFor: whenNothingIsSaid(FORMS.snooze),
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const { incident, rest } = await findTarget(words, context, 'snooze');
    const { seconds, reason } = readSnooze(rest.text);
    const change = await useCases.snoozeIncident(by, {
      incidentId: incident.id,
      requestId,
      seconds,
      reason,
    });
    return sayMrkdwn(describeSnoozed(change));
  },
});

/** @throws UserInputError saying what to write. */
function readSnooze(text: string): { seconds: number | null; reason: string | null } {
  if (/^(?:off|wake|awake|end|stop)\b/i.test(text)) return { seconds: null, reason: null };
  const span = readSpan(text.replace(/^for\s+/i, ''));
  if (!span || span.seconds === 0)
    throw new UserInputError(
      `For how long? Say for example \`${COMMAND} snooze 12 2h\`, \`${COMMAND} snooze 12 30m because …\` or \`${COMMAND} snooze 12 off\`.`,
    );
  return { seconds: span.seconds, reason: readReason(span.rest) };
}

export function describeSnoozed({ incident, isNew }: Change): string {
  const name = incidentLabel(incident);
  if (incident.snoozedUntil)
    return `${name} sleeps until ${mrkdwnMoment(incident.snoozedUntil, '{date_short_pretty} {time}')}. It wakes earlier when it gets worse.`;
  return isNew ? `${name} is awake.` : `${name} is awake already.`;
}
