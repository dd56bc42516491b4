import { incidentLabel } from '../../../incidents/incident.js';
import { UserInputError } from '../../../shared/errors.js';
import type { Change } from '../../../workflows/use-cases/lifecycle.js';
import { COMMAND } from '../../ids.js';
import { defineCommand } from '../command.js';
import { readReason } from '../phrases.js';
import { sayPlainly } from '../say.js';
import { findTarget } from '../target.js';
import { toWords, withoutFirst } from '../words.js';

export const keepPrivate = defineCommand({
  verb: 'private',
  aliases: ['privacy'],
  section: 'Work on it',
  forms: [
    ['private [12] on', 'no language model is shown anything of it; rules go on'],
    ['private [12] off because …', 'models may see it again'],
  ],
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const { incident, rest } = await findTarget(words, context, 'private');
    const { isPrivate, reason } = readPrivacy(rest.text);
    const change = await useCases.changePrivacy(by, {
      incidentId: incident.id,
      requestId,
      isPrivate,
      reason,
    });
    return sayPlainly(describePrivacy(change));
  },
});

/** @throws UserInputError saying what to write. */
function readPrivacy(text: string): { isPrivate: boolean; reason: string | null } {
  const words = toWords(text);
  const [word = ''] = words.list;
  const reason = readReason(withoutFirst(words).text);
  if (/^(?:on|yes|true)?[,.:;]?$/i.test(word)) return { isPrivate: true, reason };
  if (/^(?:off|no|false)[,.:;]?$/i.test(word)) return { isPrivate: false, reason };
  throw new UserInputError(
    `On or off? Say \`${COMMAND} private 12 on\`, or \`${COMMAND} private 12 off because the customer agreed\`.`,
  );
}

function describePrivacy({ incident, isNew }: Change): string {
  const name = incidentLabel(incident);
  const already = isNew ? '' : ' already';
  return incident.isPrivate
    ? `${name} is private${already}: no language model is shown anything of it. Rules investigate it and answer questions about it.`
    : `${name} is not private${already}: language models may see it, with secrets and personal data replaced.`;
}
