/**
 * The draft of a postmortem, made from what is stored and from nothing else: the same incident gives the same draft. It
 * leaves the judgement to people and says where theirs is missing. Pure.
 */
import { formatExactDuration } from '../shared/duration.js';
import { incidentLabel, type Actor, type Incident } from './incident.js';
import { effectiveScore } from './impact.js';
import { codeSpan, escapeMarkdown as esc, markdownTable } from './markdown.js';
import type { PostmortemView } from './postmortem-view.js';
import { measureResponse, type ResponseTime } from './response-times.js';
import type { TimelineKind } from './timeline.js';

export type { PostmortemView } from './postmortem-view.js';

export interface Postmortem {
  /** `inc-12-postmortem.md`. */
  readonly filename: string;
  readonly title: string;
  readonly markdown: string;
}

export interface PostmortemOptions {
  /** A person's name for readers outside Slack; default: `@` and the Slack user id. */
  readonly nameOf?: (slackUserId: string) => string;
}

/** What is noise when one reads back: alerts of the same name and Firewatch's own steps have sections of their own. */
const LEFT_OUT: readonly TimelineKind[] = ['feedback.given', 'question.answered', 'postmortem.drafted'];
const MAX_TIMELINE = 300;
const MAX_EVIDENCE = 30;

export function buildPostmortem(view: PostmortemView, options: PostmortemOptions = {}): Postmortem {
  const { incident } = view;
  const who = (actor: Actor | null) => nameActor(actor, options);
  const title = `Postmortem ${incidentLabel(incident)}: ${incident.title}`;
  const sections = [
    `# Postmortem ${incidentLabel(incident)}: ${esc(incident.title, 200)}`,
    `_Draft by Firewatch from the incident's record, ${utc(view.now)}. Blameless: it speaks of systems and decisions, not of guilt. What people have to add is marked **TODO**._`,
    facts(view, options),
    section('Summary', summary(view)),
    section('Impact', impact(view)),
    section('Timeline (UTC)', timeline(view, who)),
    section('Cause', cause(view)),
    section('Evidence', evidence(view)),
    section('What was done', actions(view, who)),
    section('What went well, what was slow', response(view)),
    section('Open questions', questions(view)),
    section('Action items', actionItems()),
    section('Was the analysis right?', feedback(view)),
  ];
  return {
    filename: `inc-${incident.number}-postmortem.md`,
    title,
    markdown: `${sections.join('\n\n')}\n`,
  };
}

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}

function facts({ incident, service, roles = [], now }: PostmortemView, options: PostmortemOptions): string {
  const over = incident.resolvedAt;
  const rows: [string, string][] = [
    ['Severity', incident.severity],
    ['Status', incident.status],
    ['Service', describeService(incident, service)],
    ['Began', utc(incident.startedAt)],
    ['Ended', over === null ? 'not yet' : utc(over)],
    [
      'Lasted',
      formatExactDuration((over ?? now).getTime() - incident.startedAt.getTime()) + (over ? '' : ' so far'),
    ],
    ...roles.map(({ role, slackUserId }): [string, string] => [
      role.charAt(0).toUpperCase() + role.slice(1),
      nameActor({ kind: 'person', id: slackUserId }, options),
    ]),
    ...(incident.reopenCount > 0 ? [['Reopened', times(incident.reopenCount)] as [string, string]] : []),
  ];
  return markdownTable(['Incident', incidentLabel(incident)], rows);
}

function describeService({ service: name }: Incident, service: PostmortemView['service']): string {
  if (name === null) return 'none was named';
  if (service === null) return `${esc(name, 100)} (not in the catalogue)`;
  const owner = service.owner === null ? '' : `, owned by ${esc(service.owner, 100)}`;
  return `${esc(service.name, 100)} (tier ${service.tier}${owner})`;
}

function summary({ incident, analysis, proposals }: PostmortemView): string {
  const cause = incident.confirmedCause ?? analysis?.report.cause?.mechanism ?? null;
  const fix = proposals.findLast(({ proposal }) => proposal.status === 'verified')?.proposal;
  const over = incident.resolvedAt;
  const lasted = over ? formatExactDuration(over.getTime() - incident.startedAt.getTime()) : null;
  return [
    `${esc(incident.title, 200)}, ${lasted === null ? 'not over yet' : `for ${lasted}`}.`,
    ...(analysis ? [`As seen at the time: ${esc(analysis.report.summary, 600)}`] : []),
    cause === null ? 'The cause is not known.' : `Cause: ${esc(cause, 400)}`,
    ...(fix ? [`It was fixed by “${esc(fix.title, 200)}”, and the check passed.`] : []),
    '**TODO** two sentences for readers who were not there.',
  ].join('\n\n');
}

