import { incidentLabel } from '../../../incidents/incident.js';
import { INCIDENT_ROLES, readRole, roleTitle, type IncidentRole } from '../../../incidents/roles.js';
import { UserInputError } from '../../../shared/errors.js';
import type { Change } from '../../../workflows/use-cases/lifecycle.js';
import type { Person } from '../../../workflows/use-cases.js';
import { mrkdwnMention } from '../../blocks/kit/block-kit.js';
import { COMMAND, FORMS } from '../../ids.js';
import { defineCommand } from '../command.js';
import { readPerson, whenNothingIsSaid, withShortMentions } from '../phrases.js';
import { sayMrkdwn } from '../say.js';
import { findTarget } from '../target.js';
import type { Words } from '../words.js';

/** `assign @alice as the scribe`. */
const FILLERS: ReadonlySet<string> = new Set(['as', 'the', 'to', 'for', 'role', 'is']);

export const assign = defineCommand({
  verb: 'assign',
  aliases: ['role', 'lead'],
  namesPeople: true,
  section: 'Work on it',
  forms: [
    [
      'assign [12] [role] [@person]',
      `who does what: ${INCIDENT_ROLES.join(', ')}; a form asks when nothing is said`,
    ],
  ],
  modalFor: whenNothingIsSaid(FORMS.assign),
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const { incident, rest } = await findTarget(withShortMentions(words), context, 'assign');
    const { role, person } = readAssignment(rest, by);
    const change = await useCases.assignRole(by, { incidentId: incident.id, requestId, role, person });
    return sayMrkdwn(describeAssigned(change, role, person, by));
  },
});

/** @throws UserInputError for a word that is neither. */
function readAssignment({ list }: Words, by: Person): { role: IncidentRole; person: Person } {
  let role: IncidentRole | undefined;
  let person: Person | undefined;
  for (const word of list) {
    if (FILLERS.has(word.toLowerCase())) continue;
    const asRole = readRole(word);
    const asPerson = asRole ? undefined : readPerson(word, by);
    if (asRole === undefined && asPerson === undefined)
      throw new UserInputError(
        `\`${word.slice(0, 40)}\` is neither a role nor a person. Roles are ${INCIDENT_ROLES.join(', ')}; say for example \`${COMMAND} assign 12 scribe @name\`.`,
      );
    if ((asRole && role) || (asPerson && person))
      throw new UserInputError(
        `One role and one person at a time, for example \`${COMMAND} assign 12 scribe @name\`.`,
      );
    role ??= asRole;
    person ??= asPerson;
  }
  return { role: role ?? 'commander', person: person ?? by };
}

export function describeAssigned(
  { incident, isNew, former }: Change & { readonly former: Person | null },
  role: IncidentRole,
  person: Person,
  by: Person,
): string {
  const isMe = person.slackUserId === by.slackUserId;
  const who = isMe ? 'You are' : `${mrkdwnMention(person.slackUserId)} is`;
  const what = `${roleTitle(role)} of ${incidentLabel(incident)}`;
  if (!isNew) return `${who} ${what} already.`;
  const instead = former === null ? '' : `, in place of ${mrkdwnMention(former.slackUserId)}`;
  const told = isMe
    ? ' Your instructions are in your messages with me.'
    : ' They get instructions privately.';
  return `${who} ${what} now${instead}.${told}`;
}
