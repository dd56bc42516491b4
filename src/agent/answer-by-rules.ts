/**
 * Answers without a model: recognises what is asked and says what is stored about it, with the evidence's ids. When the
 * words fit nothing it says so and what can be asked; it never pretends.
 */
import type { Change } from '../incidents/change.js';
import type { Evidence } from '../incidents/evidence.js';
import { effectiveScore } from '../incidents/impact.js';
import { incidentLabel, type Actor } from '../incidents/incident.js';
import { cut, formatPercent, oneLine } from '../shared/text.js';
import { citedIn, type AnswerInput, type IncidentFacts } from './answer-input.js';
import { answerOverall, ago, changeLine, clock, runbookMatches } from './answer-overall.js';
import { search, withId } from './answer-search.js';
import { isOverall, nameIn, topicOf, type Topic } from './answer-topic.js';

/** A phone shows about this many. */
const MAX_LINES = 6;
const MAX_LINE = 260;

export interface RuleAnswer {
  readonly text: string;
  readonly evidenceIds: readonly string[];
}

export function answerByRules(input: AnswerInput): RuleAnswer {
  const lines = linesFor(input);
  const shown = lines.slice(0, MAX_LINES).map((line) => cut(oneLine(line), MAX_LINE));
  const known = new Set(input.about?.known.evidence.map(({ id }) => id));
  return {
    text: shown.map((line, index) => (index === 0 ? line : `- ${line}`)).join('\n'),
    // An example in a code span cites nothing.
    evidenceIds: citedIn(shown.join('\n').replace(/`[^`]*`/g, '')).filter((id) => known.has(id)),
  };
}

function linesFor(input: AnswerInput): readonly string[] {
  const { about, question } = input;
  if (!about || isOverall(question)) return answerOverall(input);
  const topic = topicOf(question);
  const other = otherService(input, about);
  // "Is payments affected?" is about payments, whatever else it says.
  if (other !== undefined && topic !== 'changes' && topic !== 'people' && topic !== 'runbook')
    return aboutService(about, other);
  if (topic !== undefined) return ANSWERS[topic](about, input);
  const found = search(about, question);
  return found.length > 0 ? found : whatCanBeAsked(about);
}

/** A service of the catalogue that is named and is not the incident's own. */
function otherService({ question, context }: AnswerInput, { known }: IncidentFacts): string | undefined {
  const name = nameIn(
    question,
    context.catalog.list().map((service) => service.name),
  );
  return name === known.incident.service ? undefined : name;
}

const ANSWERS: Readonly<Record<Topic, (facts: IncidentFacts, input: AnswerInput) => readonly string[]>> = {
  evidence({ known }, { question }) {
    const wanted = new Set(citedIn(question.toUpperCase()));
    const found = known.evidence.filter(({ id }) => wanted.has(id));
    if (found.length === 0) {
      const last = known.evidence.at(-1)?.id;
      return [
        `There is no ${[...wanted].join(', ')} here. ${last ? `The evidence goes from \`E1\` to \`${last}\`.` : 'No evidence has been gathered yet.'}`,
      ];
    }
    return found.flatMap((item) => [
      `${item.id}: ${item.statement}`,
      item.why,
      ...(item.query === null ? [] : [`Query: \`${cut(oneLine(item.query).replaceAll('`', "'"), 200)}\``]),
    ]);
  },

  cost({ cost, analysis, known: { incident } }) {
    if (cost.modelCalls === 0)
      return [`No model was used for ${incidentLabel(incident)}, so the analysis cost nothing.`];
    const author = analysis?.model ? ` of ${analysis.model}` : '';
    return [
      `${cost.modelCalls} calls${author}: ${number(cost.inputTokens)} tokens read, ${number(cost.outputTokens)} written.`,
      ...(analysis
        ? [
            `The newest analysis took ${Math.round(analysis.usage.durationMs / 1000)} s and ${analysis.usage.toolCalls} look-ups.`,
          ]
        : []),
    ];
  },

  impact({ known: { incident, alerts, evidence } }) {
    const score = effectiveScore(incident);
    const firing = alerts.filter(({ status }) => status === 'firing').length;
    const failing = evidence.filter((item) => item.isAnomalous && item.kind === 'signal');
    return [
      score === null
        ? `How much ${incidentLabel(incident)} hurts has not been measured yet; it is ${incident.severity}.`
        : `${incidentLabel(incident)} is ${incident.severity} with impact ${score}/100${incident.impactOverride ? ` (set by a person: ${incident.impactOverride.reason})` : ''}.`,
      ...(incident.impact?.components ?? []).map(
        ({ reason, points, outOf }) => `${reason} (${Math.round(points)}/${outOf})`,
      ),
      ...failing.slice(0, 2).map(withId),
      ...(alerts.length === 0
        ? []
        : [`${firing} of ${alerts.length} ${alerts.length === 1 ? 'alert' : 'alerts'} firing.`]),
    ];
  },

  people({ roles, known: { incident }, owner }, input) {
    const service = nameIn(
      input.question,
      input.context.catalog.list().map(({ name }) => name),
    );
    const asked =
      service === undefined || service === incident.service ? undefined : input.context.catalog.get(service);
    const taken = incident.acknowledgedBy;
    return [
      ...(asked ? [`${asked.name} is owned by ${asked.owner ?? 'nobody that the catalogue names'}.`] : []),
      taken
        ? `${name(taken)} took ${incidentLabel(incident)}${incident.acknowledgedAt ? ` at ${clock(incident.acknowledgedAt)}` : ''}.`
        : `Nobody has acknowledged ${incidentLabel(incident)} yet.`,
      ...roles.map(({ role, slackUserId }) => `${role}: @${slackUserId}`),
      incident.onCall.length > 0
        ? `On call: ${incident.onCall
            .slice(0, 3)
            .map((person) => `${person.name} (level ${person.level})`)
            .join(', ')}.`
        : 'Who carries the pager is not known here; `/incident oncall` asks again.',
      ...(owner === null ? [] : [`${incident.service} is owned by ${owner}.`]),
    ];
  },

  tried(facts, input) {
    const { proposals, known } = facts;
    if (proposals.length === 0)
      return [`No fix has been proposed for ${incidentLabel(known.incident)} so far, and none was run.`];
    const waiting = waitingOf(facts, input);
    const past = proposals.filter(({ status }) => status !== 'pending').toReversed();
    return [
      ...waiting.map(
        ({ title, expiresAt }) => `“${title}” waits for a decision in the thread until ${clock(expiresAt)}.`,
      ),
      ...past.map(({ title, status, decidedBy, decidedAt, outcome }) => {
        const who = decidedBy && decidedAt ? `, decided by ${name(decidedBy)} at ${clock(decidedAt)}` : '';
        return `“${title}” ${STATUS_WORDS[status] ?? status}${who}.${outcome ? ` ${outcome}` : ''}`;
      }),
      ...(waiting.length === 0 ? ['No proposal waits for a decision now.'] : []),
    ];
  },

  changes({ known: { incident, evidence } }, { changes }) {
    const explained = evidence.filter(({ kind }) => kind === 'change');
    if (changes.length === 0)
      return [
        `No change is on record around ${incident.service ?? incidentLabel(incident)} in the time before it began.`,
        ...explained.slice(0, 2).map(withId),
      ];
    const before = changes.filter(({ at }) => at <= incident.startedAt);
    const [suspect] = before;
    // What is in the list already is not said again in the words of the evidence.
    const others = explained.filter((item) => !changes.some((change) => isAbout(item, change)));
    const citeFor = (change: Change) =>
      cite(explained.filter((item) => isAbout(item, change)).map(({ id }) => id));
    return [
      suspect
        ? `The last change before it began: ${changeLine(suspect, incident.startedAt)}.${citeFor(suspect)}`
        : `Nothing changed before it began at ${clock(incident.startedAt)}; what changed came later.`,
      ...others.slice(0, 2).map(withId),
      ...changes
        .filter((change) => change !== suspect)
        .map((change) => `${changeLine(change, incident.startedAt)}${citeFor(change)}`),
    ];
  },

  runbook(facts, input) {
    const { known, proposals, analysis } = facts;
    const waiting = proposals.find(
      ({ status, expiresAt }) => status === 'pending' && expiresAt > input.context.now,
    );
    const [runbook] = known.runbooks;
    const held = runbook?.checks.filter(({ holds }) => holds === true) ?? [];
    const judged = runbook?.checks.filter(({ holds }) => holds !== null) ?? [];
    const steps = runbook ? (input.context.runbooks.get(runbook.runbookId)?.actions ?? []) : [];
    const advice = analysis?.report.nextSteps ?? [];
    const lines = [
      ...(waiting
        ? [`Decide on “${waiting.title}” in the thread; it waits until ${clock(waiting.expiresAt)}.`]
        : []),
      ...(runbook
        ? [
            `The runbook “${runbook.title}” fits best: ${held.length} of ${judged.length} checks hold for ${runbook.service}.`,
            ...steps.slice(0, 2).map(({ title }, index) => {
              const isApplicable = runbook.applicableSteps.includes(index + 1);
              return `Its step ${index + 1}: ${title.replaceAll('$service', runbook.service)}${isApplicable ? '' : ' (its conditions do not hold now)'}`;
            }),
          ]
        : []),
      ...(runbook ? [] : advice),
    ];
    return lines.length > 0 ? lines : runbookMatches(input);
  },

  timeline({ timeline, known: { incident } }, { context }) {
    const telling = timeline.filter(
      ({ kind }) => kind !== 'alert.firing' && kind !== 'feedback.given' && kind !== 'question.answered',
    );
    return [
      `It began at ${clock(incident.startedAt)}, ${ago(incident.startedAt, context.now)}, and is ${incident.status}.`,
      ...telling.slice(-(MAX_LINES - 1)).map(({ at, text }) => `${clock(at)} ${text}`),
    ];
  },

  cause({ known, analysis }) {
    const { incident } = known;
    if (incident.confirmedCause !== null)
      return [`People confirmed the cause: ${incident.confirmedCause}`, ...because(analysis)];
    if (!analysis) {
      const unusual = known.evidence.filter(({ isAnomalous }) => isAnomalous);
      return [
        `The analysis of ${incidentLabel(incident)} is not done yet.`,
        ...unusual.slice(0, MAX_LINES - 1).map(withId),
      ];
    }
    const { cause } = analysis.report;
    if (!cause)
      return [
        'The evidence does not allow a cause to be named.',
        ...analysis.report.missing.map((gap) => `Not seen: ${gap}`),
      ];
    return [
      `Most likely (${formatPercent(cause.confidence)} sure): ${cause.mechanism}${cite(cause.evidenceIds)}`,
      ...because(analysis),
    ];
  },

  status(facts, input) {
    const { known, analysis, timeline } = facts;
    const { incident } = known;
    const update = timeline.findLast(({ kind }) => kind === 'status.updated');
    const [cause] = ANSWERS.cause(facts, input);
    const [next] = ANSWERS.runbook(facts, input);
    const isWaiting = waitingOf(facts, input).length > 0;
    const [tried] = facts.proposals.length === 0 ? [] : ANSWERS.tried(facts, input);
    return [
      `${incidentLabel(incident)} ${incident.title}: ${incident.status}, ${incident.severity}, since ${clock(incident.startedAt)} (${ago(incident.startedAt, input.context.now)}).`,
      ...(analysis ? [analysis.report.summary] : []),
      ...(cause ? [cause] : []),
      ...(tried ? [tried] : []),
      ...(next && !isWaiting ? [next] : []),
      ...(update ? [`Last update at ${clock(update.at)}: ${update.text}`] : []),
    ];
  },
};

