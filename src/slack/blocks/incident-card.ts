/**
 * The parent message of an incident's thread, edited in place. Its first lines answer what broke, how bad it is, the
 * likely cause and what to do, because that is all a phone shows.
 */
import { incidentLabel, type Incident } from '../../incidents/incident.js';
import type { IncidentView, ProposalView } from '../../workflows/incident-view.js';
import {
  bold,
  context,
  glue,
  label,
  moment,
  mrkdwnMoment,
  paragraph,
  plain,
  type Line,
  type MessageContent,
} from './block-kit.js';
import { fitMessage } from './budget.js';
import { escapeMrkdwn } from './escape.js';
import {
  actorMrkdwn,
  actorSpan,
  citation,
  count,
  formatConfidence,
  formatDuration,
  lightOf,
} from './words.js';

const TITLE = 150;
const MECHANISM = 400;

export function buildIncidentCard(view: IncidentView): MessageContent {
  return fitMessage(view.incident.status === 'resolved' ? buildResolvedCard(view) : buildLiveCard(view));
}

function buildLiveCard(view: IncidentView): MessageContent {
  const { incident } = view;
  const impact = incident.impact ? ` · impact ${incident.impact.score}/100` : '';
  const status = incident.status === 'open' ? '' : ` · ${incident.status}`;
  const head: Line = [
    glue(`${lightOf(incident)} `),
    bold(incident.title, TITLE),
    glue(` · ${incident.severity}${impact}${status} · ${incidentLabel(incident)}`),
  ];
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
        head,
        [label(cause.label), plain(cause.text, MECHANISM)],
        [label('Do next'), plain(next, 320)],
      ),
      ...(summary === null ? [] : [paragraph([label('What is going on'), plain(summary)])]),
      context(...peopleLines(view), ...impactLines(incident), ...authorLines(view)),
    ],
  };
}

function buildResolvedCard(view: IncidentView): MessageContent {
  const { incident, analysis } = view;
  const resolvedAt = incident.resolvedAt ?? view.now;
  const lasted = formatDuration(resolvedAt.getTime() - incident.startedAt.getTime());
  const cause = analysis?.report.cause;
  const fix = view.proposals.findLast(({ proposal }) => proposal.status === 'verified')?.proposal;
  const lines: Line[] = [
    [
      glue(`${lightOf(incident)} `),
      bold(incident.title, TITLE),
      glue(` · resolved after ${lasted} · ${incident.severity} · ${incidentLabel(incident)}`),
    ],
  ];
  if (cause)
    lines.push([label('Cause'), plain(cause.mechanism, MECHANISM), glue(citation(cause.evidenceIds))]);
  if (fix)
    lines.push([
      label('Fixed by'),
      plain(fix.title, TITLE),
      glue(', approved by '),
      actorSpan(fix.decidedBy),
    ]);
  lines.push([
    label('When'),
    moment(incident.startedAt, '{date_short_pretty} {time}'),
    glue(' to '),
    moment(resolvedAt, '{time}'),
    glue(', resolved by '),
    actorSpan(incident.resolvedBy),
  ]);
  return {
    text: `${lightOf(incident)} ${incidentLabel(incident)} resolved after ${lasted}: ${escapeMrkdwn(incident.title, TITLE)}`,
    blocks: [
      paragraph(...lines),
      context([count(view.alerts.length, 'alert'), ...impactScore(incident)].join(' · ')),
    ],
  };
}

function causeOf({ analysis }: IncidentView): { label: string; text: string } {
  if (analysis === null)
    return { label: 'Likely cause', text: 'gathering evidence; it follows in the thread.' };
  const { cause } = analysis.report;
  if (cause === null) return { label: 'Likely cause', text: 'the evidence does not allow one to be named.' };
  return {
    label: `Likely cause, ${formatConfidence(cause.confidence)} sure`,
    text: `${cause.mechanism}${citation(cause.evidenceIds)}`,
  };
}

