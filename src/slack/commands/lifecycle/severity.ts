import { incidentLabel } from '../../../incidents/incident.js';
import { UserInputError } from '../../../shared/errors.js';
import { COMMAND } from '../../ids.js';
import { defineCommand, type CommandContext } from '../command.js';
import { readReason, withoutNumber } from '../phrases.js';
import { sayPlainly } from '../say.js';
import { findTarget } from '../target.js';
import { readSeverity, withoutFirst, type Words } from '../words.js';

export const severity = defineCommand({
  verb: 'severity',
  aliases: ['sev'],
  section: 'Work on it',
  forms: [['severity [12] sev1 [because …]', 'how bad it is, sev1 to sev4']],
  modalFor: (words) => (withoutNumber(words).list.length === 0 ? 'incident.severity' : undefined),
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
    return sayPlainly(
      `${incidentLabel(change.incident)} is ${change.incident.severity}${change.isNew ? ' now' : ' already'}.`,
    );
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
