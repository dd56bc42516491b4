/**
 * Keeps each answer of the model, and gives those that an interrupted run already got instead of asking for them again. What
 * they came to counts as it did then.
 */
import { AIMessage, createMiddleware } from 'langchain';
import type { Redactor } from '../../privacy/redactor.js';
import { StoreFailedError } from '../model-error.js';
import type { RunJournal, RunStep, StoredModelAnswer } from '../ports.js';
import type { Run } from '../run.js';

export interface ReplayOptions {
  readonly journal: Pick<RunJournal, 'append'>;
  /** Those of the run before it was interrupted. */
  readonly steps: readonly RunStep[];
  readonly redactor: Pick<Redactor, 'redactValue'>;
  readonly onModelCall: (call: number) => void;
}

export function replay(run: Run, { journal, steps, redactor, onModelCall }: ReplayOptions) {
  const left = steps.filter((step) => step.kind === 'model');
  return createMiddleware({
    name: 'Replay',
    async wrapModelCall(request, handler) {
      const stored = left.shift();
      if (stored) {
        run.modelCalls += stored.requests;
        run.inputTokens += stored.inputTokens;
        run.outputTokens += stored.outputTokens;
        run.answeredBy = stored.model;
        run.isCut = stored.answer.isCut;
        run.hurried = stored.answer.hurried;
        onModelCall(run.modelCalls);
        return toMessage(stored.answer);
      }
      const before = { ...run };
      const answer = await handler(request);
      const step: RunStep = {
        kind: 'model',
        model: run.answeredBy ?? 'unknown',
        answer: toStored(answer, run, redactor),
        requests: run.modelCalls - before.modelCalls,
        inputTokens: run.inputTokens - before.inputTokens,
        outputTokens: run.outputTokens - before.outputTokens,
      };
      await journal.append(step).catch((error: unknown) => {
        throw new StoreFailedError(error);
      });
      return answer;
    },
  });
}

function toMessage({ id, text, calls }: StoredModelAnswer): AIMessage {
  return new AIMessage({
    content: text,
    tool_calls: calls.map(({ id: callId, name, args }) => ({
      ...(callId === null ? {} : { id: callId }),
      name,
      args,
      type: 'tool_call' as const,
    })),
    ...(id === null ? {} : { id }),
  });
}

function toStored(answer: AIMessage, run: Run, redactor: ReplayOptions['redactor']): StoredModelAnswer {
  return {
    id: answer.id ?? null,
    text: String(redactor.redactValue(answer.text)),
    calls: (answer.tool_calls ?? []).map(({ id, name, args }) => ({
      id: id ?? null,
      name,
      args: Object.fromEntries(Object.entries(redactor.redactValue(args) ?? {})),
    })),
    isCut: run.isCut,
    hurried: run.hurried,
  };
}
