/** A delivery engine between a real queue and a local Slack, for the tests beside this file. */
import { afterAll, beforeAll } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createLocalSlack, type LocalSlack } from '../../../demo/slack/local-slack.js';
import { messageKey } from '../../../src/incidents/message-key.js';
import type { MessageRequest } from '../../../src/incidents/ports/message.js';
import type { MessageQueue } from '../../../src/incidents/ports/message-queue.js';
import { createLogger, silentLogger } from '../../../src/observability/logger.js';
import { createMetrics } from '../../../src/observability/metrics.js';
import { systemClock, type Clock } from '../../../src/shared/clock.js';
import type { IncidentId } from '../../../src/shared/ids.js';
import { createDelivery, type DeliverySettings } from '../../../src/slack/delivery/create-delivery.js';
import type { Render } from '../../../src/slack/delivery/rendered.js';
import { createSlackClient } from '../../../src/slack/web-client.js';
import type { Database, Row } from '../../../src/storage/database.js';
import { createMessageFolding } from '../../../src/storage/repositories/message-folding.js';
import { createStore } from '../../../src/storage/store.js';
import { createSlackFiles } from '../../../src/storage/repositories/slack-files.js';
import { createMessageQueue, createNotifier } from '../../../src/storage/repositories/messages.js';
import { showElsewhere } from '../../../src/workflows/messages/show-elsewhere.js';
import { openEitherDatabase } from '../../helpers/either-database.js';
import { closeAfterEach } from '../../helpers/close-after-each.js';

export const CHANNEL = 'C0INCIDENTS';
export const OTHER = 'C0CHECKOUT';
/** A limit that no test meets. */
export const PLENTY = { perSecond: 500, burst: 100, reserve: 0 };
const FAST: Partial<DeliverySettings> = {
  perSecond: 200,
  burst: 50,
  editBurst: 50,
  pollMs: 20,
  backOffMs: 20,
  maxBackOffMs: 100,
  claimGapMs: 2,
  probeMs: 20,
  maxProbeMs: 100,
  workspace: { post: PLENTY, edit: PLENTY, publish: PLENTY, stream: PLENTY },
};

const noJobs = () => Promise.reject(new Error('nothing here asks for a job'));
const NO_JOBS = { send: noJobs, isUnderWay: noJobs };

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

/** One row of the queue, as the database has it. */
export interface StoredMessage extends Row {
  readonly key: string;
  readonly channel: string;
  readonly ts: string | null;
  readonly attempts: number;
  readonly isUncertain: boolean;
  readonly isLeased: boolean;
  readonly isAbandoned: boolean;
  readonly isWaiting: boolean;
  readonly error: string | null;
}

/** The queue of one test file. Every engine starts from an empty one. */
function useMessages() {
  let database: Database;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    ({ database, drop } = await openEitherDatabase());
    await warmUp();
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await drop();
  });

  /** The first statements of a fresh database take seconds on a busy machine; tests measure times. */
  async function warmUp(): Promise<void> {
    for (let round = 0; round < 10; round += 1) {
      await messages.touch(card(newIncident()));
      const [message] = await messages.queue().claim({ limit: 1, leaseSeconds: 1 });
      if (message)
        await messages.queue().retryLater(message, { inMs: 0, error: '', isCertain: true, isTry: false });
      await rows();
    }
  }

  async function rows(): Promise<readonly StoredMessage[]> {
    return database.query<StoredMessage>(
      `SELECT key, channel, ts, attempts, is_uncertain AS "isUncertain", lease_until IS NOT NULL AS "isLeased",
         abandoned_at IS NOT NULL AS "isAbandoned", version > delivered_version AS "isWaiting", error
       FROM firewatch.messages ORDER BY seq`,
    );
  }

  const messages = {
    queue: (): MessageQueue => createMessageQueue(database),
    folding: () => createMessageFolding(database),
    /** Without jobs. */
    store: () => createStore(database, () => NO_JOBS),
    files: () => createSlackFiles(database),
    query: (text: string, values?: readonly unknown[]) => database.query(text, values),
    rows,
    async row(request: MessageRequest): Promise<StoredMessage> {
      const row = (await rows()).find(({ key }) => key === messageKey(request));
      if (!row) throw new Error(`no such message: ${JSON.stringify(request)}`);
      return row;
    },
    /** Makes a message due; its incident is opened in `channel` when it is new. */
    async touch(request: MessageRequest, channel = CHANNEL): Promise<void> {
      await database.transaction(async (tx) => {
        if (request.incidentId !== null)
          await tx.query(
            `INSERT INTO firewatch.incidents (id, title, severity, source, group_key, channel, started_at)
           VALUES ($1::uuid, 'Errors', 'sev2', 'test', $1::text, $2, now()) ON CONFLICT (id) DO NOTHING`,
            [request.incidentId, channel],
          );
        await createNotifier(tx).touch(request);
      });
    },
    async empty(): Promise<void> {
      await database.query(
        'DELETE FROM firewatch.messages; DELETE FROM firewatch.timeline; DELETE FROM firewatch.incidents',
      );
    },
    /** True when nothing is waiting, leased or due later. */
    isSettled: async () => (await rows()).every((row) => row.isAbandoned || !row.isWaiting),
  };
  return messages;
}

