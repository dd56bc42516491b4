/** Rules for questions about no incident in particular: what is open, what changed, which runbook, who owns what. */
import { COMMAND } from '../../../incidents/command.js';
import { effectiveScore } from '../../../incidents/impact.js';
import { incidentLabel } from '../../../incidents/incident.js';
import { formatPercent } from '../../../shared/text.js';
import type { AnswerInput, QueuedIncident } from '../answer-input.js';
import type { TimeRange } from '../time-range.js';
import { changesIn } from './changes-in.js';
import { isOverall, meaningfulWords, nameIn, type Topic } from './topic.js';
import { ago, changeLine } from './wording.js';

const MAX_QUEUE = 4;
const MAX_RUNBOOKS = 4;
const RUNBOOK = /^(?:.*\b)?(?:runbooks?|playbooks?|procedures?)\b/i;

export function answerOverall(
  input: AnswerInput,
  topic: Topic | undefined,
  time: TimeRange | undefined,
): readonly string[] {
  const { question, context, queue } = input;
  const service = nameIn(
    question,
    context.catalog.list().map(({ name }) => name),
  );
  if (topic === 'people' && service !== undefined) return ownerOf(input, service);
  if (topic === 'changes') return changesOf(input, service, time);
  if (topic === 'runbook' && (queue.length === 0 || RUNBOOK.test(question))) return runbookMatches(input);
  if (topic === 'tried') return waitingLines(input);
  return topic === undefined && !isOverall(question) ? whatCanBeAsked(input) : queueLines(input);
}

function queueLines({ queue, context, changes }: AnswerInput): string[] {
  if (queue.length === 0) {
    const [newest] = changes;
    return [
      'Nothing is open: no unresolved incident.',
      ...(newest ? [`The newest change: ${changeLine(newest, null)}.`] : []),
      `Old ones can be asked about by number: \`${COMMAND} ask 12 why did it happen\`.`,
    ];
  }
  const more = queue.length - MAX_QUEUE;
  const [worst] = queue;
  return [
    `${queue.length} unresolved ${queue.length === 1 ? 'incident' : 'incidents'}, the worst first:`,
    ...queue.slice(0, MAX_QUEUE).map((item) => queueLine(item, context.now)),
    more > 0
      ? `… and ${more} more; \`${COMMAND} list\` shows them.`
      : `Ask about one by its number: \`${COMMAND} ask ${worst?.incident.number ?? 12} why\`.`,
  ];
}

function queueLine({ incident, cause, waiting }: QueuedIncident, now: Date): string {
  const score = effectiveScore(incident);
  const parts = [
    `**${incidentLabel(incident)}** ${incident.title} (${incident.severity}${score === null ? '' : `, impact ${score}`}, ${incident.status}, ${ago(incident.startedAt, now)})`,
    ...(cause
      ? [`likely ${formatPercent(cause.confidence)}: ${cause.mechanism.replace(/[.\s]+$/, '')}`]
      : ['cause not known yet']),
    ...(waiting > 0 ? ['a fix waits for approval'] : []),
  ];
  return parts.join('; ');
}

/** Decisions and status updates that somebody has to see to. */
function waitingLines({ queue, context }: AnswerInput): string[] {
  const isLate = ({ incident }: QueuedIncident) =>
    incident.updateDueAt !== null && incident.updateDueAt <= context.now;
  const waiting = queue.filter((item) => item.waiting > 0 || isLate(item));
  if (waiting.length === 0) return ['Nothing waits for a decision, and no status update is due.'];
  return [
    `${waiting.length} ${waiting.length === 1 ? 'incident waits' : 'incidents wait'} for people:`,
    ...waiting.slice(0, MAX_QUEUE).map((item) => {
      const parts = [
        ...(item.waiting > 0
          ? [item.waiting === 1 ? 'a fix waits for approval' : `${item.waiting} fixes wait for approval`]
          : []),
        ...(isLate(item) ? ['a status update is due'] : []),
      ];
      return `**${incidentLabel(item.incident)}** ${item.incident.title}: ${parts.join(', ')}`;
    }),
  ];
}

function ownerOf({ context, queue }: AnswerInput, name: string): string[] {
  const service = context.catalog.get(name);
  const about = queue.filter(({ incident }) => incident.service === name);
  return [
    `${name} is owned by ${service?.owner ?? 'nobody that the catalogue names'}${service ? `, tier ${service.tier}` : ''}.`,
    ...about.map(({ incident }) => {
      const people = incident.onCall.slice(0, 3).map((person) => person.name);
      return `${incidentLabel(incident)} is about it; ${people.length > 0 ? `on call: ${people.join(', ')}` : 'nobody on call is known'}.`;
    }),
    `Who carries the pager: \`${COMMAND} oncall ${name}\`.`,
  ];
}

function changesOf(
  { changes }: AnswerInput,
  service: string | undefined,
  time: TimeRange | undefined,
): readonly string[] {
  const about = service === undefined ? changes : changes.filter((change) => change.service === service);
  if (time) return changesIn(about, time, service, null);
  const whose = service === undefined ? '' : ` of ${service}`;
  if (about.length === 0) return [`No change${whose} is on record within the last day.`];
  return [`The newest changes${whose}:`, ...about.map((change) => changeLine(change, null))];
}

/** By the question's words. */
export function runbookMatches({ context, question }: AnswerInput): string[] {
  const words = meaningfulWords(question).filter((word) => !RUNBOOK.test(word));
  const found = context.runbooks.search(words.join(' '), MAX_RUNBOOKS);
  if (found.length === 0) return [`None of the ${context.runbooks.list().length} runbooks has these words.`];
  return [
    'Runbooks that fit these words:',
    ...found.map(
      ({ runbook, reason }) => `**${runbook.title}** (\`${COMMAND} runbook ${runbook.id}\`): ${reason}`,
    ),
  ];
}

function whatCanBeAsked({ queue }: AnswerInput): string[] {
  const number = queue[0]?.incident.number ?? 12;
  return [
    'I do not understand that, and no model is here to help. I can say:',
    `about one incident: \`${COMMAND} ask ${number} why\`, who is hurt, what changed, what to do`,
    `all that is open: \`${COMMAND} ask what is going on\``,
    `changes: \`${COMMAND} ask what changed today\`; owners: \`${COMMAND} ask who owns checkout\``,
    `runbooks: \`${COMMAND} ask which runbook for a full disk\``,
  ];
}
