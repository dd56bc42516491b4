/**
 * The connection to Slack, in Socket Mode or behind our own HTTP server. It only receives: every command and click is
 * stored and acknowledged, nothing else. Writing is the delivery engine's work.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { App, HTTPReceiver } from '@slack/bolt';
import type { Logger } from '../observability/logger.js';
import { ConfigError, errorMessage } from '../shared/errors.js';
import { sleep, systemClock, type Clock } from '../shared/clock.js';
import type { UseCases } from '../workflows/use-cases.js';
import { createBoltLogger } from './bolt-logger.js';
import { REQUEST_PATH } from './ids.js';
import { registerIncidentCommand } from './listeners/commands/incident.js';
import { registerProposalDecision } from './listeners/actions/proposal-decision.js';
import { registerUnknownAction } from './listeners/actions/unknown-action.js';
import { isAgeAcceptable } from './request-age.js';
import { createResponder } from './respond.js';
import { clientBase, createSlackClient, type SlackClient } from './web-client.js';

export interface SlackSettings {
  readonly botToken: string;
  /** Given = Socket Mode; absent = HTTP mode. */
  readonly appToken?: string | undefined;
  /** Needed in HTTP mode. */
  readonly signingSecret?: string | undefined;
  /** Another Web API than slack.com's, for a local workspace. */
  readonly apiUrl?: string | undefined;
}

export interface SlackApp {
  /** Connects. When Slack cannot be reached it keeps trying in the background; throws ConfigError for a refused token. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** HTTP mode only: handles `POST /slack/events`, body not yet read. */
  readonly handleHttp?: (request: IncomingMessage, response: ServerResponse) => void;
  readonly client: SlackClient;
}

/** How long start-up waits for the first connection before it goes on without. */
const FIRST_CONNECTION_MS = 8000;

export function createSlackApp(deps: {
  settings: SlackSettings;
  useCases: Pick<UseCases, 'acceptSlackInput'>;
  log: Logger;
  clock?: Clock;
}): SlackApp {
  const { settings, useCases, log, clock = systemClock } = deps;
  const client = createSlackClient({ botToken: settings.botToken, apiUrl: settings.apiUrl, log });
  const logger = createBoltLogger(log);
  const shared = {
    // Answering who we are from memory keeps auth.test, and thereby Slack's health, out of the way to the ack.
    authorize: () => Promise.resolve({ botToken: settings.botToken }),
    tokenVerificationEnabled: false,
    logger,
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
  };
  const receiver = settings.appToken ? undefined : createReceiver(settings, logger);
  const bolt = receiver
    ? new App({ ...shared, receiver })
    : new App({ ...shared, socketMode: true, appToken: settings.appToken ?? '' });

  const listenerDeps = { useCases, log, respond: createResponder({ apiUrl: settings.apiUrl, log }) };
  registerIncidentCommand(bolt, listenerDeps);
  registerProposalDecision(bolt, listenerDeps);
  registerUnknownAction(bolt, listenerDeps);
  bolt.error((error) => {
    log.error({ err: error }, 'slack listener failed');
    return Promise.resolve();
  });

  if (receiver) {
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
        receiver.requestListener(request, response);
      },
    };
  }

  let isStarted = false;
  return {
    client,
    async start() {
      isStarted = true;
      const connecting = bolt.start().then(
        () => undefined,
        (error: unknown) => {
          if (!isStarted) return; // stopped while connecting
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
      log.warn('Slack cannot be reached yet; alerts are stored and the connection is tried again');
      connecting.catch((error: unknown) => log.error({ err: error }, 'slack connection refused'));
    },
    async stop() {
      isStarted = false;
      await bolt.stop();
    },
  };
}

function createReceiver(settings: SlackSettings, logger: ReturnType<typeof createBoltLogger>): HTTPReceiver {
  const { signingSecret } = settings;
  if (!signingSecret) {
    throw new ConfigError(
      'SLACK_SIGNING_SECRET is empty. Set it to the signing secret on the app’s “Basic Information” page, or set SLACK_APP_TOKEN to use Socket Mode.',
    );
  }
  return new HTTPReceiver({ signingSecret, endpoints: [REQUEST_PATH], logger });
}