export interface EngineOptions {
  /** Started before, to prepare what it holds; without it, a new one. */
  readonly slack?: LocalSlack;
  readonly settings?: Partial<DeliverySettings>;
  readonly render?: Render;
  readonly clock?: Clock;
  /** Where a card goes that its channel refuses; without it, it waits. */
  readonly defaultChannel?: string;
}

/** Engines and workspaces for the tests of one file, on one queue; whatever a test opens is closed after it. */
export function useEngine() {
  const messages = useMessages();
  const closeLater = closeAfterEach();

  async function startSlack(options: Parameters<typeof createLocalSlack>[0] = {}): Promise<LocalSlack> {
    const slack = createLocalSlack({ rateLimits: false, ...options });
    await slack.start();
    closeLater(() => slack.stop());
    return slack;
  }

  /** A workspace, and engines that write to it: `build` makes one, as another process would. Messages say `shown.text`. */
  async function openEngine(options: EngineOptions = {}) {
    await messages.empty();
    const slack = options.slack ?? (await startSlack());
    const lines: string[] = [];
    const log = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } });
    const metrics = createMetrics();
    const shown = { text: 'first' };
    const touchedParents: IncidentId[] = [];
    const { defaultChannel } = options;
    /** `broken` replaces parts of its queue. */
    const build = (broken: Partial<MessageQueue> = {}) => {
      const delivery = createDelivery({
        queue: { ...messages.queue(), ...broken },
        folding: messages.folding(),
        files: messages.files(),
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
        metrics,
        clock: options.clock ?? systemClock,
        touchParent: async (incidentId) => {
          touchedParents.push(incidentId);
          await messages.touch(card(incidentId));
        },
        ...(defaultChannel === undefined
          ? {}
          : {
              showElsewhere: (message, trouble) =>
                showElsewhere(
                  { store: messages.store(), settings: { defaultChannel }, log },
                  message,
                  trouble,
                ),
            }),
        settings: { ...FAST, ...options.settings },
      });
      closeLater(() => delivery.stop());
      return delivery;
    };
    return {
      slack,
      lines,
      metrics,
      shown,
      touchedParents,
      build,
      /** The channels that posts were sent to, refused ones too. */
      postedTo: () =>
        slack.control
          .log()
          .flatMap((entry) =>
            entry.kind === 'api' && entry.method === 'chat.postMessage' ? [entry.args['channel']] : [],
          ),
      texts: (channel = CHANNEL) => slack.control.messages(channel).map(({ text }) => text),
      callsTo: (method: string) =>
        slack.control.log().filter((entry) => entry.kind === 'api' && entry.method === method),
    };
  }

  const settled = (what: string, withinMs?: number) => until(messages.isSettled, what, withinMs);
  return { messages, startSlack, openEngine, settled };
}

/** A client of the bot itself, beside the engine's. */
export const clientOf = ({ botToken, apiUrl }: LocalSlack) =>
  createSlackClient({ botToken, apiUrl, log: silentLogger() });

export async function until(
  isTrue: () => boolean | Promise<boolean>,
  what: string,
  withinMs = 30_000,
): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
