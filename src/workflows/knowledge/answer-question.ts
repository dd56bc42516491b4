/**
 * Works out the answer to a stored question and stores it as it grows. Runs as a job: after a restart it goes on from what
 * the model and its tools said before, the one message is edited, and an answer that is finished stays.
 */
import { backendsOf } from '../../agent/backends.js';
import { answerQuestion as answer, type AnswerDeps, type AnswerProgress } from '../../agent/answer/answer.js';
import type { Answer } from '../../agent/answer/answer-input.js';
import type { SpendingSettings } from '../../agent/spending/spending.js';
import type { Evidence } from '../../incidents/evidence.js';
import type { Question } from '../../incidents/question.js';
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import type { Privacy } from '../../privacy/privacy.js';
import { fileObservation } from '../evidence/file-observation.js';
import { keptResultsOf } from '../evidence/kept-results.js';
import { readAnswerFacts, type AnswerFactsDeps } from './answer-facts.js';
import { createSecretKeeper } from '../evidence/secret-keeper.js';
import { createRunJournal } from '../investigation/run-journal.js';
import { spendingFor } from '../investigation/spending-for.js';
import { isPrivate, privateAmong } from '../investigation/is-private.js';
import type { Transaction } from '../transaction.js';

/** How often a growing answer is shown; Slack takes about one edit a second in a channel. */
const SHOW_EVERY_MS = 1000;
const MAX_SOURCES = 12;
const MAX_STATEMENT = 300;

export interface AnswerQuestionDeps extends AnswerFactsDeps {
  readonly agent: Pick<AnswerDeps, 'model' | 'tools' | 'limits'>;
  /** Gives each incident its redactor. */
  readonly privacy: Privacy;
  /** What the model may cost. */
  readonly spending: SpendingSettings;
  readonly log: Logger;
  readonly metrics: Metrics;
}

export async function answerQuestion(
  deps: AnswerQuestionDeps,
  questionId: string,
  signal: AbortSignal,
): Promise<void> {
  const question = await deps.store.transaction((tx) => tx.questions.get(questionId));
  if (!question || question.answeredAt !== null) return;
  const progress = createProgress(deps, question);
  try {
    const { input, incident } = await readAnswerFacts(deps, question, signal);
    const subject = incident?.id ?? question.id;
    const keeper = await createSecretKeeper(deps.privacy, subject);
    const kept = { store: deps.store, keeper };
    const found = await answer(
      {
        ...deps.agent,
        redactor: await deps.privacy.redactorFor(subject),
        isPrivate: () => (incident ? isPrivate(deps.store, incident.id) : Promise.resolve(false)),
        privateAmong: (numbers) => privateAmong(deps.store, numbers),
        mayNamePeople: incident !== null && !(await isElsewhere(deps, question)),
        spending: spendingFor(deps, {
          purpose: 'question',
          incidentId: incident?.id ?? null,
          investigationId: null,
        }),
        backends: backendsOf(deps),
        recordEvidence:
          incident &&
          ((observation) =>
            deps.store.transaction((tx) => fileObservation(tx, keeper, incident.id, observation))),
        journal: createRunJournal(kept, question.id, incident?.id ?? null),
        ...(incident ? { results: keptResultsOf(kept, incident.id) } : {}),
        onProgress: progress.show,
        log: deps.log,
        metrics: deps.metrics,
      },
      input,
    );
    await finish(deps, question, found, await progress.stop());
  } catch (error) {
    const steps = await progress.stop();
    signal.throwIfAborted();
    deps.log.error({ err: error, questionId }, 'a question could not be answered');
    await fail(deps, question, steps);
  }
}

/** Whether the answer is shown outside of the incident's channel, to people who may not see what is in there. */
function isElsewhere({ store }: AnswerQuestionDeps, { id }: Question): Promise<boolean> {
  return store.transaction((tx) => tx.questions.isElsewhere(id));
}

