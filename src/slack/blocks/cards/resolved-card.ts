/** What is left of an incident once it is over: the cause as people confirmed it, how long it took, what fixed it. */
import { effectiveScore } from '../../../incidents/impact.js';
import { incidentLabel } from '../../../incidents/incident.js';
import { formatDuration } from '../../../shared/duration.js';
import type { IncidentView, ProposalView } from '../../../workflows/reading/incident-view.js';
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
  type Span,
} from '../kit/block-kit.js';
import { escapeMrkdwn } from '../kit/escape.js';
import { costLine, roleLine } from './incident-facts.js';
import { actorSpan, count, formatConfidence, formatVerdicts, lightOf } from '../kit/words.js';

const TITLE = 150;
const CAUSE = 400;

export function buildResolvedCard(view: IncidentView): MessageContent {
  const { incident } = view;
  const resolvedAt = incident.resolvedAt ?? view.now;
  const lasted = formatDuration(resolvedAt.getTime() - incident.startedAt.getTime());
  if (view.mergedInto !== null) return buildMergedCard(view, incidentLabel(view.mergedInto), resolvedAt);
  const end = `resolved after ${lasted}`;
  return {
    text: `${lightOf(incident)} ${incidentLabel(incident)} ${end}: ${escapeMrkdwn(incident.title, TITLE)}`,
    blocks: [
      paragraph(
        [glue(`${lightOf(incident)} `), bold(incident.title, TITLE)],
        [glue([end, incident.severity, incidentLabel(incident)].join(' · '))],
        ...causeLines(view),
        ...fixLines(view),
        whenLine(view, resolvedAt),
      ),
      context(
        [count(view.alerts.length, 'alert'), ...impactPart(view)].join(' · '),
        ...judgementLine(view),
        ...roleLine(view.roles),
        ...costLine(view),
        `${postmortemPart(view, resolvedAt)} · \`${COMMAND} reopen ${incident.number}\` if it comes back`,
      ),
    ],
  };
}

/** A draft of an earlier end does not count. */
function postmortemPart({ incident, timeline }: IncidentView, resolvedAt: Date): string {
  const drafted = timeline.findLast(({ kind }) => kind === 'postmortem.drafted');
  return drafted && drafted.at >= resolvedAt
    ? 'The draft of the postmortem is in the thread'
    : `\`${COMMAND} postmortem ${incident.number}\` drafts the postmortem`;
}

/** Nothing is decided here any more; everything goes on elsewhere. */
function buildMergedCard({ incident }: IncidentView, into: string, at: Date): MessageContent {
  return {
    text: `↪️ ${incidentLabel(incident)} merged into ${into}: ${escapeMrkdwn(incident.title, TITLE)}`,
    blocks: [
      paragraph(
        [glue('↪️ '), bold(incident.title, TITLE)],
        [glue(`merged into ${into} · ${incidentLabel(incident)}`)],
        [label('Do next'), glue(`go on in the thread of ${into}.`)],
        [
          label('When'),
          moment(at, '{date_short_pretty} {time}'),
          glue(', by '),
          actorSpan(incident.resolvedBy),
        ],
      ),
    ],
  };
}

/** People's word first; what was analysed stays beside it, so that a wrong analysis is seen as such. */
function causeLines({ incident, analysis }: IncidentView): Line[] {
  const cause = analysis?.report.cause ?? null;
  const analysed = (words: string): Line[] =>
    cause === null
      ? []
      : [[label(`${words}, ${formatConfidence(cause.confidence)} sure`), plain(cause.mechanism, CAUSE)]];
  if (incident.confirmedCause === null && cause === null) return [[label('Cause'), glue('none was found.')]];
  if (incident.confirmedCause === null) return analysed('Cause as analysed');
  // Whoever chose what was analysed says the same.
  const isSame = cause !== null && sameWords(incident.confirmedCause) === sameWords(cause.mechanism);
  return [
    [label('Cause, confirmed by people'), plain(incident.confirmedCause, CAUSE)],
    ...(isSame ? [] : analysed('Firewatch had said')),
  ];
}

const sameWords = (text: string) =>
  text
    .trim()
    .replace(/[.\s]+$/, '')
    .toLowerCase();

/** What else was run counts as well: an alert may end before the check of the fix does. */
const RAN: Readonly<Partial<Record<ProposalView['proposal']['status'], string>>> = {
  verifying: ', still being checked',
  unverified: ', but its check did not pass',
  unknown: ', but nobody knows whether it took effect',
};

function fixLines({ proposals }: IncidentView): Line[] {
  const fix = proposals.findLast(({ proposal }) => proposal.status === 'verified');
  if (fix) return [[label('Fixed by'), plain(fix.proposal.title, TITLE), ...approvedSpans(fix)]];
  const tried = proposals.findLast(({ proposal }) => RAN[proposal.status] !== undefined);
  if (!tried) return [];
  const { title, status, verification } = tried.proposal;
  const unchecked = status === 'unverified' && verification === null ? ', not verified' : RAN[status];
  return [[label('Ran'), plain(title, TITLE), glue(unchecked ?? ''), ...approvedSpans(tried)]];
}

/** Everybody whose yes it took. */
function approvedSpans({ proposal, approvals }: ProposalView): Span[] {
  if (proposal.decidedBy?.kind === 'firewatch') return [glue(', by itself')];
  const people = approvals.map(({ slackUserId }) => personSpan(slackUserId));
  if (people.length === 0) return [glue(', approved by '), actorSpan(proposal.decidedBy)];
  return people.flatMap((person, index) => [
    glue(index === 0 ? ', approved by ' : index === people.length - 1 ? ' and ' : ', '),
    person,
  ]);
}

function whenLine({ incident }: IncidentView, resolvedAt: Date): Line {
  return [
    label('When'),
    moment(incident.startedAt, '{date_short_pretty} {time}'),
    glue(' to '),
    moment(resolvedAt, isSameDay(incident.startedAt, resolvedAt) ? '{time}' : '{date_short_pretty} {time}'),
    glue(', resolved by '),
    actorSpan(incident.resolvedBy),
  ];
}

/** Within a day of one another: the reader's own midnight is not known. */
function isSameDay(a: Date, b: Date): boolean {
  return Math.abs(b.getTime() - a.getTime()) < 12 * 3_600_000;
}

function impactPart({ incident }: IncidentView): string[] {
  const score = effectiveScore(incident);
  return score === null ? [] : [`impact ${score}/100`];
}

/** Whether anybody stands behind the cause. */
function judgementLine({ incident, analysis, feedback }: IncidentView): string[] {
  const said = formatVerdicts(feedback, 'the analysis');
  const parts = [
    ...(incident.confirmedCause === null && analysis?.report.cause ? ['Nobody has confirmed the cause'] : []),
    ...(analysis === null || said === '' ? [] : [said]),
  ];
  return parts.length === 0 ? [] : [parts.join(' · ')];
}
