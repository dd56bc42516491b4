/**
 * Delivers one webhook message as Alertmanager does: 5xx answers and connection errors are retried with growing pauses
 * until the deadline, any other refusal is final.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { errorMessage } from '../../../src/shared/errors.js';
import type { WebhookMessage } from './webhook-payload.js';

const FIRST_PAUSE_MS = 500; // These three are Alertmanager's back-off.
const PAUSE_GROWTH = 1.5;
const MAX_PAUSE_MS = 60_000;

export interface WebhookReceiver {
  readonly url: string;
  /** Sent as a bearer token when given. */
  readonly token?: string | undefined;
}
export type DeliveryOutcome =
  { readonly isDelivered: true } | { readonly isDelivered: false; readonly reason: string };

/** Posts the message; never throws. Gives up at the deadline, at a final refusal and when the signal aborts. */
export async function deliverWebhook(
  receiver: WebhookReceiver,
  message: WebhookMessage,
  options: { deadlineMs: number; signal: AbortSignal; firstPauseMs?: number },
): Promise<DeliveryOutcome> {
  const expiry = Date.now() + options.deadlineMs;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.deadlineMs)]);
  const body = JSON.stringify(message);
  let pauseMs = options.firstPauseMs ?? FIRST_PAUSE_MS;
  for (;;) {
    const attempt = await post(receiver, body, signal);
    if (attempt.isDelivered) return attempt;
    if (!attempt.isRetryable || signal.aborted || Date.now() + pauseMs >= expiry) return attempt;
    try {
      await pause(pauseMs, undefined, { signal: options.signal });
    } catch {
      return attempt;
    }
    pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * PAUSE_GROWTH);
  }
}

type Attempt = { isDelivered: true } | { isDelivered: false; isRetryable: boolean; reason: string };

async function post(receiver: WebhookReceiver, body: string, signal: AbortSignal): Promise<Attempt> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'user-agent': 'Alertmanager/0.25.0',
    ...(receiver.token === undefined ? {} : { authorization: `Bearer ${receiver.token}` }),
  };
  try {
    const answer = await fetch(receiver.url, { method: 'POST', headers, body, signal });
    await answer.arrayBuffer();
    if (answer.ok) return { isDelivered: true };
    const reason = `unexpected status code ${answer.status}`;
    return { isDelivered: false, isRetryable: answer.status >= 500, reason };
  } catch (error) {
    return { isDelivered: false, isRetryable: true, reason: errorMessage(error) };
  }
}
