/**
 * Counts what each request uses, and keeps it inside the budgets of the incident and the day: the most it may cost is
 * reserved before it is sent, and replaced by what it really cost, whatever became of it.
 */
import { isAIMessage, type AIMessage, type BaseMessage, type UsageMetadata } from '@langchain/core/messages';
import { createMiddleware } from 'langchain';
import type { Logger } from '../../observability/logger.js';
import type { InvestigationLimits, StopReason } from '../limits.js';
import { classifyModelError, isUnsent, NotSentError, StoreFailedError } from '../model-error.js';
import type { CallOutcome, ExceededBudget, PlannedCall, Spending } from '../ports.js';
import type { Run } from '../run.js';
import { plausibleTokens, sizeOfMessage, sizeOfMessages } from '../token-estimate.js';

interface SpendOptions {
  readonly spending: Spending;
  readonly limits: Pick<InvestigationLimits, 'outputTokens'>;
  readonly promptVersion: string;
  /** Size of the system prompt and the tools' declarations. */
  readonly fixedChars: number;
  readonly log: Logger;
}

/** Ends that the server does not charge for: it answered with an error. */
const FREE: ReadonlySet<string> = new Set(['rate_limited', 'refused', 'server_error']);

const BUDGET: Readonly<Record<ExceededBudget, StopReason>> = {
  incident_tokens: 'incident_budget',
  incident_cost: 'incident_budget',
  day_tokens: 'day_budget',
  day_cost: 'day_budget',
};

export function spend(run: Run, { spending, limits, promptVersion, fixedChars, log }: SpendOptions) {
  /** @throws NotSentError when a budget refuses it. */
  async function reserve(planned: PlannedCall): Promise<string> {
    const reserved = await spending.reserve(planned).catch((error: unknown) => {
      throw new StoreFailedError(error);
    });
    if (!reserved.isGranted) throw new NotSentError(BUDGET[reserved.budget]);
    return reserved.id;
  }

  async function settle(id: string, outcome: CallOutcome): Promise<void> {
    run.inputTokens += outcome.inputTokens;
    run.outputTokens += outcome.outputTokens;
    const settling = spending.settle(id, outcome).catch((error: unknown) => {
      // The reservation stays, which is the most it can have been.
      log.warn({ err: error }, 'what a request to the model cost could not be stored');
    });
    run.unfinished.add(settling);
    await settling;
    run.unfinished.delete(settling);
  }

  return createMiddleware({
    name: 'Spend',
    async wrapModelCall(request, handler) {
      const size = fixedChars + sizeOfMessages(request.messages);
      const planned: PlannedCall = {
        model: run.asking?.model ?? 'unknown',
        promptVersion,
        inputTokens: run.estimate.tokens(size),
        maxOutputTokens: limits.outputTokens,
      };
      const { signal } = request.runtime;
      const sending = reserve(planned).then(send);
      // Where the run is given up, what the request cost is still to be stored.
      const end = sending.catch(() => undefined);
      run.unfinished.add(end);
      return sending.finally(() => run.unfinished.delete(end));

      async function send(id: string): Promise<AIMessage> {
        const startedAt = performance.now();
        const took = () => Math.round(performance.now() - startedAt);
        let answer: AIMessage;
        try {
          if (signal?.aborted) throw new NotSentError('time_limit');
          answer = await handler(request);
        } catch (error) {
          await settle(id, { ...failed(error, planned), latencyMs: took() });
          throw error;
        }
        const outcome = answered(run, answer, planned);
        // Not from our own estimate: it would grow by itself.
        run.estimate.learn(size, countIn(usageOf(answer)?.input_tokens) ?? 0);
        await settle(id, { ...outcome, latencyMs: took() });
        return answer;
      }
    },
  });
}

type Counted = Omit<CallOutcome, 'latencyMs'>;

/** Servers that report no usage, none that is a count, or far too little are charged by our estimate. */
function answered(run: Run, answer: AIMessage, planned: PlannedCall): Counted {
  const usage = usageOf(answer);
  return {
    result: 'answered',
    inputTokens: plausibleTokens(countIn(usage?.input_tokens), planned.inputTokens),
    cachedTokens: countIn(usage?.input_token_details?.cache_read) ?? 0,
    outputTokens: countIn(usage?.output_tokens) ?? run.estimate.tokens(sizeOfMessage(answer)),
  };
}

/** The type says number, the server sends what it likes: a text would turn sums into texts, which no limit stops. */
function countIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.ceil(value) : undefined;
}

/** What is not known to be free counts in full. */
function failed(error: unknown, { inputTokens, maxOutputTokens }: PlannedCall): Counted {
  const result = classifyModelError(error);
  const isFree = isUnsent(error) || FREE.has(result);
  return {
    result,
    inputTokens: isFree ? 0 : inputTokens,
    cachedTokens: 0,
    outputTokens: isFree ? 0 : maxOutputTokens,
  };
}

function usageOf(message: BaseMessage): UsageMetadata | undefined {
  return isAIMessage(message) ? message.usage_metadata : undefined;
}
