/**
 * Slack limits one channel for five seconds: how long do posts to other channels wait? Measured from the wish, a row in the
 * queue, to the message in a local Slack that enforces its limits; against Slack's own client in the same run, which pauses
 * every call. Each round posts to twelve other channels as soon as Slack has said 429.
 */
import { UserInputError } from '../../src/shared/errors.js';
import { quantile } from '../quantile.js';
import { measureRound, RETRY_AFTER_SECONDS, startChannels, type Poster } from '../slack-pacing/channels.js';
import { createEnginePoster, createPlainPoster } from '../slack-pacing/posters.js';
import type { LocalSlack } from '../../demo/slack/local-slack.js';
import type { Suite } from '../suite.js';
import { DATABASES, whySkipped, withDatabase, type DatabaseName } from '../with-database.js';

interface Delays {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

const ROUNDS = 5;
const PAUSE_MS = (RETRY_AFTER_SECONDS + 2) * 1000;

export const slackPacing: Suite = {
  async run({ flags, say }) {
    if (flags.length > 0) throw new UserInputError(`slack-pacing takes no flags, not ${flags.join(' ')}.`);
    const databases: Partial<Record<DatabaseName, Delays>> = {};
    const notes: string[] = [];
    say('plain client …');
    const baseline = await measure((slack) => Promise.resolve(createPlainPoster(slack)));
    for (const name of DATABASES) {
      const skipped = whySkipped(name);
      if (skipped !== undefined) {
        notes.push(skipped);
        continue;
      }
      say(`delivery engine on ${name} …`);
      databases[name] = await withDatabase(name, (target) =>
        measure((slack) => createEnginePoster(slack, target)),
      );
    }
    const rows = Object.entries({ 'plain client': baseline, ...databases }).map(([name, delays]) => [
      name,
      delays.p50,
      delays.p95,
      delays.max,
    ]);
    // The slower of both databases is what we answer for.
    const worst = Object.values(databases).toSorted((a, b) => b.p95 - a.p95)[0];
    return {
      table: { columns: ['posts by', 'p50 ms', 'p95 ms', 'max ms'], rows, notes },
      result: { crossChannelDelayMs: worst ?? null, baselineMs: baseline.p95, baseline, databases },
    };
  },
};

async function measure(createPoster: (slack: LocalSlack) => Promise<Poster>): Promise<Delays> {
  const slack = await startChannels();
  try {
    const poster = await createPoster(slack);
    const delays: number[] = [];
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        delays.push(...(await measureRound(slack, poster, `round ${round}`)));
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    } finally {
      await poster.stop();
    }
    return { p50: quantile(delays, 0.5), p95: quantile(delays, 0.95), max: quantile(delays, 1) };
  } finally {
    await slack.stop();
  }
}
