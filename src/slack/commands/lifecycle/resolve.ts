import { incidentLabel } from '../../../incidents/incident.js';
import { UserInputError } from '../../../shared/errors.js';
import type { Change } from '../../../workflows/use-cases/lifecycle.js';
import { COMMAND, FORMS } from '../../ids.js';
import { defineCommand } from '../command.js';
import { whenNothingIsSaid, withoutNumber } from '../phrases.js';
import { sayPlainly } from '../say.js';
import { findTarget } from '../target.js';

export const resolve = defineCommand({
  verb: 'resolve',
  aliases: ['close'],
  section: 'End',
  forms: [['resolve [12] [cause: …] [fix: …]', 'it is over, and what it really was']],
  modalFor: whenNothingIsSaid(FORMS.resolve),
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const { cause, fix } = readOutcome(withoutNumber(words).text);
    const { incident } = await findTarget(words, context, 'resolve');
    const change = await useCases.resolveIncident(by, { incidentId: incident.id, requestId, cause, fix });
    return sayPlainly(describeResolved(change, cause));
  },
});

const FIX = /(?:^|[\s,;.]+)(?:fix(?:ed by)?|solution):\s*/i;

/** @throws UserInputError for words that are no outcome. */
function readOutcome(text: string): { cause: string | null; fix: string | null } {
  if (text === '') return { cause: null, fix: null };
  const [before = '', ...after] = text.split(FIX);
  const fix = after.join(' ').trim() || null;
  if (before.trim() === '') return { cause: null, fix };
  const cause = /^(?:the )?cause(?: was)?:\s*([\s\S]*)$|^because(?:\s+of)?\s+([\s\S]*)$/i.exec(before.trim());
  if (!cause) {
    const [word = ''] = text.split(/\s+/);
    throw new UserInputError(
      /^\d+$/.test(word)
        ? `\`${word}\` is not an incident's number. Say \`${COMMAND} resolve 12\` or \`${COMMAND} resolve INC-12\`.`
        : `To say what it was, write \`${COMMAND} resolve 12 cause: ${text.slice(0, 60).replaceAll('`', '')}\`.`,
    );
  }
  return { cause: (cause[1] ?? cause[2] ?? '').trim() || null, fix };
}

export function describeResolved(
  { incident, isNew, firing }: Change & { readonly firing: readonly string[] },
  cause: string | null,
): string {
  const name = incidentLabel(incident);
  const state = isNew ? `${name} is resolved.` : `${name} is resolved already.`;
  const still =
    firing.length === 0
      ? ''
      : ` ${firing.length === 1 ? 'One alert still fires' : `${firing.length} alerts still fire`}: ${firing.slice(0, 5).join(', ')}${firing.length > 5 ? ' and others' : ''}. Should they fire anew, it is opened again.`;
  const ask =
    cause === null && incident.confirmedCause === null && incident.mergedInto === null
      ? ` What it was can still be told: \`${COMMAND} resolve ${incident.number} cause: …\`.`
      : '';
  return `${state}${still}${ask}`;
}
