/** The one message of a storm: how many incidents, how many are left, and the queue, the worst first. */
import { effectiveScore } from '../../../incidents/impact.js';
import { incidentLabel, type Incident } from '../../../incidents/incident.js';
import type { StormView } from '../../../incidents/storm.js';
import { ACTIONS, COMMAND } from '../../ids.js';
import {
  bold,
  buttonRow,
  context,
  glue,
  link,
  moment,
  paragraph,
  plain,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import type { LinkTo } from './similar-lines.js';
import { actorSpan, count, lightOf } from '../kit/words.js';

const TITLE = 80;

/** `linkTo` gives the address of a thread; without it, none is linked. */
export function buildStormCard(storm: StormView, linkTo?: LinkTo): MessageContent {
  const { total, unresolved, untaken, queue, threads } = storm;
  const isOver = unresolved === 0;
  const addressOf = ({ id }: Incident) => {
    const thread = threads.get(id);
    return (thread && linkTo?.(thread.channel, thread.ts)) ?? null;
  };
  const [worst] = queue;
  const title = isOver
    ? `✅ The storm is over: ${count(total, 'incident')}`
    : `${worst ? `${lightOf(worst)} ` : ''}A storm: ${count(total, 'incident')} at once`;
  const next = queue.find(({ status }) => status === 'open');
  const left = unresolved - queue.length;
  return fitMessage({
    text: isOver ? title : `${title}, ${unresolved} unresolved`,
    blocks: [
      paragraph(
        [bold(title)],
        standing(storm),
        ...queue.map((incident) => queued(incident, addressOf(incident))),
      ),
      ...(next
        ? [
            buttonRow({
              actionId: ACTIONS.acknowledge,
              value: next.id,
              text: `Take the next: ${incidentLabel(next)}`,
              hint: `Take the next: you take ${incidentLabel(next)}, and its thread opens`,
              style: 'primary',
            }),
          ]
        : []),
      context(
        ...(left > 0 ? [`… and ${left} more: \`${COMMAND} list\``] : []),
        isOver
          ? `\`${COMMAND} list resolved\` shows them. None is lost: each has its timeline.`
          : `${untaken === 0 ? 'All are taken. ' : ''}A thread opens when somebody takes an incident, or a fix is proposed. Of one cause? \`${COMMAND} merge 13 into 12\``,
      ),
    ],
  });
}

function standing({ beganAt, lastOpenedAt, total, unresolved, untaken }: StormView): Line {
  const over = total - unresolved;
  return [
    glue('Since '),
    moment(beganAt, '{time}'),
    glue(', the last at '),
    moment(lastOpenedAt, '{time}'),
    ...(unresolved === 0 ? [] : [glue(` · ${unresolved} unresolved, ${untaken} not taken yet`)]),
    ...(over > 0 && unresolved > 0 ? [glue(` · ${over} over`)] : []),
  ];
}

function queued(incident: Incident, url: string | null): Line {
  const score = effectiveScore(incident);
  const facts = [incident.severity, ...(score === null ? [] : [`impact ${score}`])];
  return [
    glue(`${lightOf(incident)} `),
    url === null ? bold(incidentLabel(incident)) : link(incidentLabel(incident), url),
    glue(' '),
    plain(incident.title, TITLE),
    glue(` · ${facts.join(' · ')}`),
    ...(incident.acknowledgedBy === null ? [] : [glue(' · '), actorSpan(incident.acknowledgedBy)]),
  ];
}
