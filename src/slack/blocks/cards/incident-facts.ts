/** The grey lines of an incident: how bad and why, since when, who is on it, what it cost. Each is mrkdwn of escaped parts. */
import { describeMoney } from '../../../shared/model-cost.js';
import type { Incident } from '../../../incidents/incident.js';
import type { ImpactComponent, Impact } from '../../../incidents/impact.js';
import { capitalize } from '../../../shared/text.js';
import type { IncidentView } from '../../../workflows/reading/incident-view.js';
import { mrkdwnMoment, mrkdwnMention } from '../kit/block-kit.js';
import { foldItems } from '../kit/budget.js';
import { escapeMrkdwn } from '../kit/escape.js';
import { actorMrkdwn, count, formatSpentTime } from '../kit/words.js';

const MAX_NAMES = 3;
const MAX_PARTS = 4;
/** The error budget is told with both of its windows. */
const PART = 170;

/** The score with its parts; a person's word against it comes first, with its reason. */
export function impactLines({ impact, impactOverride }: Incident): string[] {
  const parts = shownParts(impact?.components ?? []).map(
    ({ points, outOf, reason }) => `${escapeMrkdwn(reason, PART)} (${Math.round(points)} of ${outOf})`,
  );
  const breakdown = parts.length === 0 ? '' : `: ${parts.join(' · ')}`;
  if (impactOverride === null)
    return impact === null ? [] : [`Impact ${impact.score}/100${riseOf(impact)}${breakdown}`];
  const { score, by, reason } = impactOverride;
  return [
    `Impact ${score}/100, set by ${actorMrkdwn(by)}: “${escapeMrkdwn(reason, 200)}”`,
    ...(impact === null ? [] : [`Measured ${impact.score}/100${riseOf(impact)}${breakdown}`]),
  ];
}

function riseOf({ rise }: Impact): string {
  return rise ? `, up from ${rise.from} at ${mrkdwnMoment(new Date(rise.since))}` : '';
}

/** The weightiest parts, and how the error budget stands where there is one; `/incident impact` has all of them. */
function shownParts(components: readonly ImpactComponent[]): readonly ImpactComponent[] {
  const first = components.toSorted((a, b) => b.points - a.points).slice(0, MAX_PARTS);
  return components.filter((one) => first.includes(one) || (one.name === 'error_budget' && one.queries));
}

/** Since when, and how many alerts say so. */
export function alertLine({ incident, alerts }: IncidentView): string {
  const since = `Since ${mrkdwnMoment(incident.startedAt)} (${mrkdwnMoment(incident.startedAt, '{ago}')})`;
  const firing = alerts.filter(({ status }) => status === 'firing').length;
  const told =
    alerts.length === 0
      ? 'no alert'
      : firing === 0
        ? `none of ${count(alerts.length, 'alert')} fires any more`
        : `${firing.toLocaleString('en')} of ${count(alerts.length, 'alert')} firing`;
  const reopened =
    incident.reopenCount === 0
      ? []
      : [incident.reopenCount === 1 ? 'reopened once' : `reopened ${incident.reopenCount} times`];
  return [since, told, ...reopened].join(' · ');
}

/** Who took it, who has which role, who carries the pager. */
export function peopleLine({ incident, roles }: IncidentView): string {
  const isLed = roles.some(({ role }) => role === 'commander');
  const taken =
    incident.acknowledgedBy !== null
      ? [`Acknowledged by ${actorMrkdwn(incident.acknowledgedBy)}`]
      : isLed
        ? []
        : ['Nobody has acknowledged it yet'];
  const onCall = foldItems(
    incident.onCall.map(({ name }) => escapeMrkdwn(name, 80)),
    MAX_NAMES,
    (left) => `${left} more`,
  );
  const pager = onCall.length === 0 ? [] : [`on call: ${onCall.join(', ')}`];
  return [...taken, ...roleLine(roles), ...pager].join(' · ');
}

/** `Commander @alice · Scribe @bob`, or nothing. */
export function roleLine(roles: IncidentView['roles']): string[] {
  const parts = roles.map(({ role, slackUserId }) => `${capitalize(role)} ${mrkdwnMention(slackUserId)}`);
  return parts.length === 0 ? [] : [parts.join(' · ')];
}

export function dueLines({ updateDueAt }: Incident): string[] {
  if (updateDueAt === null) return [];
  return [`Next status update due at ${mrkdwnMoment(updateDueAt)}`];
}

/** Why the newest look changed nothing of what is shown, if it did not. */
export function setAsideLine({ setAside }: IncidentView): string[] {
  return setAside === null ? [] : [escapeMrkdwn(setAside, 400)];
}

/** Who analysed it, and what all analyses of the incident have cost. */
export function costLine({ incident, analysis, cost }: IncidentView): string[] {
  if (analysis === null && cost.modelCalls === 0) return [];
  const spent =
    cost.modelCalls === 0
      ? 'no model used'
      : `${describeMoney(cost)}, ${count(cost.modelCalls, 'model call')}, ${count(cost.inputTokens + cost.outputTokens, 'token')}`;
  const price = `${incident.status === 'resolved' ? 'Cost' : 'Cost so far'}: ${spent}, ${formatSpentTime(cost.durationMs)}.`;
  return [[...authorSentences(analysis), price].join(' ')];
}

/** How the one note begins that tells of no trouble: nobody wanted a model. */
const NO_MODEL = /^No language model is configured\b/;

function authorSentences(analysis: IncidentView['analysis']): string[] {
  if (analysis === null) return [];
  const note = analysis.note === null ? [] : [escapeMrkdwn(analysis.note, 300)];
  // That no model is configured stands under the evidence, once; that one is away, asked or not, matters here.
  if (analysis.by === 'rules')
    return note.length > 0 && !NO_MODEL.test(analysis.note ?? '') ? note : ['Analysed by rules.'];
  return [`Analysed by ${escapeMrkdwn(analysis.model ?? 'a model', 80)}; check before you act.`, ...note];
}
