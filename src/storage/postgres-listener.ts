/** LISTEN on PostgreSQL: what is heard between the statements of others. */
import pg from 'pg';
import type { Logger } from '../observability/logger.js';
import { errorMessage } from '../shared/errors.js';

/** How long to wait for a connection. */
export const CONNECT_TIMEOUT_MS = 3_000;
/** LISTEN's connection is opened again this long after it broke. */
const RELISTEN_MS = 1_000;
const LISTEN_ANSWER_TIMEOUT_MS = 5_000;

/** One dedicated connection for all channels, opened again when it breaks. */
export function createListener(
  url: string,
  options: { log: Logger; checkMs: number; outside: (work: () => void) => void },
) {
  const { log, checkMs, outside } = options;
  const callbacks = new Map<string, Set<(payload: string) => void>>();
  let client: pg.Client | undefined;
  let connecting: Promise<pg.Client> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let check: NodeJS.Timeout | undefined;
  let checking: pg.Client | undefined;
  let isClosed = false;

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'firewatch-listen',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: LISTEN_ANSWER_TIMEOUT_MS,
    });
    fresh.on('notification', ({ channel, payload }) => {
      for (const callback of callbacks.get(channel) ?? []) outside(() => callback(payload ?? ''));
    });
    fresh.on('error', () => undefined);
    fresh.on('end', () => lost(fresh));
    try {
      await fresh.connect();
      for (const channel of callbacks.keys()) await fresh.query(`LISTEN ${quote(channel)}`);
    } catch (error) {
      hangUp(fresh);
      throw error;
    }
    client = fresh;
    check ??= setInterval(() => void checkAlive(), checkMs).unref();
    return fresh;
  }

  function lost(former: pg.Client): void {
    if (client !== former) return;
    client = undefined;
    if (!isClosed) reconnectLater();
  }

  async function checkAlive(): Promise<void> {
    const asked = client;
    if (!asked || asked === checking) return;
    checking = asked;
    try {
      await asked.query('SELECT 1');
    } catch {
      forget(asked);
    } finally {
      checking = undefined;
    }
  }

  function reconnectLater(): void {
    retry ??= setTimeout(() => {
      retry = undefined;
      void hear();
    }, RELISTEN_MS);
  }

  /** Whoever listens asks the database now and then as well, so being deaf for a while is no failure. */
  async function hear(channel?: string): Promise<void> {
    try {
      const connection = await ensure();
      if (channel !== undefined) await connection.query(`LISTEN ${quote(channel)}`);
    } catch (error) {
      log.warn(
        { reason: errorMessage(error) },
        'database notifications are off, polling until they are back',
      );
      if (client) forget(client);
      if (!isClosed) reconnectLater();
    }
  }

  function forget(broken: pg.Client): void {
    lost(broken);
    hangUp(broken);
  }

  function ensure(): Promise<pg.Client> {
    if (client) return Promise.resolve(client);
    connecting ??= connect().finally(() => (connecting = undefined));
    return connecting;
  }

  return {
    async listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>> {
      const existing = callbacks.get(channel);
      if (existing) existing.add(callback);
      else callbacks.set(channel, new Set([callback]));
      await hear(existing ? undefined : channel);
      return async () => {
        const set = callbacks.get(channel);
        set?.delete(callback);
        if (set?.size !== 0) return;
        callbacks.delete(channel);
        await client?.query(`UNLISTEN ${quote(channel)}`);
      };
    },
    async close(): Promise<void> {
      isClosed = true;
      clearTimeout(retry);
      clearInterval(check);
      await connecting?.catch(() => undefined);
      if (client) hangUp(client);
    },
  };
}

/** Without waiting for the other side to agree, which it may never do. */
function hangUp(client: pg.Client): void {
  client.end().catch(() => undefined);
  client.connection.stream.destroy();
}

const quote = (identifier: string) => `"${identifier.replaceAll('"', '""')}"`;
