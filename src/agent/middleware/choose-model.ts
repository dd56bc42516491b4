/**
 * Decides which model is asked, how often, and when it is given up: in the route's order, each a few times with growing
 * pauses, none of them while its circuit is open, and nothing beyond the run's own time.
 */
import { createMiddleware } from 'langchain';
import { sleep } from '../../shared/clock.js';
import { classifyModelError, notSentIn, storeFailureIn } from '../model-error.js';
import { createChatModel } from '../model.js';
import { CircuitOpenError } from '../models/circuit.js';
import type { ModelRoute, RoutedModel } from '../models/model-route.js';
import { backoff, retryAfterOf } from '../models/retry-delay.js';
import type { Run } from '../run.js';

/** Of what is left of the run's time; the answer needs the rest. */
const MAX_SHARE_OF_TIME = 0.5;
/** Longer than this no person wants to wait for a server that is busy. */
const MAX_WAIT_MS = 20_000;
/** While another model could answer meanwhile. */
const MAX_WAIT_BESIDE_OTHERS_MS = 2_000;

/**
 * Failures that may be gone at the next try. A server that was silent for its whole time will hardly do better, and people
 * wait; a request that was refused would be refused again.
 */
const PASSING: ReadonlySet<string> = new Set([
  'rate_limited',
  'server_error',
  'unreachable',
  'invalid_answer',
  'answer_cut',
]);

export function chooseModel(run: Run, route: ModelRoute, { maxOutputTokens }: { maxOutputTokens: number }) {
  const chats = new Map<RoutedModel, ReturnType<typeof createChatModel>>();
  const chatOf = (routed: RoutedModel) => {
    const chat = chats.get(routed) ?? createChatModel(routed.settings, { maxOutputTokens });
    chats.set(routed, chat);
    return chat;
  };
  const isAnotherFree = (than: RoutedModel) =>
    route.models.some((each) => each !== than && each.circuit.pausedUntil === null);

  /** @throws the last failure when the model is given up. */
  async function ask<T>(
    routed: RoutedModel,
    send: () => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const { settings, circuit } = routed;
    let failure: unknown;
    for (let attempt = 1; ; attempt += 1) {
      // Another run was told when to come back; where that is soon, this one waits for it too.
      const hold = circuit.holdMs;
      if (hold > 0 && hold < longestWait(routed)) await sleep(hold + backoff(attempt), signal);
      try {
        run.asking = settings;
        const answer = await circuit.run(send);
        run.answeredBy = settings.model;
        return answer;
      } catch (error) {
        if (error instanceof CircuitOpenError || notSentIn(error)) throw failure ?? error;
        failure = error;
      }
      if (signal?.aborted || storeFailureIn(failure)) throw failure;
      const reason = classifyModelError(failure);
      const asked = retryAfterOf(failure);
      if (asked !== null) circuit.holdFor(asked);
      const delay = (asked ?? 0) + backoff(attempt);
      if (attempt > settings.maxRetries || !PASSING.has(reason) || delay > longestWait(routed)) throw failure;
      route.metrics.modelRetries.inc({ model: settings.model, reason });
      await sleep(delay, signal);
    }
  }

  function longestWait(routed: RoutedModel): number {
    const left = (run.deadline - performance.now()) * MAX_SHARE_OF_TIME;
    return Math.min(left, isAnotherFree(routed) ? MAX_WAIT_BESIDE_OTHERS_MS : MAX_WAIT_MS);
  }

  return createMiddleware({
    name: 'ChooseModel',
    async wrapModelCall(request, handler) {
      const { signal } = request.runtime;
      let failure: unknown = new CircuitOpenError();
      for (const routed of route.models) {
        if (routed !== route.models[0]) route.metrics.modelFallbacks.inc({ model: routed.settings.model });
        try {
          return await ask(routed, async () => handler({ ...request, model: chatOf(routed) }), signal);
        } catch (error) {
          if (signal?.aborted || notSentIn(error) || storeFailureIn(error)) throw error;
          // What a model that was asked did is worth more than that another one is left alone.
          if (!(error instanceof CircuitOpenError)) failure = error;
        }
      }
      throw failure;
    },
  });
}