async function finish(
  deps: AnswerQuestionDeps,
  question: Question,
  { text, by, note, evidenceIds }: Answer,
  steps: Question['steps'],
): Promise<void> {
  const { incidentId } = question;
  await deps.store.transaction(async (tx) => {
    const evidence = incidentId === null ? [] : await tx.evidence.list(incidentId);
    const isFirst = await tx.questions.finish(question.id, {
      status: 'answered',
      answer: text,
      note,
      steps,
      sources: sourcesOf(evidence, evidenceIds),
      people: incidentId === null ? [] : await peopleOf(tx, incidentId),
    });
    if (!isFirst) return;
    if (incidentId !== null) {
      await tx.timeline.append({
        incidentId,
        kind: 'question.answered',
        actor: { kind: 'person', id: question.askedBy },
        text: `Asked “${question.question.slice(0, 200)}”, answered ${by === 'model' ? 'by the model' : 'from what is stored'}.`,
      });
    }
    await touch(tx, question);
  });
}

/** In the order they are cited. */
function sourcesOf(evidence: readonly Evidence[], ids: readonly string[]): Question['sources'] {
  return ids.slice(0, MAX_SOURCES).flatMap((id) => {
    const item = evidence.find((one) => one.id === id);
    return item ? [{ id, statement: item.statement.slice(0, MAX_STATEMENT) }] : [];
  });
}

async function peopleOf(tx: Transaction, incidentId: NonNullable<Question['incidentId']>): Promise<string[]> {
  const incident = await tx.incidents.get(incidentId);
  const deciders = (await tx.proposals.ofIncident(incidentId)).map(({ decidedBy }) => decidedBy);
  const actors = [incident?.acknowledgedBy, incident?.resolvedBy, ...deciders].flatMap((actor) =>
    actor?.kind === 'person' ? [actor.id] : [],
  );
  const roles = (await tx.roles.ofIncident(incidentId)).map(({ slackUserId }) => slackUserId);
  return [...new Set([...roles, ...actors])];
}

async function fail(deps: AnswerQuestionDeps, question: Question, steps: Question['steps']): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const outcome = { status: 'failed', answer: '', note: null, steps, sources: [], people: [] } as const;
    if (await tx.questions.finish(question.id, outcome)) await touch(tx, question);
  });
}

/** The place was decided when it was asked. */
function touch(tx: Transaction, { id, incidentId, askedBy }: Question): Promise<void> {
  return tx.notifier.touch({
    kind: 'answer',
    incidentId,
    subjectId: id,
    // Only read when there is no message yet, and there is one.
    ...(incidentId === null ? { place: { channel: askedBy, threadTs: null } } : {}),
  });
}

/** Saves and shows what there is, at most every second, one after the other; what comes between waits for its turn. */
function createProgress(deps: AnswerQuestionDeps, question: Question) {
  let latest: AnswerProgress | undefined;
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<void> = Promise.resolve();
  let lastAt = 0;

  function save(): void {
    timer = undefined;
    const progress = latest;
    if (!progress) return;
    lastAt = performance.now();
    saving = saving
      .then(() =>
        deps.store.transaction(async (tx) => {
          const isOpen = await tx.questions.grow(question.id, {
            answer: progress.text,
            note: progress.doing,
            steps: progress.steps,
          });
          if (isOpen) await touch(tx, question);
        }),
      )
      // The answer itself matters, not its progress.
      .catch((error: unknown) =>
        deps.log.warn({ err: error, questionId: question.id }, 'progress of an answer was not saved'),
      );
  }

  return {
    show(progress: AnswerProgress): void {
      latest = { ...progress };
      timer ??= setTimeout(save, Math.max(0, lastAt + SHOW_EVERY_MS - performance.now()));
    },
    /** Returns what was looked at. */
    async stop(): Promise<Question['steps']> {
      clearTimeout(timer);
      timer = undefined;
      const steps = latest?.steps ?? [];
      latest = undefined;
      await saving;
      return steps;
    },
  };
}
