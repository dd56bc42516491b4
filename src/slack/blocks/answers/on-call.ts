/** Answer to `/incident oncall`: who carries the pager, who does what, and what is not known, said plainly. */
import { incidentLabel } from '../../../incidents/incident.js';
import type { OnCallAnswer } from '../../../workflows/use-cases/knowledge.js';
import { COMMAND } from '../../ids.js';
import {
  bold,
  bullets,
  context,
  glue,
  mention,
  paragraph,
  plain,
  type Block,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage, foldItems } from '../kit/budget.js';
import { escapeMrkdwn } from '../kit/escape.js';

const MAX_PEOPLE = 8;

export function buildOnCall(answer: OnCallAnswer): MessageContent {
  const { incident, name, people, roles, service, gap } = answer;
  const about = name ?? (incident ? incidentLabel(incident) : 'this');
  const first = people[0];
  const onCall: Line[] = people.map((person) => [
    plain(person.name, 80),
    glue(person.level === 1 ? ' · asked first' : ` · level ${person.level}`),
  ]);
  const blocks: Block[] = [
    people.length === 0
      ? paragraph([bold(`Who carries the pager for ${about} is not known.`)])
      : bullets(
          [bold(`On call for ${about}`)],
          foldItems(onCall, MAX_PEOPLE, (left) => [glue(`… and ${left} more`)]),
        ),
    ...(roles.length === 0
      ? []
      : [
          bullets(
            [bold(incident ? `On ${incidentLabel(incident)}` : 'Roles')],
            roles.map(({ role, slackUserId }) => [plain(role, 40), glue(': '), mention(slackUserId)]),
          ),
        ]),
    context(
      ...(gap === null ? [] : [escapeMrkdwn(gap, 300)]),
      service?.owner
        ? `${escapeMrkdwn(service.name, 80)} is owned by ${escapeMrkdwn(service.owner, 80)}.`
        : `The catalogue names no owner of ${escapeMrkdwn(about, 80)}.`,
      ...(incident && roles.length === 0 ? [`Nobody has a role; \`${COMMAND} assign\` gives one.`] : []),
    ),
  ];
  const text = first
    ? `On call for ${escapeMrkdwn(about, 80)}: ${escapeMrkdwn(first.name, 80)}`
    : `Who is on call for ${escapeMrkdwn(about, 80)} is not known`;
  return fitMessage({ text, blocks });
}