function waitingOf({ proposals }: IncidentFacts, { context }: AnswerInput) {
  return proposals.filter(({ status, expiresAt }) => status === 'pending' && expiresAt > context.now);
}

const STATUS_WORDS: Readonly<Record<string, string>> = {
  approved: 'is approved and about to run',
  executing: 'is running',
  verifying: 'has run and is being checked',
  verified: 'was run and worked',
  unverified: 'was run, but its check did not pass',
  failed: 'failed',
  unknown: 'was run, and nobody knows whether it took effect',
  rejected: 'was rejected',
  expired: 'expired before anybody decided',
  superseded: 'was withdrawn',
};

function because(analysis: IncidentFacts['analysis']): string[] {
  const report = analysis?.report;
  if (!report) return [];
  return [
    ...report.claims.slice(0, 3).map(({ text, evidenceIds }) => `${text}${cite(evidenceIds)}`),
    ...report.ruledOut
      .slice(0, 2)
      .map((one) => `Ruled out: ${one.cause}. ${one.why}${cite(one.evidenceIds)}`),
  ];
}

function aboutService({ known }: IncidentFacts, service: string): string[] {
  const about = known.evidence.filter((item) => item.service === service);
  const unusual = about.filter(({ isAnomalous }) => isAnomalous);
  const suspect = known.suspects.find((one) => one.service === service);
  if (about.length === 0)
    return [
      `Nothing was looked at about ${service} in ${incidentLabel(known.incident)}; a new look would have to name it: \`/incident investigate ${known.incident.number} ${service}\`.`,
    ];
  return [
    unusual.length > 0
      ? `${service}: ${unusual.length} of ${about.length} ${about.length === 1 ? 'observation is' : 'observations are'} unusual${suspect ? `; ${formatPercent(suspect.confidence)} likely to be the origin` : ''}.`
      : `${service} looks as usual: ${about.length} ${about.length === 1 ? 'observation' : 'observations'}, none unusual.`,
    ...[...unusual, ...about.filter(({ isAnomalous }) => !isAnomalous)].map(withId),
  ];
}

/** The same change of the same service, told as evidence. */
function isAbout({ service, statement }: Evidence, change: Change): boolean {
  return service === change.service && change.version !== null && statement.includes(change.version);
}

function whatCanBeAsked({ known: { incident } }: IncidentFacts): string[] {
  const ask = `/incident ask ${incident.number}`;
  return [
    `I have nothing stored about that in ${incidentLabel(incident)}. I can say:`,
    `why it happens: \`${ask} why\``,
    `who is hurt and how much: \`${ask} who is hurt\``,
    'what changed, what was tried, what to do next',
    'who is on it, what happened when, what it cost',
    `what a piece of evidence says: \`${ask} what is E1\``,
  ];
}

function cite(ids: readonly string[]): string {
  return ids.length === 0 ? '' : ` (${ids.slice(0, 5).join(', ')})`;
}

function name(actor: Actor): string {
  if (actor.kind === 'firewatch') return 'Firewatch';
  return actor.kind === 'person' ? `@${actor.id}` : actor.id;
}

const number = (value: number) => value.toLocaleString('en-US');