/** The one thing to do now: the newest proposal that wants or has attention, else the report's first advice. */
function nextStepOf(view: IncidentView): string {
  const proposal = view.proposals.findLast(({ proposal }) => STEP_OF_PROPOSAL[proposal.status] !== undefined);
  if (proposal) return STEP_OF_PROPOSAL[proposal.proposal.status]?.(proposal) ?? '';
  const advice = view.analysis?.report.nextSteps[0];
  if (advice) return advice;
  if (view.evidence.some(({ kind }) => kind === 'runbook'))
    return 'look at the checks of the runbook in the thread.';
  return view.analysis === null
    ? 'wait a few seconds, or look at the service yourself.'
    : 'look at the evidence in the thread; no runbook fits.';
}

const quoted = ({ proposal }: ProposalView) => `“${proposal.title}”`;
const STEP_OF_PROPOSAL: Readonly<
  Partial<Record<ProposalView['proposal']['status'], (view: ProposalView) => string>>
> = {
  pending: (view) => `approve or reject ${quoted(view)} in the thread.`,
  approved: (view) => `wait: ${quoted(view)} is approved and about to run.`,
  executing: (view) => `wait: ${quoted(view)} is running.`,
  verifying: (view) => `wait: ${quoted(view)} has run, checking that it worked.`,
  verified: (view) => `watch: ${quoted(view)} worked.`,
  unverified: (view) => `take over: ${quoted(view)} ran, but the check did not pass.`,
  failed: (view) => `take over: ${quoted(view)} failed.`,
  unknown: (view) => `look at the target yourself: nobody knows whether ${quoted(view)} took effect.`,
};

/** The report's summary, or what the first alert says of itself. */
function summaryOf({ analysis, alerts }: IncidentView): string | null {
  if (analysis) return analysis.report.summary;
  const alert = alerts.find(({ status }) => status === 'firing') ?? alerts[0];
  if (!alert) return null;
  return alert.annotations['summary'] ?? alert.annotations['description'] ?? alert.name;
}

function peopleLines({ incident, alerts }: IncidentView): string[] {
  const firing = alerts.filter(({ status }) => status === 'firing').length;
  const since = `Since ${mrkdwnMoment(incident.startedAt)} (${mrkdwnMoment(incident.startedAt, '{ago}')})`;
  const alertCount =
    alerts.length === 0 ? 'no alert' : `${firing} of ${count(alerts.length, 'alert')} firing`;
  const handling = incident.acknowledgedBy
    ? `acknowledged by ${actorMrkdwn(incident.acknowledgedBy)}`
    : 'nobody has acknowledged it';
  const names = incident.onCall.slice(0, 3).map(({ name }) => escapeMrkdwn(name, 80));
  const pager = names.length === 0 ? [] : [`on call: ${names.join(', ')}`];
  return [[since, alertCount, handling, ...pager].join(' · ')];
}

function impactLines(incident: Incident): string[] {
  if (!incident.impact) return [];
  const parts = incident.impact.components.map(
    ({ points, outOf, reason }) => `${escapeMrkdwn(reason, 120)} (${Math.round(points)}/${outOf})`,
  );
  return [`Impact ${incident.impact.score}/100: ${parts.join(' · ')}`];
}

function impactScore(incident: Incident): string[] {
  return incident.impact ? [`impact ${incident.impact.score}/100`] : [];
}

function authorLines({ analysis }: IncidentView): string[] {
  if (analysis === null) return [];
  const took = formatDuration(analysis.usage.durationMs);
  if (analysis.by === 'rules')
    return [escapeMrkdwn(analysis.note ?? 'This analysis was made by rules.', 300)];
  const author = `Analysed by ${escapeMrkdwn(analysis.model ?? 'a model', 80)} in ${took}; check before you act.`;
  const note = analysis.note === null ? '' : ` ${escapeMrkdwn(analysis.note, 300)}`;
  return [`${author}${note}`];
}
