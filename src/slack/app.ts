/**
 * The connection to Slack, in Socket Mode or behind our own HTTP server. It only receives: every command and click is
 * stored and acknowledged, nothing else. Writing is the delivery engine's work.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { App, HTTPReceiver, SocketModeReceiver, type Receiver } from '@slack/bolt';
import type { ConnectionHealthLog } from '../observability/connection-health.js';
import type { Logger } from '../observability/logger.js';
import { ConfigError, errorMessage } from '../shared/errors.js';
import { sleep, systemClock, type Clock } from '../shared/clock.js';
import { createBoltLogger } from './bolt-logger.js';
import { createReplayCache } from './connection/replay-cache.js';
import { isHungUp, watchSocket } from './connection/watch-socket.js';
import { REQUEST_PATH } from './ids.js';
import type { ListenerDeps } from './listeners/accept-input.js';
import { storeEventsFirst } from './listeners/events/store-events-first.js';
import { registerListeners } from './listeners/index.js';
import { isAgeAcceptable } from './request-age.js';
import { createResponder } from './respond.js';
import { createTell } from './tell.js';
import { clientBase, createSlackClient, type SlackClient } from './web-client.js';

export interface SlackSettings {
  readonly botToken: string;
  /** Given = Socket Mode; absent = HTTP mode. */
  readonly appToken?: string | undefined;
  /** Needed in HTTP mode. */
  readonly signingSecret?: string | undefined;
  /** Another Web API than slack.com's, for a local workspace. */
  readonly apiUrl?: string | undefined;
  /** The emoji that puts a message on the timeline, without colons. */
  readonly timelineEmoji?: string;
  /** How long the socket may be silent before it is made anew. */
  readonly silentAfterMs?: number;
  /** How long an answer to our own ping may take; after a loss the client waits as long before it connects again. */
  readonly pingTimeoutMs?: number;
}

export interface SlackApp {
  /** Connects. When Slack cannot be reached it keeps trying in the background; throws ConfigError for a refused token. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** HTTP mode only: handles `POST /slack/events`, body not yet read. */
  readonly handleHttp?: (request: IncomingMessage, response: ServerResponse) => void;
  readonly client: SlackClient;
}

export interface SlackAppDeps {
  readonly settings: SlackSettings;
  readonly useCases: ListenerDeps['useCases'];
  readonly log: Logger;
  readonly clock?: Clock;
  readonly health?: Pick<ConnectionHealthLog, 'succeeded' | 'failed'>;
}

/** The name under which the connection's health is recorded. */
export const SLACK_CONNECTION = 'Slack';
/** How long start-up waits for the first connection before it goes on without. */
const FIRST_CONNECTION_MS = 8000;
const CLOSE_WITHIN_MS = 1000;
const DEFAULT_EMOJI = 'pushpin';

/** @throws ConfigError when neither a socket nor signed requests are configured. */
export function createSlackApp(deps: SlackAppDeps): SlackApp {
  const { settings, log } = deps;
  const client = createSlackClient({ botToken: settings.botToken, apiUrl: settings.apiUrl, log });
  return settings.appToken
    ? connectBySocket(deps, client, settings.appToken)
    : listenForRequests(deps, client);
}

/** Bolt on a receiver, events stored before it acknowledges them. */
function createBolt({ settings, useCases, log }: SlackAppDeps, client: SlackClient, receiver: Receiver): App {
  const bolt = new App({
    // Answering who we are from memory keeps auth.test, and thereby Slack's health, out of the way to the ack.
    authorize: () => Promise.resolve({ botToken: settings.botToken }),
    tokenVerificationEnabled: false,
    logger: createBoltLogger(log),
    clientOptions: clientBase(settings.apiUrl),
    receiver: storeEventsFirst(receiver, {
      useCases,
      log,
      settings: { timelineEmoji: settings.timelineEmoji ?? DEFAULT_EMOJI },
    }),
  });
  const respond = createResponder({ apiUrl: settings.apiUrl, log });
  registerListeners(bolt, { useCases, log, client, tell: createTell({ respond, client, log }) });
  bolt.error((error) => {
    log.error({ err: error }, 'slack listener failed');
    return Promise.resolve();
  });
  return bolt;
}

