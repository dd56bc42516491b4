/** Who is on it, who is on call, and who owns what. */
import { COMMAND } from '../../../../incidents/command.js';
import { incidentLabel } from '../../../../incidents/incident.js';
import type { AnswerInput, IncidentFacts } from '../../answer-input.js';
import { nameIn } from '../topic.js';
import { clock, nameActor } from '../wording.js';

export function answerPeople(
  { roles, known: { incident }, owner }: IncidentFacts,
  input: AnswerInput,
): readonly string[] {
  const service = nameIn(
    input.question,
    input.context.catalog.list().map(({ name }) => name),
  );
  const asked =
    service === undefined || service === incident.service ? undefined : input.context.catalog.get(service);
  const taken = incident.acknowledgedBy;
  return [
    ...(asked ? [`${asked.name} is owned by ${asked.owner ?? 'nobody that the catalogue names'}.`] : []),
    taken
      ? `${nameActor(taken)} took ${incidentLabel(incident)}${incident.acknowledgedAt ? ` at ${clock(incident.acknowledgedAt)}` : ''}.`
      : `Nobody has acknowledged ${incidentLabel(incident)} yet.`,
    ...roles.map(({ role, slackUserId }) => `${role}: @${slackUserId}`),
    incident.onCall.length > 0
      ? `On call: ${incident.onCall
          .slice(0, 3)
          .map((person) => `${person.name} (level ${person.level})`)
          .join(', ')}.`
      : `Who carries the pager is not known here; \`${COMMAND} oncall\` asks again.`,
    ...(owner === null ? [] : [`${incident.service} is owned by ${owner}.`]),
  ];
}
