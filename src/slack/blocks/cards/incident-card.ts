/**
 * The parent message of an incident's thread, edited in place: what is going on, the likely cause, what to do next; then,
 * in grey, how bad it is and why, who is on it and what it cost. Everything in it follows from what is stored, never from
 * the clock: two renderings differ only when something happened.
 */
import { effectiveScore } from '../../../incidents/impact.js';
import { incidentLabel } from '../../../incidents/incident.js';
import type { IncidentView } from '../../../workflows/reading/incident-view.js';
import { ACTIONS } from '../../ids.js';
import {
  bold,
  buttonRow,
  context,
  glue,
  label,
  moment,
  paragraph,
  plain,
  type Block,
  type ButtonContent,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { escapeMrkdwn } from '../kit/escape.js';
import { unverifiedMark } from './analysis-parts.js';
import { alertLine, costLine, dueLines, impactLines, peopleLine, setAsideLine } from './incident-facts.js';
import { nextStepOf } from './next-step.js';
import { buildResolvedCard } from './resolved-card.js';
import { actorSpan, formatConfidence, lightOf } from '../kit/words.js';

const TITLE = 150;
/** A phone shows about ten lines before it folds; the cause and the next step have to be among them. */
const SUMMARY = 280;
const MECHANISM = 400;
const STEP = 320;
/** Of a service that may be the cause, before an analysis says more. */
const MAX_REASONS = 2;
/** The ranking below the likely cause. */
const MAX_OTHERS = 2;
const REASON = 120;

export function buildIncidentCard(view: IncidentView): MessageContent {
  return fitMessage(view.incident.status === 'resolved' ? buildResolvedCard(view) : buildLiveCard(view));
}

function buildLiveCard(view: IncidentView): MessageContent {
  const { incident } = view;
  const cause = causeOf(view);
  const next = nextStepOf(view);
  const summary = summaryOf(view);
  return {
    text: [
      `${lightOf(incident)} ${incident.severity} ${incidentLabel(incident)} ${escapeMrkdwn(incident.title, TITLE)}`,
      `${cause.label}: ${escapeMrkdwn(cause.text, 200)}`,
      `Do next: ${escapeMrkdwn(next, 200)}`,
    ].join(' · '),
    blocks: [
      paragraph(
        [glue(`${lightOf(incident)} `), bold(incident.title, TITLE)],
        statusLine(view),
        ...(summary === null
          ? []
          : [
              [
                label('What is going on'),
                plain(summary, SUMMARY),
                ...unverifiedMark(view.analysis, 'summary'),
              ],
            ]),
        ...latestUpdate(view),
        [label(cause.label), plain(cause.text, MECHANISM), ...unverifiedMark(view.analysis, 'cause')],
        [label('Do next'), plain(next, STEP)],
      ),
      context(
        ...setAsideLine(view),
        ...otherSuspects(view),
        ...impactLines(incident),
        alertLine(view),
        peopleLine(view),
        ...dueLines(incident),
        ...costLine(view),
      ),
      buttons(view),
    ],
  };
}

function statusLine({ incident }: IncidentView): Line {
  const score = effectiveScore(incident);
  const facts = [
    incident.severity,
    ...(score === null ? [] : [`impact ${score}/100`]),
    ...(incident.status === 'open' ? [] : [incident.status]),
    incidentLabel(incident),
    ...(incident.isPrivate ? ['private'] : []),
  ];
  const snoozed: Line =
    incident.snoozedUntil === null
      ? []
      : [glue(' · snoozed until '), moment(incident.snoozedUntil, '{time}')];
  return [glue(facts.join(' · ')), ...snoozed];
}

/** A weaker suspect may be anything; to name it alone would send people there. */
const MIN_TOLD_CONFIDENCE = 0.4;

function causeOf({ analysis, suspects }: IncidentView): {
  label: string;
  text: string;
} {
  const unknown = (text: string) => ({ label: 'Likely cause', text });
  if (analysis === null) {
    const [first] = suspects;
    if (first && first.confidence < MIN_TOLD_CONFIDENCE)
      return unknown('being worked out; nothing points clearly at one service so far.');
    return unknown(
      first
        ? `being worked out; so far ${first.service} is the most likely origin (${formatConfidence(first.confidence)})${reasonsOf(first, MAX_REASONS)}.`
        : 'gathering evidence; it follows in the thread.',
    );
  }
  const { cause } = analysis.report;
  if (cause === null) return unknown('the evidence does not allow one to be named.');
  return {
    label: `Likely cause, ${formatConfidence(cause.confidence)} sure`,
    text: cause.mechanism,
  };
}

/** Where else it may have begun: whoever doubts the cause looks there next. */
function otherSuspects({ analysis, suspects }: IncidentView): string[] {
  const named = analysis === null ? suspects[0]?.service : analysis.report.cause?.service;
  const others = suspects
    .filter(({ service }) => service !== named)
    .slice(0, MAX_OTHERS)
    .map(
      (suspect) =>
        `${escapeMrkdwn(suspect.service, 80)} (${formatConfidence(suspect.confidence)}${escapeMrkdwn(reasonsOf(suspect, 1), REASON)})`,
    );
  return others.length === 0 ? [] : [`Less likely: ${others.join(' · ')}`];
}

function reasonsOf({ reasons }: IncidentView['suspects'][number], max: number): string {
  return reasons.length === 0 ? '' : `: ${reasons.slice(0, max).join('; ')}`;
}

/** The report's summary, or what the first alert says of itself, unless the title says the same. */
function summaryOf({ incident, analysis, alerts }: IncidentView): string | null {
  if (analysis) return analysis.report.summary;
  const alert = alerts.find(({ status }) => status === 'firing') ?? alerts[0];
  if (!alert) return null;
  const { summary, description } = alert.annotations;
  return (
    [summary, description, alert.name].find((text) => text !== undefined && text !== incident.title) ?? null
  );
}

/** What people said last about how it goes. */
function latestUpdate({ timeline }: IncidentView): Line[] {
  const update = timeline.findLast(({ kind }) => kind === 'status.updated');
  if (!update) return [];
  return [
    [
      label('Latest update'),
      plain(update.text, SUMMARY),
      glue(' ('),
      actorSpan(update.actor),
      glue(', '),
      moment(update.at, '{time}'),
      glue(')'),
    ],
  ];
}

function buttons({ incident: { id, status, acknowledgedBy } }: IncidentView): Block {
  const acknowledge: ButtonContent = {
    actionId: ACTIONS.acknowledge,
    value: id,
    text: 'Acknowledge',
    hint: 'Acknowledge: you take this incident, and others see it',
    style: 'primary',
  };
  const isWaiting = status === 'open' && acknowledgedBy === null;
  return buttonRow(
    ...(isWaiting ? [acknowledge] : []),
    {
      actionId: ACTIONS.postUpdate,
      value: id,
      text: 'Post update',
      hint: 'Post update: opens a form for a status update',
    },
    {
      actionId: ACTIONS.resolve,
      value: id,
      text: 'Resolve…',
      hint: 'Resolve: opens a form that asks what the cause was',
    },
  );
}
