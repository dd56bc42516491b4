/**
 * A burst of webhooks as a large outage makes Alertmanager send them: one group of one alert each, all within a second, to a
 * real bot on PostgreSQL that turns them into an incident meanwhile. Every one must be answered 2xx, which it is only once it
 * is stored. Beside it, in the same run, a receiver that stores nothing: what the sender and the machine take at best.
 */
import { MEASURED_FROM, measureBurst, type Burst, type BurstSize } from '../burst/measure-burst.js';
import { readFlags, whole } from '../flags.js';
import { withOneBot, type OneBot } from '../real-bots/one-bot.js';
import { killChild, nextMessage, startChild } from '../run-in-child.js';
import type { Suite } from '../suite.js';

const BARE = new URL('../burst/bare-process.ts', import.meta.url);
const START_TIMEOUT_MS = 60_000;

export const burst: Suite = {
  async run({ flags, say }) {
    const { webhooks, over } = readFlags(flags, { webhooks: whole(5_000), over: whole(1_000) });
    const size = { webhooks, overMs: over };
    say(`${webhooks} webhooks in ${over} ms to a receiver that stores nothing …`);
    const bare = await measureBare(size);
    say('and to a bot on PostgreSQL …');
    const { lost, ...ours } = await withOneBot((world) => measureBot(world, size));
    const columns = [
      'receiver',
      'sent',
      'non-2xx',
      'p50 ms',
      'p99 ms',
      'max ms',
      'sent in ms',
      'connections',
    ];
    const rowOf = (name: string, it: Burst) => [
      name,
      it.sent,
      it.non2xx,
      it.p50Ms,
      it.p99Ms,
      it.maxMs,
      it.sendMs,
      it.connections,
    ];
    return {
      table: {
        columns,
        rows: [rowOf('firewatch', ours), rowOf('stores nothing', bare)],
        notes: [`${lost} of the alerts answered 2xx are not in the database.`],
      },
      result: { ...ours, lost, bare },
    };
  },
};

async function measureBare(size: BurstSize): Promise<Burst> {
  const child = startChild(BARE);
  try {
    const { url } = await nextMessage<{ url: string }>(child, START_TIMEOUT_MS);
    return await measureBurst({ url, token: 'none' }, size);
  } finally {
    await killChild(child);
  }
}

/** Counts what is stored as well. */
export async function measureBot(
  { bot, token, sql }: OneBot,
  size: BurstSize,
): Promise<Burst & { lost: number }> {
  const measured = await measureBurst({ url: bot.url, token }, size);
  const [row] = await sql<{ stored: number }>(
    'SELECT count(*)::int AS stored FROM firewatch.alerts WHERE fingerprint >= $1',
    [MEASURED_FROM.toString(16).padStart(16, '0')],
  );
  return { ...measured, lost: Math.max(0, measured.sent - measured.non2xx - (row?.stored ?? 0)) };
}
