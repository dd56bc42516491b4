/** Stores a question and has it answered in the background; asking is quick, whatever the answer takes. */
import { COMMAND } from '../../incidents/command.js';
import { isFollowUp, isOverall, nameIn } from '../../agent/answer/rules/topic.js';
import type { Incident } from '../../incidents/incident.js';
import type { MessagePlace } from '../../incidents/ports/message.js';
import type { Question } from '../../incidents/question.js';
import type { Clock } from '../../shared/clock.js';
import { UserInputError } from '../../shared/errors.js';
import { getIncident } from '../known-incident.js';
import type { Store, Transaction } from '../transaction.js';
import type { KnowledgeUseCases } from '../use-cases/knowledge.js';
import type { Person } from '../use-cases/person.js';

/** Nobody asks more in earnest; a loop or a prank asks without end, and every answer of a model costs money. */
const MAX_PER_HOUR = 20;
const HOUR_SECONDS = 3600;
const MAX_LENGTH = 2000;
/** Unresolved incidents, the worst first, whose services are looked for in a question. */
const LOOKED_THROUGH = 50;

export async function askQuestion(
  deps: { store: Store; clock: Clock },
  by: Person,
  { requestId, incidentId, question: asked, place }: Parameters<KnowledgeUseCases['askQuestion']>[1],
): Promise<Question> {
  const text = asked.trim();
  if (text === '') {
    throw new UserInputError(
      `What do you want to know? For example \`${COMMAND} ask 12 why is checkout slow\`.`,
    );
  }
  if (text.length > MAX_LENGTH) {
    throw new UserInputError(
      `The question is ${text.length} characters long; ${MAX_LENGTH} fit. Ask for one thing at a time.`,
    );
  }
  return deps.store.transaction(async (tx) => {
    const incident =
      incidentId === null ? await guessIncident(tx, { text, by, place }) : await getIncident(tx, incidentId);
    const { question, isNew } = await tx.questions.ask({
      requestId,
      incidentId: incident?.id ?? null,
      askedBy: by.slackUserId,
      question: text,
    });
    if (!isNew) return question;
    const { count, oldest } = await tx.questions.recent(by.slackUserId, HOUR_SECONDS);
    // Thrown inside the transaction, so that a refused question is not stored and does not count.
    if (count > MAX_PER_HOUR)
      throw new UserInputError(explainLimit(oldest ?? deps.clock.now(), deps.clock.now()));
    if (!incident && !place) throw new Error('A question about no incident needs a place for its answer.');
    await tx.notifier.touch({
      kind: 'answer',
      incidentId: question.incidentId,
      subjectId: question.id,
      ...(place ? { place } : {}),
    });
    await tx.jobs.send('answer-question', { questionId: question.id });
    return question;
  });
}

/** Asked outside of a thread: the one it names by number or by service; else the one asked about before, or the only one. */
async function guessIncident(
  tx: Transaction,
  { text: question, by, place }: { text: string; by: Person; place: MessagePlace | null },
): Promise<Incident | undefined> {
  const number =
    /(?:\binc-?|#)(\d{1,9})\b/i.exec(question)?.[1] ??
    /^\s*(\d{1,9})\s+(?!%|s\b|h\b|min|sec|hour|day|week)/i.exec(question)?.[1];
  const named = number === undefined ? undefined : await tx.incidents.getByNumber(Number(number));
  if (named || isOverall(question)) return named;
  const active = await tx.incidents.listActive(LOOKED_THROUGH);
  const services = active.flatMap(({ service }) => service ?? []);
  const service = nameIn(question, services);
  if (service !== undefined) return active.find((incident) => incident.service === service);
  const last = place && isFollowUp(question) && (await tx.questions.lastAbout(by.slackUserId, place));
  if (last) return tx.incidents.get(last);
  return active.length === 1 ? active[0] : undefined;
}

function explainLimit(oldest: Date, now: Date): string {
  const minutes = Math.max(1, Math.ceil((oldest.getTime() + HOUR_SECONDS * 1000 - now.getTime()) / 60_000));
  return `That was a lot to ask: ${MAX_PER_HOUR} questions within the hour is what one person may put. Ask again in ${minutes} min; \`${COMMAND} catchup\` and \`${COMMAND} show\` work meanwhile.`;
}
