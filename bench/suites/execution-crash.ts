/**
 * A bot that is a real process is killed, or frozen and thawed, at seeded moments around runs of approved fixes; another
 * takes over. Nothing may run twice or unapproved, and no outcome may be lost. The witness is the endpoint of the fixes.
 */
import pg from 'pg';
import { judgeTrial } from '../execution-crash/judge-trial.js';
import { planTrial } from '../execution-crash/plan-trial.js';
import { createEndpoint, playTrial } from '../execution-crash/play-trial.js';
import { readFlags, whole } from '../flags.js';
import { openFleet } from '../real-bots/fleet.js';
import type { Suite } from '../suite.js';
import { requirePostgres, startTemporaryPostgres } from '../temporary-postgres.js';

export const executionCrash: Suite = {
  name: 'execution-crash',
  description:
    'a bot process killed or frozen around runs, and what was run twice, unapproved or lost [--seeds 30] [--from 1]',
  async run({ flags, say }) {
    const { seeds, from } = readFlags(flags, {
      seeds: whole(30, { to: 1_000 }),
      from: whole(1, { from: 0 }),
    });
    checkCounters();
    const trials = Array.from({ length: seeds }, (_, index) => planTrial(from + index));
    const services = trials.flatMap((trial) => trial.services);
    const endpoint = createEndpoint(services);
    const server = await startTemporaryPostgres(requirePostgres());
    const fleet = await openFleet({ database: server.url, services, answer: endpoint.answer });
    const client = new pg.Client({ connectionString: server.url });
    const total = { doubleRuns: 0, unapproved: 0, lost: 0, calls: 0 };
    const rows: (string | number)[][] = [];
    const notes: string[] = [];
    try {
      await client.connect();
      let bot = await fleet.createBot();
      await bot.start();
      for (const trial of trials) {
        const played = await playTrial({ fleet, client, endpoint }, bot, trial);
        bot = played.bot;
        const { doubleRuns, unapproved, lost, sentences } = played.violations;
        total.doubleRuns += doubleRuns;
        total.unapproved += unapproved;
        total.lost += lost;
        total.calls += played.calls;
        const moment = `${trial.waitMs} ms after the ${trial.after}`;
        say(`seed ${trial.seed}: ${trial.end} ${moment}; ${sentences.join('; ') || 'nothing wrong'}`);
        rows.push([trial.seed, trial.end, moment, played.calls, doubleRuns, unapproved, lost]);
        notes.push(...sentences.map((sentence) => `seed ${trial.seed}: ${sentence}.`));
      }
    } finally {
      await client.end();
      await fleet.close();
      await server.stop();
    }
    const columns = ['seed', 'end', 'moment', 'calls', 'double runs', 'unapproved', 'lost'];
    return {
      table: { columns, rows, notes },
      result: { trials: seeds, from, proposals: services.length, ...total },
    };
  },
};

/** Counts calls that were made by hand, and stops when it does not see what is wrong with them. */
function checkCounters(): void {
  const [approved, unapproved] = [true, false].map((isApproved) => ({
    service: {
      name: isApproved ? 'a' : 'b',
      isApproved,
      isIdempotent: false,
      answer: 'fast',
      workMs: 0,
    } as const,
    proposal: isApproved ? 'p1' : 'p2',
    status: isApproved ? 'verified' : 'pending',
    thread: 'Verified after 1 s',
  }));
  if (!approved || !unapproved) throw new Error('Two were made.');
  const right = { service: 'a', key: 'p1' };
  const clean = judgeTrial([approved, unapproved], [right]);
  const twice = judgeTrial([approved, unapproved], [right, right]);
  const stray = judgeTrial([approved, unapproved], [right, { service: 'b', key: 'p2' }]);
  const never = judgeTrial([approved, unapproved], []);
  const seen = [clean.sentences.length, twice.doubleRuns, stray.unapproved, never.lost].join();
  if (seen !== '0,1,1,1') throw new Error(`The counters do not see what they should: ${seen}.`);
}
