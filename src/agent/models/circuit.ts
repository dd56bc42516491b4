/**
 * Stops asking a model that keeps failing, so that nobody waits for it: after a few failures in a row it is left alone for a
 * while, then one request tries whether it is back.
 */
import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  DelegateBackoff,
  handleWhen,
  type IHalfOpenAfterBackoffContext,
} from 'cockatiel';
import { classifyModelError, statusOfModelError } from '../model-error.js';

/** In a row, over all runs. One request with its retries makes as many, so that the run after it does not wait. */
const FAILURES = 3;
/** Seconds are what hiccups last; outages last minutes, and one lost try in five of them costs nothing. */
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 300_000;

export interface CircuitSettings {
  /** Milliseconds the model is left alone at first; every failed try doubles them. Default: 30 s. */
  readonly firstPauseMs?: number;
}

export interface Circuit {
  /** Milliseconds since 1970 until which the model is left alone; null when it may be asked. */
  readonly pausedUntil: number | null;
  /**
   * Sends a request and remembers how it went.
   * @throws CircuitOpenError without sending anything while the model is left alone; otherwise what `request` throws.
   */
  run<T>(request: () => Promise<T>): Promise<T>;
  /** The server itself said how many milliseconds it wants to be left alone. */
  holdFor(ms: number): void;
  /** Milliseconds that are left of what the server asked for; 0 when nothing is, or when the model failed too often anyway. */
  readonly holdMs: number;
}

export class CircuitOpenError extends Error {
  constructor() {
    super('the model is left alone for now');
    this.name = 'CircuitOpenError';
  }
}

/** @param onChange hears when the model is left alone, and when it is asked as usual again. */
export function createCircuit(onChange: (isOpen: boolean) => void, settings: CircuitSettings = {}): Circuit {
  const { firstPauseMs = FIRST_PAUSE_MS } = settings;
  let openUntil = 0;
  let heldUntil = 0;
  const isTrying = () => breaker.state === CircuitState.HalfOpen;
  const breaker = circuitBreaker(
    // A try that says nothing about the server does not close the circuit.
    handleWhen((error) => countsAgainst(error) || (isTrying() && !isAboutTheRequest(error))),
    {
      breaker: new ConsecutiveBreaker(FAILURES),
      halfOpenAfter: new DelegateBackoff(({ attempt }: IHalfOpenAfterBackoffContext) => {
        const pauseMs = Math.min(firstPauseMs * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
        openUntil = Date.now() + pauseMs;
        return pauseMs;
      }),
    },
  );
  breaker.onBreak(() => onChange(true));
  breaker.onReset(() => onChange(false));

  function pausedUntil(): number | null {
    const now = Date.now();
    // One request at a time tries; the others do not wait for it.
    if (isTrying()) return now + firstPauseMs;
    const until = Math.max(breaker.state === CircuitState.Open ? openUntil : 0, heldUntil);
    return until > now ? until : null;
  }

  return {
    get pausedUntil() {
      return pausedUntil();
    },
    async run(request) {
      if (pausedUntil() !== null) throw new CircuitOpenError();
      try {
        return await breaker.execute(request);
      } catch (error) {
        throw error instanceof BrokenCircuitError ? new CircuitOpenError() : error;
      }
    },
    get holdMs() {
      const isFailing = isTrying() || (breaker.state === CircuitState.Open && openUntil > Date.now());
      return isFailing ? 0 : Math.max(0, heldUntil - Date.now());
    },
    holdFor(ms) {
      heldUntil = Math.max(heldUntil, Date.now() + Math.min(ms, LONGEST_PAUSE_MS));
    },
  };
}

const FAILURE_REASONS: ReadonlySet<string> = new Set([
  'timeout',
  'unreachable',
  'rate_limited',
  'refused',
  'server_error',
  'invalid_answer',
  'answer_cut',
]);

/** Failures that the next request would most likely meet too, whatever it asks. */
function countsAgainst(error: unknown): boolean {
  return FAILURE_REASONS.has(classifyModelError(error)) && !isAboutTheRequest(error);
}

/** The server is there and dislikes this one request: malformed, in conflict, too large, not processable. */
function isAboutTheRequest(error: unknown): boolean {
  return [400, 409, 413, 422].includes(statusOfModelError(error) ?? 0);
}
