/** Whether budgets hold against models that would use up everything, and how little an ordinary investigation sends. */
import { readFlags, whole } from '../flags.js';
import { createDice } from '../random/dice.js';
import { drawModel } from '../agent-budget/behaviours.js';
import { withIncidents } from '../agent-budget/incident-accounts.js';
import { measurePrompts } from '../agent-budget/measure-prompts.js';
import { startCountingModel } from '../agent-harness/counting-model.js';
import { runGreedy, type GreedyRun } from '../agent-budget/run-greedy.js';
import type { Suite } from '../suite.js';

/** Investigations at once: most of their time is waiting. */
const AT_ONCE = 4;
const RUNS_PER_INCIDENT = 4;

export const agentBudget: Suite = {
  run: async ({ flags, say }) => {
    const { runs, megabytes, seed, grace } = readFlags(flags, {
      runs: whole(1_000, { from: 0 }),
      megabytes: whole(50, { from: 0 }),
      seed: whole(1, { from: 0 }),
      grace: whole(1, { from: 1 }),
    });
    say(`one investigation with ${megabytes} MB of logs …`);
    const prompts = await measurePrompts({ megabytes, seed });
    const done = await playAll({ runs, seed, graceSeconds: grace }, say);
    const overruns = done.flatMap((run) => run.overruns.map((name) => `${name}: ${run.model}`));
    const kinds = [...new Set(done.map(({ model }) => model.split(';')[0] ?? ''))];
    return {
      table: {
        columns: ['model', 'runs', 'requests', 'without any', 'overruns'],
        rows: kinds.map((kind) => {
          const of = done.filter(({ model }) => model.startsWith(`${kind};`));
          return [
            kind,
            of.length,
            of.reduce((sum, { requests }) => sum + requests, 0),
            of.filter(({ requests }) => requests === 0).length,
            of.reduce((sum, { overruns: broken }) => sum + broken.length, 0),
          ];
        }),
        notes: [
          `${prompts.turns} turns with ${prompts.logMegabytes.toFixed(0)} MB of logs behind the tools: ${prompts.promptTokens} prompt tokens.`,
          ...[...new Set(overruns)].slice(0, 10),
        ],
      },
      result: {
        runs: done.length,
        overruns: overruns.length,
        promptTokens: prompts.promptTokens,
        cacheablePrefix: Number(prompts.cacheablePrefix.toFixed(4)),
        requests: done.reduce((sum, { requests }) => sum + requests, 0),
        // Their budgets were used up by runs before them: they show that nothing more is sent, and no more than that.
        withoutRequest: done.filter(({ requests }) => requests === 0).length,
      },
    };
  },
};

async function playAll(
  { runs, seed, graceSeconds }: { runs: number; seed: number; graceSeconds: number },
  say: (sentence: string) => void,
): Promise<readonly GreedyRun[]> {
  const dice = createDice(seed);
  const model = await startCountingModel();
  const done: GreedyRun[] = [];
  try {
    await withIncidents(Math.max(1, Math.ceil(runs / RUNS_PER_INCIDENT)), dice, async (store, accounts) => {
      let next = 0;
      const work = async () => {
        for (let index = next; index < runs; index = next) {
          next += 1;
          if (index % 100 === 0) say(`run ${index} of ${runs} …`);
          const account = accounts[index % accounts.length];
          if (!account) throw new Error('there are no incidents');
          const lot = createDice(seed * 104_729 + index);
          const drawn = drawModel(lot, index);
          done.push(await runGreedy(model, store, { model: drawn, dice: lot, account, graceSeconds }));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    });
  } finally {
    await model.close();
  }
  return done;
}
