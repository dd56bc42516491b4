/** The private read-in: everything that somebody who has just come needs, in at most twelve lines for each incident. */
import type { CatchUp } from '../../../incidents/catch-up.js';
import { effectiveScore } from '../../../incidents/impact.js';
import { incidentLabel } from '../../../incidents/incident.js';
import { formatDuration } from '../../../shared/duration.js';
import { COMMAND } from '../../ids.js';
import {
  bold,
  context,
  glue,
  label,
  moment,
  paragraph,
  personSpan,
  plain,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { escapeMrkdwn } from '../kit/escape.js';
import { actorSpan, citation, count, formatConfidence, lightOf } from '../kit/words.js';

const MAX_TRIED = 3;
const MAX_WAITING = 2;
const MAX_PEOPLE = 4;
const MAX_APPROVERS = 3;

export function buildCatchUp(all: readonly CatchUp[]): MessageContent {
  const [first] = all;
  if (!first)
    return { text: 'All is quiet.', blocks: [paragraph([glue('✅ No unresolved incident here.')])] };
  return fitMessage({
    text: all
      .map(
        ({ incident }) =>
          `${lightOf(incident)} ${incidentLabel(incident)} ${escapeMrkdwn(incident.title, 120)}`,
      )
      .join(' · '),
    blocks: [
      ...all.map((one) => paragraph(...linesOf(one))),
      context(
        `Only you see this. \`${COMMAND} show ${first.incident.number}\` has more, \`${COMMAND} ask ${first.incident.number} …\` answers questions.`,
      ),
    ],
  });
}

function linesOf(one: CatchUp): Line[] {
  const { incident, summary, lastUpdate } = one;
  return [
    [glue(`${lightOf(incident)} `), bold(incident.title, 140), glue(` · ${incidentLabel(incident)}`)],
    sinceLine(one),
    ...(summary === null || incident.status === 'resolved'
      ? []
      : [[label('What is going on'), plain(summary, 300)]]),
    impactLine(one),
    causeLine(one),
    peopleLine(one),
    ...triedLines(one),
    ...waitingLines(one),
    ...(lastUpdate === null
      ? []
      : [
          [
            label('Last update'),
            moment(lastUpdate.at, '{time}'),
            glue(' '),
            plain(lastUpdate.text, 240),
            glue(' — '),
            actorSpan(lastUpdate.by),
          ],
        ]),
  ];
}

function sinceLine({ incident, alerts, now }: CatchUp): Line {
  const { startedAt, resolvedAt } = incident;
  const lasted = formatDuration((resolvedAt ?? now).getTime() - startedAt.getTime());
  return [
    glue(`${incident.severity} · ${incident.status} · since `),
    moment(startedAt, '{time}'),
    glue(resolvedAt ? `, over after ${lasted}` : ` (${lasted})`),
    glue(alerts.all === 0 ? '' : ` · ${alerts.firing} of ${count(alerts.all, 'alert')} firing`),
  ];
}

function impactLine({ incident }: CatchUp): Line {
  const score = effectiveScore(incident);
  if (score === null) return [label('Impact'), glue('not measured yet')];
  const reasons = incident.impactOverride
    ? [incident.impactOverride.reason]
    : (incident.impact?.components ?? []).filter(({ points }) => points > 0).map(({ reason }) => reason);
  return [
    label('Impact'),
    glue(`${score}/100`),
    ...(reasons.length === 0 ? [] : [glue(': '), plain(reasons.join('; '), 240)]),
  ];
}

function causeLine({ cause }: CatchUp): Line {
  if (cause === null) return [label('Cause'), glue('not known yet')];
  const heading =
    cause.confidence === null
      ? 'Cause, confirmed'
      : `Likely cause, ${formatConfidence(cause.confidence)} sure`;
  return [label(heading), plain(cause.text, 320), glue(citation(cause.evidenceIds, 4))];
}

function peopleLine({ people }: CatchUp): Line {
  if (people.length === 0) return [label('Who is on it'), glue('nobody so far')];
  return [
    label('Who is on it'),
    ...people
      .slice(0, MAX_PEOPLE)
      .flatMap(({ role, who }, index) => [glue(index === 0 ? '' : ', '), actorSpan(who), glue(` (${role})`)]),
    glue(people.length > MAX_PEOPLE ? ` and ${people.length - MAX_PEOPLE} more` : ''),
  ];
}

/** The newest ones; earlier tries are in the thread. */
function triedLines({ tried }: CatchUp): Line[] {
  if (tried.length === 0) return [[label('Tried'), glue('no fix was run so far')]];
  return tried
    .slice(-MAX_TRIED)
    .map(({ title, outcome, by, at }) => [
      label('Tried'),
      plain(title, 120),
      glue(` · ${outcome} · `),
      moment(at, '{time}'),
      ...(by === null ? [] : [glue(', '), actorSpan(by)]),
    ]);
}

function waitingLines({ waiting, nextStep, incident }: CatchUp): Line[] {
  if (waiting.length > 0)
    return waiting
      .slice(-MAX_WAITING)
      .map(({ title, approvers, until }) => [
        label('Waits for approval'),
        plain(title, 120),
        glue(' · until '),
        moment(until, '{time}'),
        glue(' · may decide: '),
        ...approverSpans(approvers),
      ]);
  return nextStep === null || incident.status === 'resolved'
    ? []
    : [[label('Do next'), plain(nextStep, 240)]];
}

function approverSpans(approvers: readonly string[]): Line {
  if (approvers.length === 0) return [glue('nobody is named in the configuration')];
  const named = approvers
    .slice(0, MAX_APPROVERS)
    .flatMap((id, index) => [glue(index === 0 ? '' : ', '), personSpan(id)]);
  const more = approvers.length - MAX_APPROVERS;
  return more > 0 ? [...named, glue(` and ${more} more`)] : named;
}
