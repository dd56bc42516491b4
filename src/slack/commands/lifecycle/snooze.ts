import { incidentLabel } from '../../../incidents/incident.js';
import { UserInputError } from '../../../shared/errors.js';
import type { Change } from '../../../workflows/use-cases/lifecycle.js';
import type { SilencesAnswer } from '../../../workflows/use-cases/remediation.js';
import { mrkdwnMoment } from '../../blocks/kit/block-kit.js';
import { escapeSentence } from '../../blocks/kit/escape.js';
import { COMMAND, FORMS } from '../../ids.js';
import { defineCommand } from '../command.js';
import { readReason, readSpan, SILENCE, whenNothingIsSaid } from '../phrases.js';
import { sayMrkdwn } from '../say.js';
import { findTarget } from '../target.js';

export const snooze = defineCommand({
  verb: 'snooze',
  aliases: [],
  section: 'Work on it',
  forms: [
    ['snooze [12] 2h [because …]', 'it sinks and keeps quiet until then, or until it gets worse'],
    [
      'snooze [12] 2h silence [because …]',
      'the same, and silences at Alertmanager are proposed for its alerts',
    ],
    ['snooze [12] off', 'it wakes up'],
  ],
  modalFor: whenNothingIsSaid(FORMS.snooze),
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const { incident, rest } = await findTarget(words, context, 'snooze');
    const { seconds, reason, isSilenced } = readSnooze(rest.text);
    const change = await useCases.snoozeIncident(by, {
      incidentId: incident.id,
      requestId,
      seconds,
      reason,
    });
    if (!isSilenced || seconds === null) return sayMrkdwn(describeSnoozed(change));
    const silences = await useCases.proposeSilences(by, { incidentId: incident.id, seconds });
    return sayMrkdwn(`${describeSnoozed(change)} ${describeSilences(silences)}`);
  },
});

/** Which may be that there are none. */
function describeSilences({ proposed, length, problems, left }: SilencesAnswer): string {
  const sentences = [
    proposed === 0
      ? ''
      : `${proposed === 1 ? 'A silence' : `${proposed} silences`} of ${length} at Alertmanager ${proposed === 1 ? 'is' : 'are'} proposed in the thread, for somebody to approve.`,
    ...problems.map((problem) => escapeSentence(problem, 300)),
    left === 0 ? '' : `${left} more alerts fire: silence those in Alertmanager.`,
  ].filter(Boolean);
  return sentences.length === 0
    ? 'No alert of Alertmanager fires in it, so there is nothing to silence.'
    : sentences.join(' ');
}

interface Snooze {
  readonly seconds: number | null;
  readonly reason: string | null;
  readonly isSilenced: boolean;
}

/** @throws UserInputError saying what to write. */
function readSnooze(text: string): Snooze {
  if (/^(?:off|wake|awake|end|stop)\b/i.test(text)) return { seconds: null, reason: null, isSilenced: false };
  const span = readSpan(text.replace(/^for\s+/i, ''));
  if (!span || span.seconds === 0)
    throw new UserInputError(
      `For how long? Say for example \`${COMMAND} snooze 12 2h\`, \`${COMMAND} snooze 12 30m because …\` or \`${COMMAND} snooze 12 off\`.`,
    );
  const rest = span.rest.replace(SILENCE, '');
  return { seconds: span.seconds, reason: readReason(rest), isSilenced: rest !== span.rest };
}

export function describeSnoozed({ incident, isNew }: Change): string {
  const name = incidentLabel(incident);
  if (incident.snoozedUntil)
    return `${name} sleeps until ${mrkdwnMoment(incident.snoozedUntil, '{date_short_pretty} {time}')}. It wakes earlier when it gets worse.`;
  return isNew ? `${name} is awake.` : `${name} is awake already.`;
}
