import { incidentLabel } from '../../../incidents/incident.js';
import { effectiveScore } from '../../../incidents/impact.js';
import { UserInputError } from '../../../shared/errors.js';
import type { Change } from '../../../workflows/use-cases/lifecycle.js';
import { COMMAND, FORMS } from '../../ids.js';
import { defineCommand, type CommandContext } from '../command.js';
import { readReason, whenNothingIsSaid } from '../phrases.js';
import { sayPlainly } from '../say.js';
import { findTarget } from '../target.js';
import { toWords, withoutFirst, type Words } from '../words.js';

const AUTO = /^(?:auto|automatic|computed|off)$/i;
const EXAMPLE = `\`${COMMAND} priority 12 80 because payroll runs today\`, or \`${COMMAND} priority 12 auto\``;

export const priority = defineCommand({
  verb: 'priority',
  aliases: ['prio'],
  section: 'Work on it',
  forms: [
    ['priority [12] 80 because …', 'your impact score (0–100) in place of the computed one'],
    ['priority [12] auto', 'the computed one again'],
  ],
  modalFor: whenNothingIsSaid(FORMS.priority),
  readForForm: withExplicitScore,
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const { incident, rest } = await findTarget(await withExplicitScore(words, context), context, 'priority');
    const given = toWords(rest.text.replace(/^score:/, ''));
    const { score, reason } = readPriority(given);
    const change = await useCases.changePriority(by, { incidentId: incident.id, requestId, score, reason });
    return sayPlainly(describePriority(change));
  },
});

/**
 * In `priority 80 because …` and `priority 80 payroll` the number is the score, not an incident. Alone it may be either:
 * an incident's where there is one, which the form then asks the score of.
 */
async function withExplicitScore(
  words: Words,
  { useCases }: Pick<CommandContext, 'useCases'>,
): Promise<Words> {
  const [first = '', second] = words.list;
  const isAlone = /^\d{1,3}$/.test(first) && second === undefined;
  const isScore = /^\d{1,3}$/.test(first) && second !== undefined && !/^\d{1,3}[%:,]?$/.test(second);
  const isMeant = isAlone
    ? Number(first) <= 100 && (await useCases.findIncident(Number(first))) === undefined
    : isScore && !AUTO.test(second ?? '');
  return isMeant ? toWords(`score:${words.text}`) : words;
}

/** @throws UserInputError saying what to write. */
function readPriority(given: Words): { score: number | null; reason: string } {
  const [word = ''] = given.list;
  const reason = readReason(withoutFirst(given).text) ?? '';
  if (AUTO.test(word)) return { score: null, reason: '' };
  const digits = /^(\d{1,3})(?:\/100|%)?[,:;]?$/.exec(word)?.[1];
  if (digits === undefined || Number(digits) > 100)
    throw new UserInputError(
      `${word === '' ? 'A score is missing' : `\`${word.slice(0, 40)}\` is not a score`}; it is a whole number from 0 to 100. Say ${EXAMPLE}.`,
    );
  if (reason === '')
    throw new UserInputError(`Say why, because the reason is shown wherever the score is: ${EXAMPLE}.`);
  return { score: Number(digits), reason };
}

export function describePriority({ incident, isNew }: Change): string {
  const score = effectiveScore(incident);
  const already = isNew ? '' : ' already';
  const name = incidentLabel(incident);
  if (incident.impactOverride)
    return `The impact of ${name} is set to ${incident.impactOverride.score}/100${already}; it orders the queue until \`${COMMAND} priority ${incident.number} auto\`.`;
  return `The impact of ${name} is computed${already}: ${score === null ? 'not known yet' : `${score}/100`}.`;
}
