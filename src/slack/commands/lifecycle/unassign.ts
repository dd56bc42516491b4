import { incidentLabel, type Incident } from '../../../incidents/incident.js';
import { INCIDENT_ROLES, readRole, roleTitle, type IncidentRole } from '../../../incidents/roles.js';
import { UserInputError } from '../../../shared/errors.js';
import { mrkdwnMention } from '../../blocks/kit/block-kit.js';
import { COMMAND } from '../../ids.js';
import { defineCommand, type CommandContext } from '../command.js';
import { sayMrkdwn } from '../say.js';
import { findTarget } from '../target.js';

export const unassign = defineCommand({
  verb: 'unassign',
  aliases: [],
  namesPeople: true,
  section: 'Work on it',
  forms: [['unassign [12] [role]', 'nobody has that role any more; without it, you give up yours']],
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const { incident, rest } = await findTarget(words, context, 'unassign');
    const [word] = rest.list;
    const role = word === undefined ? await findMine(incident, context) : readRole(word);
    if (!role)
      throw new UserInputError(
        `\`${word?.slice(0, 40)}\` is not a role. Roles are ${INCIDENT_ROLES.join(', ')}.`,
      );
    const { former } = await useCases.unassignRole(by, { incidentId: incident.id, requestId, role });
    const name = incidentLabel(incident);
    return sayMrkdwn(
      former === null
        ? `${name} has no ${roleTitle(role)}.`
        : `${mrkdwnMention(former.slackUserId)} is not ${roleTitle(role)} of ${name} any more.`,
    );
  },
});

/** @throws UserInputError when the person has none, or more than one. */
async function findMine(incident: Incident, { by, useCases }: CommandContext): Promise<IncidentRole> {
  const roles = (await useCases.readIncident(incident.id))?.roles ?? [];
  const mine = roles.filter(({ slackUserId }) => slackUserId === by.slackUserId).map(({ role }) => role);
  const [only, ...others] = mine;
  if (only && others.length === 0) return only;
  const name = incidentLabel(incident);
  throw new UserInputError(
    only
      ? `You are ${mine.map(roleTitle).join(' and ')} of ${name}. Say which, for example \`${COMMAND} unassign ${incident.number} ${only}\`.`
      : `You have no role in ${name}. Say which one nobody shall have, for example \`${COMMAND} unassign ${incident.number} scribe\`.`,
  );
}
