import { incidentLabel } from '../../../incidents/incident.js';
import { UserInputError } from '../../../shared/errors.js';
import type { Change } from '../../../workflows/use-cases/lifecycle.js';
import { COMMAND, FORMS } from '../../ids.js';
import { defineCommand, type CommandContext } from '../command.js';
import { readReason, whenNothingIsSaid } from '../phrases.js';
import { sayPlainly } from '../say.js';
import { findTarget } from '../target.js';
import { readSeverity, withoutFirst, type Words } from '../words.js';

export const severity = defineCommand({
  verb: 'severity',
  aliases: ['sev'],
  section: 'Work on it',
  forms: [['severity [12] sev1 [because …]', 'how bad it is, sev1 to sev4']],
  modalFor: whenNothingIsSaid(FORMS.severity),
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const { target, given } = await readTarget(words, context);
    const [word] = given.list;
    if (word === undefined)
      throw new UserInputError(
        `How bad is it? Say \`${COMMAND} severity ${target.number} sev1\`; sev1 is the worst, sev4 the least.`,
      );
    const wanted = readSeverity(word.replace(/[,:;.]$/, ''));
    const reason = readReason(withoutFirst(given).text);
    const change = await useCases.changeSeverity(by, {
      incidentId: target.id,
      requestId,
      severity: wanted,
      reason,
    });
    return sayPlainly(describeSeverity(change));
  },
});

/** In `severity 2 because …` the number is the severity; `severity 12 2` has both. */
async function readTarget(words: Words, context: CommandContext) {
  const [first = '', second] = words.list;
  const isSeverity = /^[1-4]$/.test(first) && second !== undefined && /^because$/i.test(second);
  const verbatim = isSeverity
    ? { text: `sev${words.text}`, list: [`sev${first}`, ...words.list.slice(1)] }
    : words;
  const { incident: target, rest: given } = await findTarget(verbatim, context, 'severity');
  return { target, given };
}

export function describeSeverity({ incident, isNew }: Change): string {
  return `${incidentLabel(incident)} is ${incident.severity}${isNew ? ' now' : ' already'}.`;
}
