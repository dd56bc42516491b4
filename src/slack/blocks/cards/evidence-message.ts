/**
 * What was seen, in the thread, as short as it can be: what stands out, what changed, which runbook fits, what was ruled
 * out, what to do. Everything else is one click away, for whoever wants it: see `evidence-details.ts`.
 */
import type { Evidence } from '../../../incidents/evidence.js';
import { incidentLabel } from '../../../incidents/incident.js';
import { isId } from '../../../shared/ids.js';
import type { IncidentView } from '../../../workflows/reading/incident-view.js';
import { ACTIONS } from '../../ids.js';
import {
  bold,
  bullets,
  buttonRow,
  context,
  feedbackRow,
  glue,
  paragraph,
  plain,
  type Block,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { escapeMrkdwn } from '../kit/escape.js';
import { causeLine, checkedSentences, otherCauseLines, unverifiedMark } from './analysis-parts.js';
import {
  adviceLines,
  countChecks,
  gapsOf,
  headingOfClaims,
  queriesOf,
  sortEvidence,
  summariseRunbooks,
} from './evidence-parts.js';
import { citation, count, formatVerdicts, withoutStop } from '../kit/words.js';
import { setAsideLine } from './incident-facts.js';
import { similarLines, type LinkTo } from './similar-lines.js';

/** Enough to judge the cause by on a phone, without scrolling past it. */
const MAX_UNUSUAL = 4;
const MAX_FORECASTS = 2;
const MAX_CHANGES = 2;
const MAX_SIMILAR = 2;
const MAX_RUNBOOKS = 2;
const MAX_RULED_OUT = 2;
const OTHER_CAUSE = { cause: 120, why: 160 };
const MAX_STEPS = 3;
const MAX_GAPS = 2;
const STATEMENT = 260;
const STEP = 300;
/** A gap may quote a query; what failed is at its beginning. */
const GAP = 120;

/** `linkTo` gives the address of another incident's thread; without it, that is named only. */
export function buildEvidenceMessage(view: IncidentView, linkTo?: LinkTo): MessageContent {
  const { unusual, forecasts, changes, similar, runbooks, others: quiet } = sortEvidence(view);
  const isEmpty = view.evidence.length === 0;
  const claims = view.analysis?.by === 'model' ? view.analysis.report.claims : [];
  const others = otherCauseLines(view.analysis, OTHER_CAUSE);
  const runbookLines = summariseRunbooks(runbooks);
  const shown = {
    // A model says what it concludes from what; rules only repeat the observations.
    claims: claims.slice(0, MAX_UNUSUAL),
    unusual: claims.length > 0 ? [] : withoutRepeats(unusual).slice(0, MAX_UNUSUAL),
    forecasts: forecasts.slice(0, MAX_FORECASTS),
    similar: similar.slice(0, MAX_SIMILAR),
    changes: changes.filter(({ isAnomalous }) => isAnomalous).slice(0, MAX_CHANGES),
    others: others.slice(0, MAX_RULED_OUT),
    steps: [...decisionWanted(view).map((step): Line => [plain(step, STEP)]), ...adviceLines(view)].slice(
      0,
      MAX_STEPS,
    ),
  };
  const left = [
    ...more(
      unusual.length - shown.unusual.length + forecasts.length - shown.forecasts.length + quiet.length,
      'observation',
    ),
    ...more(changes.length - shown.changes.length, 'change'),
    ...more(similar.length - shown.similar.length, 'past incident'),
    ...more(claims.length - shown.claims.length, 'reason'),
    ...more(others.length - shown.others.length, 'other cause'),
    ...more(countChecks(runbooks), 'check of runbooks', 'checks of runbooks'),
    ...more(queriesOf(view.evidence).length, 'query'),
  ];
  const heading = shown.claims.length > 0 ? headingOfClaims(view) : 'What stands out';
  const statement = (item: { statement: string; id: string }): Line => [
    plain(item.statement, STATEMENT),
    glue(citation([item.id])),
  ];
  const first: readonly Line[] =
    shown.claims.length > 0
      ? shown.claims.map(({ text, evidenceIds }, index) => [
          plain(text, STATEMENT),
          glue(citation(evidenceIds, 3)),
          ...unverifiedMark(view.analysis, 'claim', index),
        ])
      : shown.unusual.map(statement);
  const isQuiet = first.length + shown.forecasts.length === 0;
  return fitMessage({
    text: `${incidentLabel(view.incident)} evidence: ${isQuiet ? 'nothing stands out' : textOf(shown)}`,
    blocks: [
      // Rules say it in the card and as the first observation.
      ...(view.analysis?.by === 'model' ? [paragraph(causeLine(view.analysis))] : []),
      ...list(heading, first),
      ...(isQuiet ? [paragraph([bold(isEmpty ? 'Nothing could be observed' : 'Nothing stands out')])] : []),
      ...list('What runs out', shown.forecasts.map(statement)),
      ...list('What changed', shown.changes.map(statement)),
      ...list('Seen before', similarLines(shown.similar, linkTo)),
      ...list('Runbook', runbookLines.slice(0, MAX_RUNBOOKS)),
      ...list('Less likely, or ruled out', shown.others),
      ...list('What to do next', shown.steps),
      ...footer(view, left),
    ],
  });
}

/**
 * A reading that the ranking gives as its reason is read once: the next observation has its place. So is what was asked
 * again while an analysis still cites the older answer.
 */
function withoutRepeats(unusual: readonly Evidence[]): readonly Evidence[] {
  const newest = new Map(unusual.map((item) => [questionOf(item), item.id]));
  const current = unusual.filter((item) => newest.get(questionOf(item)) === item.id);
  const ranking = current.find(({ kind }) => kind === 'ranking')?.statement ?? '';
  return current.filter(({ kind, service, statement }) => {
    const [, reading] = statement.split(` of ${service} `);
    return kind !== 'signal' || !reading || !ranking.includes(withoutStop(reading));
  });
}

/** The same for two observations of which the later one replaces the other. */
function questionOf({ id, kind, service, query }: Evidence): string {
  if (kind === 'ranking') return kind;
  return kind === 'signal' && query !== null ? JSON.stringify([service, query]) : id;
}

/** What the living message asks for too: two different pieces of advice would be one too many. */
function decisionWanted({ incident, proposals }: IncidentView): string[] {
  const pending = proposals.findLast(({ proposal }) => proposal.status === 'pending')?.proposal;
  return pending && incident.status !== 'resolved'
    ? [`Approve or reject “${pending.title}” in this thread.`]
    : [];
}

function textOf({
  claims,
  unusual,
  forecasts,
}: {
  claims: readonly { text: string }[];
  unusual: readonly { statement: string }[];
  forecasts: readonly { statement: string }[];
}): string {
  const first = claims[0]?.text ?? (unusual[0] ?? forecasts[0])?.statement;
  return escapeMrkdwn(first ?? '', 200);
}

function list(heading: string, lines: readonly Line[]): Block[] {
  return lines.length === 0 ? [] : [bullets([bold(heading)], lines)];
}

function more(n: number, one: string, many?: string): string[] {
  if (n <= 0) return [];
  return [many === undefined || n === 1 ? count(n, one) : `${n} ${many}`];
}

function footer(view: IncidentView, left: readonly string[]): Block[] {
  const { incident, investigationId, analysis, feedback } = view;
  const unseen = gapsOf(view);
  const lines = [
    ...setAsideLine(view),
    ...(left.length === 0 ? [] : [`Under “Show more”: ${left.join(', ')}.`]),
    ...unseen.slice(0, MAX_GAPS).map((gap) => `Not seen: ${escapeMrkdwn(gap, GAP)}`),
    ...(unseen.length > MAX_GAPS ? [`… and ${unseen.length - MAX_GAPS} more that could not be seen.`] : []),
    ...checkedSentences(analysis),
    ...(analysis?.by === 'rules' && analysis.note !== null ? [escapeMrkdwn(analysis.note, 300)] : []),
  ];
  const isJudged = analysis !== null && investigationId !== null && isId(investigationId);
  return [
    ...(lines.length === 0 ? [] : [context(...lines)]),
    ...(view.evidence.length === 0 && analysis === null
      ? []
      : [
          buttonRow({
            actionId: ACTIONS.showMore,
            value: incident.id,
            text: 'Show more',
            hint: 'Show more: everything that was seen, for your eyes only',
          }),
        ]),
    ...(isJudged
      ? [
          context(feedbackSentence(feedback)),
          feedbackRow(
            ACTIONS.feedback,
            { text: 'Right', value: `right:${investigationId}`, hint: 'This analysis is right' },
            { text: 'Wrong', value: `wrong:${investigationId}`, hint: 'This analysis is wrong' },
          ),
        ]
      : []),
  ];
}

function feedbackSentence(feedback: IncidentView['feedback']): string {
  const said = formatVerdicts(feedback);
  return `Is this analysis right? ${said === '' ? 'Nobody has said so far.' : `So far ${said}.`}`;
}