function impact({ incident, alerts }: PostmortemView): string {
  const score = effectiveScore(incident);
  const components = incident.impact?.components ?? [];
  const names = new Map<string, number>();
  for (const { name } of alerts) names.set(name, (names.get(name) ?? 0) + 1);
  const told = [...names].map(([name, n]) => `${esc(name, 100)}${n > 1 ? ` (${times(n)})` : ''}`);
  return [
    score === null ? '- The impact score was not computed.' : `- Impact score ${score} of 100.`,
    ...components.map(
      ({ reason, points, outOf }) => `- ${esc(reason, 200)} (${Math.round(points)} of ${outOf} points).`,
    ),
    ...(incident.impactOverride
      ? [`- Set by a person to ${incident.impactOverride.score}: ${esc(incident.impactOverride.reason, 300)}`]
      : []),
    told.length === 0
      ? '- No alert fired.'
      : `- Alerts: ${told.slice(0, 20).join(', ')}${more(told.length, 20)}.`,
    '- **TODO** how many users noticed, what they could not do, what it cost.',
  ].join('\n');
}

function timeline(view: PostmortemView, who: (actor: Actor | null) => string): string {
  const told = view.timeline.filter(({ kind }) => !LEFT_OUT.includes(kind));
  const begin: readonly [string, string, string] = [
    stamp(view.incident.startedAt, null),
    'The trouble began.',
    '',
  ];
  const shown = told.slice(-MAX_TIMELINE);
  let day = view.incident.startedAt;
  const rows = shown.map(({ at, text, actor }) => {
    const row = [stamp(at, day), esc(text, 500), who(actor)];
    day = at;
    return row;
  });
  const table = markdownTable(['Time', 'What happened', 'Who'], [begin, ...rows]);
  const hidden = told.length - shown.length;
  return hidden > 0 ? `${table}\n\n_${hidden} earlier entries are not shown._` : table;
}

function cause({ incident, analysis }: PostmortemView): string {
  const confirmed =
    incident.confirmedCause === null
      ? '**TODO** nobody has confirmed a cause yet.'
      : esc(incident.confirmedCause, 1000);
  const parts = [`**As people confirmed it:** ${confirmed}`];
  if (!analysis) return [...parts, '**As analysed:** there was no analysis.'].join('\n\n');
  const author = analysis.by === 'model' ? `the model ${esc(analysis.model ?? '', 80)}`.trim() : 'rules';
  const { cause: found, claims, ruledOut } = analysis.report;
  parts.push(
    found === null
      ? `**As analysed by ${author}:** the evidence did not allow one to be named.`
      : `**As analysed by ${author}, ${Math.round(found.confidence * 100)} % sure:** ${esc(found.mechanism, 500)}${cite(found.evidenceIds)}`,
  );
  if (claims.length > 0)
    parts.push(list(claims.map(({ text, evidenceIds }) => `${esc(text, 400)}${cite(evidenceIds)}`)));
  if (ruledOut.length > 0) {
    const lines = ruledOut.map(
      (one) => `${esc(one.cause, 200)}: ${esc(one.why, 300)}${cite(one.evidenceIds)}`,
    );
    parts.push(`Ruled out:\n\n${list(lines)}`);
  }
  return parts.join('\n\n');
}

function evidence({ evidence: all, analysis }: PostmortemView): string {
  const report = analysis?.report;
  const cited = new Set(
    [
      ...(report?.cause ? [report.cause] : []),
      ...(report?.claims ?? []),
      ...(report?.ruledOut ?? []),
    ].flatMap(({ evidenceIds }) => evidenceIds),
  );
  const telling = all.filter(
    ({ id, isAnomalous, kind }) => isAnomalous || kind === 'change' || cited.has(id),
  );
  if (telling.length === 0) return 'Nothing unusual was observed.';
  const lines = telling.slice(0, MAX_EVIDENCE).map(({ id, statement, query }) => {
    const asked = query === null ? '' : `\n  ${codeSpan(query, 400)}`;
    return `**${id}** ${esc(statement, 400)}${asked}`;
  });
  const quiet = all.length - telling.length;
  return [
    list(lines) + (telling.length > MAX_EVIDENCE ? `\n- … and ${telling.length - MAX_EVIDENCE} more` : ''),
    ...(quiet > 0
      ? [`${quiet} other ${quiet === 1 ? 'observation was' : 'observations were'} as usual.`]
      : []),
  ].join('\n\n');
}

function actions({ proposals }: PostmortemView, who: (actor: Actor | null) => string): string {
  if (proposals.length === 0) return 'No fix was proposed. **TODO** what people did by hand.';
  const lines = proposals.map(({ proposal, execution }) => {
    const decided =
      proposal.decidedAt === null
        ? ''
        : ` ${proposal.status === 'rejected' ? 'Rejected' : 'Approved'} by ${who(proposal.decidedBy)} at ${clock(proposal.decidedAt)}, ${formatExactDuration(proposal.decidedAt.getTime() - proposal.createdAt.getTime())} after it was proposed.`;
    const ran = execution
      ? ` Ran at ${clock(execution.startedAt)}${execution.finishedAt ? ` for ${formatExactDuration(execution.finishedAt.getTime() - execution.startedAt.getTime())}` : ''}: ${execution.status}.`
      : '';
    const outcome = proposal.outcome === null ? '' : ` ${esc(proposal.outcome, 300)}`;
    const runbook = proposal.runbookId === null ? '' : `, runbook ${codeSpan(proposal.runbookId, 100)}`;
    return `**${esc(proposal.title, 200)}** (${proposal.risk} risk${runbook}): ${proposal.status}.${decided}${ran}${outcome}\n  ${codeSpan(proposal.effect, 300)}`;
  });
  return list(lines);
}