function connectBySocket(deps: SlackAppDeps, client: SlackClient, appToken: string): SlackApp {
  const { settings, log, clock = systemClock, health } = deps;
  const receiver = new SocketModeReceiver({
    appToken,
    logger: createBoltLogger(log),
    ...(settings.pingTimeoutMs === undefined ? {} : { clientPingTimeout: settings.pingTimeoutMs }),
    installerOptions: {
      clientOptions: {
        ...clientBase(settings.apiUrl),
        // Used for apps.connections.open only: an unreachable Slack is tried for ever, at most every 30 s.
        retryConfig: {
          forever: true,
          retries: 1_000_000,
          factor: 1.5,
          minTimeout: 500,
          maxTimeout: 30_000,
          unref: true,
        },
      },
    },
    // What could not be stored is logged where it failed; not acknowledged, it comes again.
    processEventErrorHandler: () => Promise.resolve(false),
  });
  const bolt = createBolt(deps, client, receiver);
  const watch = watchSocket({
    client: receiver.client,
    log,
    clock,
    silentAfterMs: settings.silentAfterMs,
    onHeard: () => health?.succeeded(SLACK_CONNECTION),
    onLost: (reason) => health?.failed(SLACK_CONNECTION, reason),
  });
  let isStarted = false;
  return {
    client,
    async start() {
      isStarted = true;
      watch.start();
      const connecting = bolt.start().then(
        () => undefined,
        (error: unknown) => {
          if (!isStarted || isHungUp(error)) return; // stopped or renewed while connecting
          throw new ConfigError(
            `Slack refused the socket connection (${errorMessage(error)}). Check SLACK_APP_TOKEN: an app-level token (xapp-…) with the scope connections:write, of an app with Socket Mode switched on.`,
            { cause: error },
          );
        },
      );
      const connected = new AbortController();
      const isSlow = await Promise.race([
        connecting.then(() => false),
        sleep(FIRST_CONNECTION_MS, connected.signal).then(() => true),
      ]).finally(() => connected.abort());
      if (!isSlow) return;
      health?.failed(SLACK_CONNECTION, 'it cannot be reached');
      log.warn('Slack cannot be reached yet; alerts are stored and the connection is tried again');
      connecting.catch((error: unknown) => log.error({ err: error }, 'slack connection refused'));
    },
    async stop() {
      isStarted = false;
      watch.stop();
      await closeSocket(receiver.client);
    },
  };
}

/**
 * Says goodbye, and hangs up when the other side does not answer: the client itself would wait for half a minute. A
 * connection that was being made meanwhile is closed as soon as it stands.
 */
async function closeSocket(client: SocketModeReceiver['client']): Promise<void> {
  client.on('connected', () => void client.disconnect());
  const isClosed = client.disconnect().then(() => true);
  const enough = new AbortController();
  const isLate = sleep(CLOSE_WITHIN_MS, enough.signal).then(() => false);
  if (!(await Promise.race([isClosed, isLate]))) await client.disconnect();
  enough.abort();
}

function listenForRequests(deps: SlackAppDeps, client: SlackClient): SlackApp {
  const { settings, log, clock = systemClock, health } = deps;
  const { signingSecret } = settings;
  if (!signingSecret) {
    throw new ConfigError(
      'SLACK_SIGNING_SECRET is empty. Set it to the signing secret on the app’s “Basic Information” page, or set SLACK_APP_TOKEN to use Socket Mode.',
    );
  }
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: [REQUEST_PATH],
    logger: createBoltLogger(log),
    processEventErrorHandler: ({ response }) => {
      // Slack sends an event again after anything but 200.
      if (!response.headersSent) response.writeHead(503).end();
      return Promise.resolve(false);
    },
    unhandledRequestHandler: ({ response }) => {
      if (response.headersSent) return; // answered with an error already
      log.error('slack waited three seconds for an answer; it will ask again, or tell the person');
      response.writeHead(503).end();
    },
  });
  createBolt(deps, client, receiver);
  const replays = createReplayCache(clock);
  return {
    client,
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    handleHttp(request, response) {
      if (!isAgeAcceptable(request, clock)) {
        log.warn('slack request refused: its timestamp is more than five minutes away from this clock');
        response.writeHead(401).end();
        return;
      }
      if (replays.isKnown(request)) {
        log.warn('slack request refused: it was taken already, somebody sends it again');
        response.writeHead(401).end();
        return;
      }
      response.on('finish', () => {
        if (response.statusCode !== 200) return;
        replays.remember(request);
        health?.succeeded(SLACK_CONNECTION);
      });
      receiver.requestListener(request, response);
    },
  };
}
