/** Socket Mode: Slack is reached from inside, over a socket that is watched and made anew when it is silent. */
import { SocketModeReceiver } from '@slack/bolt';
import { ConfigError, errorMessage } from '../../shared/errors.js';
import { sleep, systemClock } from '../../shared/clock.js';
import { createBoltLogger } from '../bolt-logger.js';
import { clientBase, type SlackClient } from '../web-client.js';
import { createBolt } from './create-bolt.js';
import { SLACK_CONNECTION, type SlackApp, type SlackAppDeps } from './slack-app.js';
import { isHungUp, watchSocket } from './watch-socket.js';

/** How long start-up waits for the first connection before it goes on without. */
const FIRST_CONNECTION_MS = 8000;
const CLOSE_WITHIN_MS = 1000;

export function connectBySocket(deps: SlackAppDeps, client: SlackClient, appToken: string): SlackApp {
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
          // Each wait is worked out beforehand; the last of them, 30 s, is the one that is repeated.
          retries: 12,
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
