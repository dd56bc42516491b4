/**
 * Private instructions for whoever has just been given a role: what they do in this incident now and what is expected of
 * them in the next quarter of an hour. Edited when the role passes on, so that nobody goes on with what is not theirs.
 */
import { incidentLabel } from '../../../incidents/incident.js';
import { effectiveScore } from '../../../incidents/impact.js';
import { readBriefSubject, roleTitle, type IncidentRole } from '../../../incidents/roles.js';
import type { IncidentView } from '../../../workflows/reading/incident-view.js';
import { COMMAND } from '../../ids.js';
import { actorSpan, formatConfidence, lightOf } from '../kit/words.js';
import {
  bold,
  bullets,
  channelSpan,
  code,
  glue,
  label,
  link,
  mention,
  moment,
  paragraph,
  plain,
  type Line,
  type MessageContent,
  type Span,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';

const TITLE = 150;
const SENTENCE = 300;

/** What each role is for, in the words of those who trained them. */
const PURPOSE: Readonly<Record<IncidentRole, string>> = {
  commander: 'You decide and you keep the overview; others do the work.',
  communications: 'You tell everybody outside the thread how it goes, so that nobody else has to.',
  scribe: 'You write down what is seen, tried and decided, with its reason, so that nothing is lost.',
  operations: 'You look into it and change the system; nobody else changes anything without telling you.',
  expert: 'You know this part of the system: you say what the evidence means and what would be safe to do.',
};

/**
 * @param subjectId names the assignment, as `briefSubject` makes it.
 * @param links `thread` is the address of the incident's thread; null when it is not known.
 * Undefined when `subjectId` is not understood.
 */
export function buildRoleBrief(
  view: IncidentView,
  subjectId: string,
  links: { readonly thread: string | null } = { thread: null },
): MessageContent | undefined {
  const subject = readBriefSubject(subjectId);
  if (!subject) return undefined;
  const { incident, roles } = view;
  const { role, slackUserId, assignedAt } = subject;
  const current = roles.find((one) => one.role === role);
  const isCurrent =
    current?.slackUserId === slackUserId && current.assignedAt.getTime() === assignedAt.getTime();
  const name = incidentLabel(incident);
  if (view.mergedInto)
    return note(`${name} has become part of another incident.`, [
      glue(
        `${name} is part of ${incidentLabel(view.mergedInto)} now; nothing is left to do for its ${roleTitle(role)}.`,
      ),
    ]);
  if (incident.status === 'resolved')
    return note(`${name} is resolved.`, [
      glue(`${name} is resolved; there is nothing left to do for its ${roleTitle(role)}.`),
    ]);
  if (!isCurrent) {
    const next: Line = current
      ? current.slackUserId === slackUserId
        ? [glue('You are it once more; the newer message says what to do.')]
        : [mention(current.slackUserId), glue(` is ${roleTitle(role)} of ${name} now. Thank you.`)]
      : [glue(`You are not ${roleTitle(role)} of ${name} any more. Thank you.`)];
    return note(`The ${roleTitle(role)} of ${name} has changed.`, next);
  }

  const isOwn = current.assignedBy.kind === 'person' && current.assignedBy.id === slackUserId;
  const score = effectiveScore(incident);
  const impact = score === null ? '' : ` · impact ${score}/100`;
  const head: Line = [
    glue(`${lightOf(incident)} You are `),
    bold(roleTitle(role)),
    glue(` of ${name}: `),
    bold(incident.title, TITLE),
    glue(` · ${incident.severity}${impact}`),
    ...(isOwn ? [] : [glue(' · given to you by '), actorSpan(current.assignedBy)]),
  ];
  return fitMessage({
    text: `You are ${roleTitle(role)} of ${name}.`,
    blocks: [
      paragraph(head, [glue(PURPOSE[role])], ...situation(view), threadLine(view, links.thread)),
      bullets([bold('In the next 15 minutes')], stepsOf(role, view)),
    ],
  });
}

function note(text: string, line: Line): MessageContent {
  return { text, blocks: [paragraph(line)] };
}

function situation({ analysis, incident }: IncidentView): Line[] {
  const lines: Line[] = [];
  if (analysis) lines.push([label('What is going on'), plain(analysis.report.summary, SENTENCE)]);
  const cause = analysis?.report.cause;
  if (cause)
    lines.push([
      label(`Likely cause, ${formatConfidence(cause.confidence)} sure`),
      plain(cause.mechanism, SENTENCE),
    ]);
  if (incident.updateDueAt) lines.push([label('Next status update'), moment(incident.updateDueAt, '{time}')]);
  return lines;
}

function threadLine({ incident }: IncidentView, thread: string | null): Line {
  const place: Span =
    thread !== null
      ? link(`the thread of ${incidentLabel(incident)}`, thread)
      : channelSpan(incident.channel);
  return [label('Where'), place];
}

function stepsOf(role: IncidentRole, view: IncidentView): Line[] {
  const { number } = view.incident;
  const say = (text: string): Span => code(`${COMMAND} ${text}`);
  const pending = view.proposals.findLast(({ proposal }) => proposal.status === 'pending')?.proposal;
  const has = (wanted: IncidentRole) => view.roles.some((one) => one.role === wanted);
  switch (role) {
    case 'commander':
      return [
        pending
          ? [
              glue('A fix waits for a decision: '),
              plain(pending.title, TITLE),
              glue('. See that it gets one.'),
            ]
          : [glue('Decide what stops the harm first; the cause can wait.')],
        has('operations')
          ? [glue('Agree with the operations lead on what is tried next.')]
          : [glue('Ask somebody to work on it: '), say(`assign ${number} operations @name`)],
        has('communications')
          ? [glue('Tell the communications lead what may be said.')]
          : [glue('Say how it goes, or ask somebody to: '), say(`status ${number} …`)],
      ];
    case 'communications':
      return [
        [glue('Post a first update, even when little is known: '), say(`status ${number} …`)],
        [glue('Say who is affected, what is being done, and when the next update comes.')],
        [glue('Ask the commander before you say what the cause is.')],
      ];
    case 'scribe':
      return [
        [glue('See what is written already: '), say(`timeline ${number}`)],
        [glue('Write down each decision with its reason: '), say(`note ${number} …`)],
        [glue('Ask when you did not understand; others did not either.')],
      ];
    case 'operations':
      return [
        [glue('Read the evidence in the thread and say what you check first.')],
        pending
          ? [glue('See whether this would be safe: '), plain(pending.title, TITLE)]
          : [glue('See whether a runbook fits: '), say(`runbook ${number}`)],
        [glue('Say in the thread what you change, before you change it.')],
      ];
    case 'expert':
      return [
        [glue('Read the evidence in the thread; say what fits and what does not.')],
        [glue('Say what you would look at next: '), say(`ask ${number} …`), glue(' asks for measurements.')],
        [glue('Tell the commander when you need somebody else.')],
      ];
  }
}
