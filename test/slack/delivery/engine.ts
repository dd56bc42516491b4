/** A delivery engine between an in-memory queue and a local Slack, for the tests beside this file. */
import { randomUUID } from 'node:crypto';
import { createLocalSlack, type LocalSlack } from '../../../demo/slack/local-slack.js';
import type { MessageRequest } from '../../../src/incidents/ports.js';
import { createLogger } from '../../../src/observability/logger.js';
import { createMetrics } from '../../../src/observability/metrics.js';
import { systemClock } from '../../../src/shared/clock.js';
import type { IncidentId } from '../../../src/shared/ids.js';
import { createDelivery, type DeliverySettings } from '../../../src/slack/delivery/create-delivery.js';
import type { Render } from '../../../src/slack/delivery/render.js';
import { createSlackClient } from '../../../src/slack/web-client.js';
import { createMemoryMessageQueue } from '../../helpers/memory-message-queue.js';

export const CHANNEL = 'C0INCIDENTS';
export const OTHER = 'C0CHECKOUT';
const FAST: Partial<DeliverySettings> = {
  perSecond: 200,
  burst: 50,
  pollMs: 20,
  backOffMs: 20,
  maxBackOffMs: 100,
};

const closers: (() => Promise<void>)[] = [];
/** Closes everything that a test opened, the last first. */
export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

export const newIncident = () => randomUUID() as string as IncidentId;
export const card = (incidentId: IncidentId): MessageRequest => ({
  kind: 'incident_card',
  incidentId,
  subjectId: null,
});
export const note = (incidentId: IncidentId, subjectId: string): MessageRequest => ({
  kind: 'note',
  incidentId,
  subjectId,
});

export async function startSlack(options: Parameters<typeof createLocalSlack>[0] = {}): Promise<LocalSlack> {
  const slack = createLocalSlack({ rateLimits: false, ...options });
  await slack.start();
  closers.push(() => slack.stop());
  return slack;
}

/** A delivery engine whose messages say `text`, which tests change to see edits. */
export function createEngine(
  slack: LocalSlack,
  options: { settings?: Partial<DeliverySettings>; render?: Render } = {},
) {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } });
  const queue = createMemoryMessageQueue();
  const shown = { text: 'first' };
  const touchedParents: IncidentId[] = [];
  const build = () => {
    const delivery = createDelivery({
      queue,
      client: createSlackClient({ botToken: slack.botToken, apiUrl: slack.apiUrl, log }),
      render:
        options.render ??
        (({ kind }) =>
          Promise.resolve({
            text: `${kind} ${shown.text}`,
            blocks: [],
            notBefore: new Date(Date.now() - 60_000),
          })),
      log,
      metrics: createMetrics(),
      clock: systemClock,
      touchParent: (incidentId) => {
        touchedParents.push(incidentId);
        queue.touch(card(incidentId), CHANNEL);
        return Promise.resolve();
      },
      settings: { ...FAST, ...options.settings },
    });
    closers.push(() => delivery.stop());
    return delivery;
  };
  return { queue, shown, lines, touchedParents, build };
}

export async function until(isTrue: () => boolean, what: string, withinMs = 5000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(`did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const textsIn = (slack: LocalSlack, channel = CHANNEL) =>
  slack.control.messages(channel).map(({ text }) => text);
export const callsTo = (slack: LocalSlack, method: string) =>
  slack.control.log().filter((entry) => entry.kind === 'api' && entry.method === method);
