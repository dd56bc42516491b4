/**
 * Sends envelopes to the app over whichever way is open (a socket first, else the request URL), retries events as
 * Slack does, and logs every try.
 */
import { randomUUID } from 'node:crypto';
import type { DeliveryLog, EnvelopeType } from '../delivery-log.js';
import type { Json } from '../workspace/model.js';
import type { Envelope, FailureReason, Outcome, Transport } from './envelope.js';

export type Deliveries = ReturnType<typeof createDeliveries>;

/** Slack's schedule: almost at once, after a minute, after five (docs.slack.dev/apis/events-api). */
export const EVENT_RETRY_DELAYS_MS: readonly number[] = [0, 60_000, 300_000];

export function createDeliveries(deps: {
  log: DeliveryLog;
  transports: readonly Transport[];
  eventRetryDelaysMs: readonly number[];
}) {
  const retries = new Map<NodeJS.Timeout, () => void>();
  const inFlight = new Set<Promise<unknown>>();
  let isClosed = false;

  async function attempt(envelope: Envelope): Promise<Outcome> {
    const transport = deps.transports.find((one) => one.isReady());
    const startedAt = performance.now();
    const { id: envelopeId, type, payload } = envelope;
    if (transport === undefined) {
      deps.log.append({ kind: 'envelope.failed', envelopeId, type, reason: 'not_connected' });
      return { isAcked: false, reason: 'not_connected' };
    }
    deps.log.append({
      kind: 'envelope.sent',
      envelopeId,
      type,
      transport: transport.name,
      attempt: envelope.attempt,
      payload,
    });
    const outcome = await transport.send(envelope);
    if (outcome.isAcked) {
      const ackMs = performance.now() - startedAt;
      deps.log.append({ kind: 'envelope.acked', envelopeId, type, ackMs, response: outcome.response });
    } else {
      deps.log.append({ kind: 'envelope.failed', envelopeId, type, reason: outcome.reason });
    }
    return outcome;
  }

  function track<T>(work: Promise<T>): Promise<T> {
    inFlight.add(work);
    void work.finally(() => inFlight.delete(work)).catch(() => undefined);
    return work;
  }

  async function sendEvent(
    payload: Json,
    tries: number,
    retryReason: FailureReason | undefined,
  ): Promise<void> {
    if (isClosed) return;
    const outcome = await attempt({
      id: randomUUID(),
      type: 'events_api',
      payload,
      attempt: tries,
      retryReason,
    });
    const delay = deps.eventRetryDelaysMs[tries];
    if (outcome.isAcked || delay === undefined || isClosed) return;
    const { reason } = outcome;
    const again = (): void => {
      retries.delete(timer);
      void track(sendEvent(payload, tries + 1, reason));
    };
    const timer = setTimeout(again, delay);
    timer.unref();
    retries.set(timer, again);
  }

  return {
    /** Sends a command or an interaction once and gives back what the app answered. */
    request(type: Exclude<EnvelopeType, 'events_api'>, payload: Json): Promise<Outcome> {
      return track(attempt({ id: randomUUID(), type, payload, attempt: 0, retryReason: undefined }));
    },
    /** Sends an event; failures are retried in the background. */
    event(payload: Json): void {
      void track(sendEvent(payload, 0, undefined));
    },
    /** Runs the waiting retries now instead of when they are due. */
    flushRetries(): void {
      for (const [timer, again] of retries) {
        clearTimeout(timer);
        again();
      }
    },
    /** Waits until nothing is on its way; later retries do not count. */
    async idle(): Promise<void> {
      while (inFlight.size > 0) await Promise.allSettled(inFlight);
    },
    close(): void {
      isClosed = true;
      for (const timer of retries.keys()) clearTimeout(timer);
      retries.clear();
    },
  };
}
