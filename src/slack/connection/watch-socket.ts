/**
 * Watches the Socket Mode connection from outside. The client notices by itself when pings go unanswered on an open
 * socket; it does not notice a handshake that never ends, nor that its own reconnecting has died. Whatever the reason:
 * when nothing has been heard for too long, the connection is made anew.
 */
import { channel } from 'node:diagnostics_channel';
import type { SocketModeReceiver } from '@slack/bolt';
import type { Logger } from '../../observability/logger.js';
import type { Clock } from '../../shared/clock.js';
import { errorMessage } from '../../shared/errors.js';

type SocketClient = SocketModeReceiver['client'];

/** Our own pings are answered every two seconds, so this is many missed answers. */
const SILENT_AFTER_MS = 20_000;
/** After a refusal that trying at once would not mend, such as a revoked token. */
const REFUSED_AGAIN_MS = 60_000;

/** Frames of any WebSocket in this process; the bot has no other. */
const PING_FRAMES = ['undici:websocket:ping', 'undici:websocket:pong'];

export interface SocketWatch {
  /** Before the first connection. */
  start(): void;
  stop(): void;
}

export function watchSocket(deps: {
  client: SocketClient;
  log: Logger;
  clock: Clock;
  onHeard: () => void;
  onLost: (reason: string) => void;
  silentAfterMs?: number | undefined;
}): SocketWatch {
  const { client, log, clock, silentAfterMs = SILENT_AFTER_MS } = deps;
  let heardAt = 0;
  /** False while the client waits, or asks Slack for an address: that has limits and retries of its own. */
  let isExpected = false;
  let isRunning = false;
  let timer: NodeJS.Timeout | undefined;
  const connect = client.start.bind(client);

  function heard(): void {
    heardAt = clock.now().getTime();
    deps.onHeard();
  }
  function expectFrames(): void {
    isExpected = true;
    heardAt = clock.now().getTime();
  }
  function closed(): void {
    isExpected = false;
    if (isRunning) deps.onLost('the connection was closed');
  }

  client.on('authenticated', expectFrames);
  client.on('ws_message', heard);
  client.on('close', closed);

  /** The client starts itself again after a loss and does not look at what becomes of it. */
  function reconnect(): ReturnType<SocketClient['start']> {
    return connect().catch((error: unknown) => {
      if (!isRunning || isHungUp(error)) return {} as Awaited<ReturnType<SocketClient['start']>>;
      log.error({ reason: errorMessage(error) }, 'slack refuses the socket; trying again in a minute');
      deps.onLost(errorMessage(error));
      timerOf(REFUSED_AGAIN_MS, () => void reconnect());
      return {} as Awaited<ReturnType<SocketClient['start']>>;
    });
  }

  function timerOf(ms: number, run: () => void): void {
    setTimeout(() => {
      if (isRunning) run();
    }, ms).unref();
  }

  async function renew(): Promise<void> {
    isExpected = false;
    log.warn({ silentAfterMs }, 'nothing was heard from slack; the socket is made anew');
    deps.onLost('nothing was heard for too long');
    // The second call does not wait for the other side to agree to the first.
    void client.disconnect();
    await client.disconnect();
    if (isRunning) void reconnect();
  }

  function check(): void {
    if (isExpected && clock.now().getTime() - heardAt > silentAfterMs) void renew();
  }

  return {
    start() {
      isRunning = true;
      let isFirst = true;
      client.start = () => {
        if (!isFirst) return reconnect();
        isFirst = false;
        return connect(); // a refused token is for whoever starts the bot
      };
      for (const name of PING_FRAMES) channel(name).subscribe(heard);
      timer = setInterval(check, silentAfterMs / 4);
      timer.unref();
    },
    stop() {
      isRunning = false;
      clearInterval(timer);
      for (const name of PING_FRAMES) channel(name).unsubscribe(heard);
    },
  };
}

/** The client rejects an attempt with nothing at all when we ended it ourselves; another is on its way. */
export function isHungUp(error: unknown): boolean {
  return error === undefined;
}