function response(view: PostmortemView): string {
  const measured = measureResponse(view);
  const well = measured.filter(isWithin);
  const slow = measured.filter(
    (one) => one.ms !== null && one.expectedMs !== null && one.ms > one.expectedMs,
  );
  const none = measured.filter((one) => one.ms === null && one.name !== 'resolve' && one.name !== 'decide');
  const rows = measured.map(({ name, what, ms, expectedMs }) => [
    name,
    ms === null ? '–' : formatExactDuration(ms),
    expectedMs === null ? '–' : `≤ ${formatExactDuration(expectedMs)}`,
    what,
  ]);
  const told = (items: readonly ResponseTime[]) =>
    list(items.map(({ what, ms }) => `${formatExactDuration(ms ?? 0)} ${what}.`));
  return [
    markdownTable(['Time to', 'Took', 'Expected', 'Measured'], rows),
    ...(well.length > 0 ? [`Went well:\n\n${told(well)}`] : []),
    ...(slow.length > 0 ? [`Was slow:\n\n${told(slow)}`] : []),
    ...(none.length > 0
      ? [
          `Did not happen${view.incident.resolvedAt ? '' : ' so far'}:\n\n${list(none.map(({ name }) => NEVER[name] ?? name))}`,
        ]
      : []),
    '**TODO** what else helped, and where luck did.',
  ].join('\n\n');
}

const NEVER: Readonly<Partial<Record<ResponseTime['name'], string>>> = {
  acknowledge: 'Nobody acknowledged it.',
  evidence: 'No evidence was gathered.',
  mitigate: 'It was not mitigated.',
};

function isWithin({ ms, expectedMs }: ResponseTime): boolean {
  return ms !== null && expectedMs !== null && ms <= expectedMs;
}

function questions({ analysis, gaps, incident, proposals }: PostmortemView): string {
  const unclear = proposals.filter(
    ({ proposal }) => proposal.status === 'unknown' || proposal.status === 'unverified',
  );
  const open = [
    ...(incident.confirmedCause === null ? ['What was the cause? Nobody has confirmed one.'] : []),
    ...unclear.map(
      ({ proposal }) => `Did “${esc(proposal.title, 200)}” take effect? Its end is ${proposal.status}.`,
    ),
    ...[...new Set([...(analysis?.report.missing ?? []), ...gaps])]
      .slice(0, 10)
      .map((gap) => `Not seen: ${esc(gap, 300)}`),
    'Could it have been noticed or prevented earlier? **TODO**',
  ];
  return list(open);
}

function actionItems(): string {
  const kinds = ['Prevent it', 'Notice it sooner', 'Mend it faster'];
  const rows = kinds.map((kind) => ['**TODO**', kind, '', '']);
  return markdownTable(['What', 'Why', 'Owner', 'Due'], rows);
}

function feedback({ feedback: given, analysis }: PostmortemView): string {
  if (!analysis) return 'There was no analysis to judge.';
  const { right = 0, wrong = 0 } = given ?? {};
  if (right + wrong === 0)
    return 'Nobody has said so far. The buttons below the evidence in the thread take a verdict.';
  return `${right} of ${right + wrong} who judged it say that it was right.`;
}

const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n');
const more = (length: number, shown: number) => (length > shown ? ` and ${length - shown} more` : '');
const times = (n: number) => (n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`);

function cite(ids: readonly string[]): string {
  const shown = ids.filter((id) => /^E\d{1,6}$/.test(id));
  return shown.length === 0 ? '' : ` (${shown.join(', ')})`;
}

function nameActor(actor: Actor | null, { nameOf }: PostmortemOptions): string {
  if (actor === null) return 'somebody';
  if (actor.kind === 'firewatch') return 'Firewatch';
  return esc(
    actor.kind === 'person' && nameOf
      ? nameOf(actor.id)
      : actor.kind === 'person'
        ? `@${actor.id}`
        : actor.id,
    80,
  );
}

const utc = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const clock = (at: Date) => at.toISOString().slice(11, 19);
/** The date is told where it changes. */
function stamp(at: Date, before: Date | null): string {
  const day = at.toISOString().slice(0, 10);
  return before !== null && before.toISOString().slice(0, 10) === day ? clock(at) : `${day} ${clock(at)}`;
}
