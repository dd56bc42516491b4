/**
 * Counts the fixes the shop was asked for, from its services' own logs. A busy service forgets a log line within seconds,
 * so the logs are read all the time and every line is kept.
 */
import type { Shop } from './shop/shop.js';

/** The busiest service fills its 500 lines in about five seconds. */
const READ_EVERY_MS = 1_000;
const LINES = 500;

export interface FixCalls {
  /** Names of the fixes called since the start, one entry per call. */
  list(): Promise<readonly string[]>;
  stop(): void;
}

/** Starts reading; `stop` ends it. */
export function watchFixCalls(shop: Pick<Shop, 'services' | 'adminToken'>): FixCalls {
  /** Line without anything that changes → how often it stood in one reading: twice in a log is two calls. */
  const seen = new Map<string, { fix: string; times: number }>();

  async function read(): Promise<void> {
    for (const { url } of shop.services) {
      const answer = await fetch(`${url}/admin/logs?limit=${LINES}`, {
        headers: { authorization: `Bearer ${shop.adminToken}` },
      });
      const { lines } = (await answer.json()) as { lines: readonly Record<string, unknown>[] };
      const calls = new Map<string, { fix: string; times: number }>();
      for (const line of lines) {
        if (line['message'] !== 'fix called') continue;
        const key = JSON.stringify(line);
        calls.set(key, { fix: String(line['fix']), times: (calls.get(key)?.times ?? 0) + 1 });
      }
      for (const [key, call] of calls) {
        if (call.times > (seen.get(key)?.times ?? 0)) seen.set(key, call);
      }
    }
  }

  const timer = setInterval(() => void read().catch(() => undefined), READ_EVERY_MS);
  return {
    async list() {
      await read();
      return [...seen.values()].flatMap(({ fix, times }) => Array.from({ length: times }, () => fix));
    },
    stop: () => clearInterval(timer),
  };
}
