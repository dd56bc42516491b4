/**
 * Bots that are real processes are killed, or frozen and thawed, at seeded moments around runs of approved fixes, of one call
 * and of several, and while two of them handle the same trouble. Nothing may run twice, unapproved or out of order, no
 * incident may be there twice, and no outcome may be lost. The witness is the endpoint of the fixes.
 */
import pg from 'pg';
import { createEndpoint } from '../execution-crash/endpoint.js';
import { planTrial, type Trial } from '../execution-crash/plan-trial.js';
import { playRace } from '../execution-crash/play-race.js';
import { playTrial } from '../execution-crash/play-trial.js';
import { openSlowLink } from '../execution-crash/slow-link.js';
import { readFlags, whole } from '../flags.js';
import { openFleet } from '../real-bots/fleet.js';
import type { Suite } from '../suite.js';
import { requirePostgres, startTemporaryPostgres } from '../temporary-postgres.js';

export const executionCrash: Suite = {
  async run({ flags, say }) {
    const { seeds, from } = readFlags(flags, {
      seeds: whole(30, { to: 1_000 }),
      from: whole(1, { from: 0 }),
    });
    const trials = Array.from({ length: seeds }, (_, index) => planTrial(from + index));
    const services = trials.flatMap((trial) => trial.services);
    const endpoint = createEndpoint(services);
    const server = await startTemporaryPostgres(requirePostgres());
    const fleet = await openFleet({ database: server.url, services, answer: endpoint.answer });
    const link = await openSlowLink(server.url);
    const client = new pg.Client({ connectionString: server.url });
    const total = { calls: 0, doubleRuns: 0, unapproved: 0, disordered: 0, duplicates: 0, lost: 0 };
    const rows: (string | number)[][] = [];
    const notes: string[] = [];
    try {
      await client.connect();
      let bot = await fleet.createBot();
      await bot.start();
      for (const trial of trials) {
        const play = trial.kind === 'race' ? playRace : playTrial;
        const played = await play({ fleet, client, endpoint, link }, bot, trial);
        bot = played.bot;
        const { sentences, ...counted } = played.judged;
        for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += counted[name];
        const moment = describeMoment(trial);
        say(
          `seed ${trial.seed}: ${trial.kind}, ${trial.end} ${moment}; ${sentences.join('; ') || 'nothing wrong'}`,
        );
        rows.push([trial.seed, trial.kind, trial.end, moment, ...Object.values(counted)]);
        notes.push(...sentences.map((sentence) => `seed ${trial.seed}: ${sentence}.`));
      }
    } finally {
      await client.end();
      await fleet.close();
      await link.close();
      await server.stop();
    }
    return {
      table: { columns: COLUMNS, rows, notes },
      result: { trials: seeds, from, proposals: services.length, ...total },
    };
  },
};

const COLUMNS = 'seed,of,end,moment,calls,double runs,unapproved,out of order,duplicates,lost'.split(',');

function describeMoment({ after, step, waitMs }: Trial): string {
  const which = step
    ? ` of a step from ${step.from} that may${step.isIdempotent ? '' : ' not'} be repeated`
    : '';
  return `${waitMs} ms after the ${after}${which}`;
}
