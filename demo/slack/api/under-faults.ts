/** Carries out a call of the app under the faults that hit it, and answers accordingly. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallFault } from '../faults.js';
import { sendJson } from '../http/request.js';
import type { Json } from '../workspace/model.js';
import { SlackApiError } from './slack-api-error.js';

export interface Outcome {
  readonly status: number;
  readonly body: Json;
  readonly headers?: Record<string, string>;
  /** True when the call changed the workspace, whatever the app was told. */
  readonly tookEffect: boolean;
}

type Breakage = Extract<CallFault, { effect: 'before' | 'after' }>;

export interface Attempt {
  readonly outcome: Outcome;
  /** What kept the outcome from the app. */
  readonly broken: Breakage | undefined;
  /** What the app saw; 0 for no answer at all. */
  readonly status: number;
}

export function refusal(error: string, extra: Json = {}, status = 200): Outcome {
  return { status, body: { ok: false, error, ...extra }, tookEffect: false };
}

/** `seconds` go into Retry-After. */
export function limited(seconds: number | null): Outcome {
  return {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    ...(seconds === null ? {} : { headers: { 'retry-after': String(seconds) } }),
    tookEffect: false,
  };
}

/** What a call answers because of a fault instead of doing its work. */
export function forcedAnswer(faults: readonly CallFault[]): Outcome | undefined {
  const forced = faults.find((fault) => fault.kind === 'rate_limited');
  if (forced !== undefined) return limited(forced.retryAfterSeconds);
  const named = faults.find((fault) => fault.kind === 'api_error');
  return named === undefined ? undefined : refusal(named.error);
}

function breakage(faults: readonly CallFault[], effect: 'before' | 'after'): Breakage | undefined {
  return faults.find((fault): fault is Breakage => 'effect' in fault && fault.effect === effect);
}

/** Runs the call unless a fault comes before it. A `SlackApiError` becomes its answer. */
export async function attempt(faults: readonly CallFault[], run: () => Outcome): Promise<Attempt> {
  for (const fault of faults) if (fault.kind === 'delay') await sleep(fault.ms);
  const before = breakage(faults, 'before');
  const outcome = before === undefined ? tryRun(run) : refusal('internal_error', {}, 500);
  const broken = before ?? breakage(faults, 'after');
  const status = broken === undefined ? outcome.status : broken.kind === 'server_error' ? 500 : 0;
  return { outcome, broken, status };
}

function tryRun(run: () => Outcome): Outcome {
  try {
    return run();
  } catch (error) {
    if (error instanceof SlackApiError) return refusal(error.code, error.extra);
    throw error;
  }
}

/** Answers with the outcome, with a 500, or not at all. */
export function answer(
  { outcome, broken, status }: Attempt,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Record<string, string> = {},
): void {
  if (broken?.kind === 'drop_connection') request.socket.destroy();
  else if (broken?.kind === 'timeout') return;
  else if (broken !== undefined) sendJson(response, 500, { ok: false, error: 'internal_error' });
  else sendJson(response, status, outcome.body, { ...headers, ...outcome.headers });
}
