/**
 * Sends envelopes to the app over whichever way is open (a socket first, else the request URL), retries events as
 * Slack does, lets the faults of the switchboard befall them, and logs every try.
 */
import { randomUUID } from 'node:crypto';
import type { DeliveryLog, EnvelopeType } from '../delivery-log.js';
import type { EventFault, Faults } from '../faults.js';
import { isJsonObject } from '../http/request.js';
import type { Json } from '../workspace/model.js';
import type { Envelope, FailureReason, Outcome, Transport } from './envelope.js';

export type Deliveries = ReturnType<typeof createDeliveries>;

/** Slack's schedule: almost at once, after a minute, after five (docs.slack.dev/apis/events-api). */
export const EVENT_RETRY_DELAYS_MS: readonly number[] = [0, 60_000, 300_000];

/** As often as one message has been seen to be sent (node-slack-sdk#2141). */
const FAN_OUT = 11;

interface Try {
  readonly payload: Json;
  /** Tries before this one. */
  readonly tries: number;
  readonly retryReason: FailureReason | undefined;
}

export function createDeliveries(deps: {
  log: DeliveryLog;
  faults: Faults;
  transports: readonly Transport[];
  eventRetryDelaysMs: readonly number[];
}) {
  /** What is to happen later, by its timer. */
  const later = new Map<NodeJS.Timeout, () => void>();
  const inFlight = new Set<Promise<unknown>>();
  let held: Json[] = [];
  let isClosed = false;

  function logLost(payload: Json): void {
    const envelopeId = `lost-${String(payload['event_id'])}`;
    deps.log.append({ kind: 'envelope.failed', envelopeId, type: 'events_api', reason: 'lost' });
  }

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

  function doLater(delayMs: number, work: () => void): void {
    const run = (): void => {
      later.delete(timer);
      work();
    };
    const timer = setTimeout(run, delayMs);
    timer.unref();
    later.set(timer, run);
  }

  async function sendEvent({ payload, tries, retryReason }: Try): Promise<void> {
    if (isClosed) return;
    const outcome = await attempt({
      id: randomUUID(),
      type: 'events_api',
      payload,
      attempt: tries,
      retryReason,
    });
    if (outcome.isAcked || outcome.isFinal === true) return;
    // Slack has no name of its own for an app that is not connected at all.
    const reason = outcome.reason === 'not_connected' ? 'connection_failed' : outcome.reason;
    retry({ payload, tries, retryReason: reason });
  }

  /** Plans the try after a failed one, if there is one left. */
  function retry({ payload, tries, retryReason }: Try): void {
    const delay = deps.eventRetryDelaysMs[tries];
    if (delay === undefined || isClosed) return;
    doLater(delay, () => void track(sendEvent({ payload, tries: tries + 1, retryReason })));
  }

  function first(payload: Json): Promise<void> {
    return track(sendEvent({ payload, tries: 0, retryReason: undefined }));
  }

  /** Sends what was held back, newest first, each once the one before it is through. */
  async function releaseHeld(): Promise<void> {
    const events = held.toReversed();
    held = [];
    for (const payload of events) await first(payload);
  }

  function sendUnder(fault: EventFault, payload: Json): void {
    switch (fault.kind) {
      case 'duplicate_event':
        for (let copy = 0; copy < (fault.copies ?? 2); copy++) void first(payload);
        break;
      case 'fan_out_event':
        for (let copy = 0; copy < (fault.copies ?? FAN_OUT); copy++) {
          void first({ ...payload, event_id: `${String(payload['event_id'])}N${copy}` });
        }
        break;
      case 'reorder_events':
        held.push(payload);
        if (held.length >= fault.count) void track(releaseHeld());
        break;
      case 'lose_first_copy':
        logLost(payload);
        retry({ payload, tries: 0, retryReason: 'http_timeout' });
        break;
      case 'lose_event':
        logLost(payload);
        break;
      case 'delay_event':
        doLater(fault.ms, () => void first(payload));
        break;
    }
  }

  return {
    /** Sends a command or an interaction once and gives back what the app answered. */
    request(type: Exclude<EnvelopeType, 'events_api'>, payload: Json): Promise<Outcome> {
      return track(attempt({ id: randomUUID(), type, payload, attempt: 0, retryReason: undefined }));
    },
    /** Sends one of those again that were sent before, as the same envelope; says whether it was acked. */
    async requestAgain(envelopeId: string): Promise<boolean> {
      for (const entry of deps.log.entries()) {
        if (entry.kind !== 'envelope.sent' || entry.envelopeId !== envelopeId) continue;
        const { type, payload } = entry;
        return (await track(attempt({ id: envelopeId, type, payload, attempt: 1, retryReason: undefined })))
          .isAcked;
      }
      return false;
    },
    /** Sends an event; failures are retried in the background. */
    event(payload: Json): void {
      const event = isJsonObject(payload['event']) ? payload['event'] : {};
      const fault = deps.faults.takeForEvent(String(event['type']));
      if (fault === undefined) void first(payload);
      else sendUnder(fault, payload);
    },
    /** Does now what waits for its time: retries, delayed events, and events held back to change their order. */
    flushRetries(): void {
      for (const [timer, run] of later) {
        clearTimeout(timer);
        run();
      }
      if (held.length > 0) void track(releaseHeld());
    },
    /** Waits until nothing is on its way; later retries do not count. */
    async idle(): Promise<void> {
      while (inFlight.size > 0) await Promise.allSettled(inFlight);
    },
    close(): void {
      isClosed = true;
      for (const timer of later.keys()) clearTimeout(timer);
      later.clear();
    },
  };
}
