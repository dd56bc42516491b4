/** Several questions at once to one backend: what fails is named, and costs nothing but itself. */
import { UpstreamError } from '../../src/shared/errors.js';
import { createSlots } from '../../src/shared/slots.js';

const CONCURRENT_QUERIES = 8; // Prometheus serves twenty at once by default, and others ask too

interface Answered<R> {
  /** In the order of the questions, without those that failed. */
  readonly answers: readonly R[];
  /** In a few words each: "latency of checkout: refused with status 422". */
  readonly failed: readonly string[];
}

/** Throws what went wrong only when every question failed, or when `signal` ends it. */
export async function askAll<Q, R>(
  questions: readonly Q[],
  ask: (question: Q) => Promise<R>,
  { nameOf, signal }: { readonly nameOf: (question: Q) => string; readonly signal: AbortSignal },
): Promise<Answered<R>> {
  const slots = createSlots(CONCURRENT_QUERIES);
  const errors: unknown[] = [];
  const failed: string[] = [];
  const answers = await Promise.all(
    questions.map(async (question): Promise<readonly R[]> => {
      await slots.take();
      try {
        signal.throwIfAborted();
        return [await ask(question)];
      } catch (error) {
        signal.throwIfAborted();
        errors.push(error);
        failed.push(`${nameOf(question)}: ${describeFailure(error)}`);
        return [];
      } finally {
        slots.give();
      }
    }),
  );
  if (errors.length > 0 && errors.length === questions.length) throw errors[0];
  return { answers: answers.flat(), failed };
}

/** Our words and the status: the backend's own text is quoted where a single question fails. */
function describeFailure(error: unknown): string {
  if (!(error instanceof UpstreamError)) return 'failed';
  return error.status === undefined ? 'no answer' : `refused with status ${error.status}`;
}
