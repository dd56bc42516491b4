/**
 * Webhooks to whoever subscribed. Per subscription they go out in the order of what happened, one after the other: while one
 * is tried again the others wait. A refusal (4xx but 429) drops it at once; three dropped in a row switch the subscription
 * off, and what waits for it is dropped too.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IncidentEvent } from '../account/model.js';
import type { Present } from '../account/present.js';
import type { Faults } from '../faults.js';
import { signatureOf, webhookBody } from './payload.js';

export interface Subscription {
  readonly url: string;
  readonly secrets: readonly string[];
  /** Such as `incident.acknowledged`; everything unless told. */
  readonly events?: readonly string[];
  /** Ids of services; all of the account unless told. */
  readonly services?: readonly string[];
}

/** What became of one attempt. */
export interface Delivery {
  readonly webhookId: string;
  readonly type: string;
  /** Null when nobody answered in time. */
  readonly status: number | null;
}

interface Waiting {
  readonly id: string;
  readonly type: string;
  readonly body: string;
}

const TIMEOUT_MS = 5_000;
/** Five attempts within about twenty minutes. */
const USUAL_RETRY_DELAYS_MS = [10_000, 60_000, 300_000, 900_000];
const DROPS_BEFORE_OFF = 3;
/** How often a PagerDuty that is down looks whether it is up again. */
const DOWN_POLL_MS = 20;

export type Webhooks = ReturnType<typeof createWebhooks>;

export function createWebhooks(deps: {
  readonly present: Present;
  readonly faults: Faults;
  readonly retryDelaysMs?: readonly number[] | undefined;
}) {
  const { present, faults, retryDelaysMs = USUAL_RETRY_DELAYS_MS } = deps;
  const closing = new AbortController();
  const deliveries: Delivery[] = [];
  const lanes: ReturnType<typeof createLane>[] = [];

  function createLane(subscription: Subscription) {
    let queue: Waiting[] = [];
    const held: Waiting[] = [];
    let running: Promise<void> | undefined;
    let dropped = 0;
    let isOn = true;

    async function attempt({ id, type, body }: Waiting): Promise<number | null> {
      while (faults.isDown()) await sleep(DOWN_POLL_MS, undefined, { signal: closing.signal });
      const status = await fetch(subscription.url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'PagerDuty-Webhook/V3.0',
          'x-pagerduty-signature': signatureOf(subscription.secrets, body),
          'x-webhook-id': id,
        },
        body,
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      }).then(
        async (response) => {
          await response.body?.cancel();
          return response.status;
        },
        () => null,
      );
      deliveries.push({ webhookId: id, type, status });
      return status;
    }

    /** Whether it arrived. */
    async function deliver(webhook: Waiting): Promise<boolean> {
      for (const delayMs of [...retryDelaysMs, null]) {
        const status = await attempt(webhook);
        if (status !== null && status >= 200 && status < 300) return true;
        const isWorthRepeating = status === null || status === 429 || status >= 500;
        if (!isWorthRepeating || delayMs === null) return false;
        await sleep(delayMs, undefined, { signal: closing.signal });
      }
      return false;
    }

    async function run(): Promise<void> {
      for (let next = queue.shift(); next; next = queue.shift()) {
        dropped = (await deliver(next)) ? 0 : dropped + 1;
        if (dropped < DROPS_BEFORE_OFF) continue;
        isOn = false;
        queue = [];
      }
    }

    function send(...webhooks: Waiting[]): void {
      queue.push(...webhooks);
      running ??= run()
        // Closing ends whatever waits.
        .catch(() => undefined)
        .finally(() => {
          running = undefined;
          if (queue.length > 0 && !closing.signal.aborted) send();
        });
    }

    return {
      isOn: () => isOn,
      enable(): void {
        isOn = true;
        dropped = 0;
      },
      idle: async (): Promise<void> => {
        while (running) await running;
      },
      accept(event: IncidentEvent): void {
        const { events, services } = subscription;
        if (!isOn || (events && !events.includes(event.type))) return;
        if (services && !services.includes(event.incident.service.id)) return;
        const id = randomUUID();
        const webhook = { id, type: event.type, body: JSON.stringify(webhookBody(present, id, event)) };
        const hit = faults.takeForWebhook();
        switch (hit?.fault.kind) {
          case 'lose':
            return;
          case 'duplicate':
            return send(webhook, webhook);
          case 'reorder':
            held.push(webhook);
            if (hit.left === 0) send(...held.splice(0).reverse());
            return;
          case undefined:
            return send(webhook);
        }
      },
    };
  }

  return {
    subscribe: (subscription: Subscription) => void lanes.push(createLane(subscription)),
    accept(event: IncidentEvent): void {
      for (const lane of lanes) lane.accept(event);
    },
    /** Every attempt so far, oldest first. */
    deliveries: deliveries as readonly Delivery[],
    /** Whether every subscription is on. */
    areOn: () => lanes.every((lane) => lane.isOn()),
    /** As somebody does on PagerDuty's page. */
    enable(): void {
      for (const lane of lanes) lane.enable();
    },
    /** Resolves when nothing is on its way. */
    async idle(): Promise<void> {
      for (const lane of lanes) await lane.idle();
    },
    close: () => closing.abort(),
  };
}
