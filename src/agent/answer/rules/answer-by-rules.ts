/**
 * Answers without a model: recognises what is asked and says what is stored about it, with the evidence's ids. When the
 * words fit nothing it says so and what can be asked; it never pretends.
 */
import { COMMAND } from '../../../incidents/command.js';
import { incidentLabel } from '../../../incidents/incident.js';
import { cut, oneLine } from '../../../shared/text.js';
import { citedIn, type AnswerInput, type IncidentFacts } from '../answer-input.js';
import { answerOverall } from './overall.js';
import { search } from './search.js';
import type { TimeRange } from '../time-range.js';
import { isOverall, nameIn, type Topic } from './topic.js';
import { answerBefore } from './topics/before.js';
import { answerCause } from './topics/cause.js';
import { answerChanges } from './topics/changes.js';
import { answerCost } from './topics/cost.js';
import { answerEvidence } from './topics/evidence.js';
import { answerImpact } from './topics/impact.js';
import { aboutService } from './topics/other-service.js';
import { answerMetrics } from './topics/metrics.js';
import { answerPeople } from './topics/people.js';
import { answerRunbook } from './topics/runbook.js';
import { answerStatus } from './topics/status.js';
import { answerTimeline } from './topics/timeline.js';
import { answerTried } from './topics/tried.js';
import { understand } from './understand.js';
import { MAX_LINES } from './wording.js';

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

function linesFor(given: AnswerInput): readonly string[] {
  const { input, topic, time } = understand(given);
  const { about, question } = input;
  if (!about || isOverall(question)) return answerOverall(input, topic, time);
  const other = otherService(input, about);
  // "Is payments affected?" is about payments, whatever else it says.
  if (other !== undefined && !ABOUT_ANY_SERVICE.has(topic)) return aboutService(about, other);
  if (topic !== undefined) return ANSWERS[topic](about, input, time);
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

/** Those that can be asked about a service that is not the incident's own. */
const ABOUT_ANY_SERVICE: ReadonlySet<Topic | undefined> = new Set([
  'changes',
  'people',
  'runbook',
  'metrics',
]);

type AnswerTopic = (
  facts: IncidentFacts,
  input: AnswerInput,
  time: TimeRange | undefined,
) => readonly string[];

const ANSWERS: Readonly<Record<Topic, AnswerTopic>> = {
  evidence: answerEvidence,
  before: answerBefore,
  cost: answerCost,
  impact: answerImpact,
  metrics: answerMetrics,
  people: answerPeople,
  tried: answerTried,
  changes: answerChanges,
  runbook: answerRunbook,
  timeline: answerTimeline,
  cause: answerCause,
  status: answerStatus,
};

function whatCanBeAsked({ known: { incident } }: IncidentFacts): string[] {
  const ask = `${COMMAND} ask ${incident.number}`;
  return [
    `I have nothing stored about that in ${incidentLabel(incident)}. I can say:`,
    `why it happens: \`${ask} why\``,
    `who is hurt and how much: \`${ask} who is hurt\``,
    'what changed, what was tried, what to do next, whether it happened before',
    'who is on it, what happened when, what it cost',
    `what a piece of evidence says: \`${ask} what is E1\``,
  ];
}
