/** What the bot adds to the time of the model and the tools, and how many turns it takes; a plain agent beside it. */
import { readFlags, whole } from '../flags.js';
import { createDice } from '../random/dice.js';
import { startCountingModel } from '../agent-harness/counting-model.js';
import {
  drawScript,
  LATENCY_MS,
  playInvestigation,
  playPlainAgent,
  type Played,
} from '../agent-overhead/play.js';
import { quantile } from '../quantile.js';
import type { Suite } from '../suite.js';

const WARM_UP = 10;

export const agentOverhead: Suite = {
  run: async ({ flags, say }) => {
    const { incidents, seed } = readFlags(flags, {
      incidents: whole(200, { from: 0 }),
      seed: whole(1, { from: 0 }),
    });
    const model = await startCountingModel();
    const [ours, plain]: [Played[], Played[]] = [[], []];
    try {
      // A bot runs for weeks: what the first ones load and compile is found there by all others.
      for (let index = 0; index < WARM_UP; index += 1) {
        const script = drawScript(createDice(index));
        await playInvestigation(model, script);
        await playPlainAgent(model, script);
      }
      for (let index = 0; index < incidents; index += 1) {
        if (index % 50 === 0) say(`incident ${index} of ${incidents} …`);
        const script = drawScript(createDice(seed * 15_485_863 + index));
        ours.push(await playInvestigation(model, script));
        plain.push(await playPlainAgent(model, script));
      }
    } finally {
      await model.close();
    }
    const [our, other] = [figuresOf(ours), figuresOf(plain)];
    const row = (name: string, { overheadMs, turns, wallMs }: ReturnType<typeof figuresOf>) => [
      name,
      overheadMs.p50,
      overheadMs.p95,
      turns.p50,
      wallMs.p50,
    ];
    return {
      table: {
        columns: ['agent', 'overhead ms p50', 'overhead ms p95', 'turns p50', 'wall ms p50'],
        rows: [row('investigation', our), row('plain createAgent', other)],
        notes: [
          `${incidents} incidents; each answer of the model takes ${LATENCY_MS.model} ms, each tool ${LATENCY_MS.tool} ms.`,
          'The plain agent begins with the alert alone, and asks first what the evidence pass has told ours.',
        ],
      },
      result: {
        overheadMs: our.overheadMs,
        turns: our.turns,
        baseline: { overheadMs: other.overheadMs, turns: other.turns },
      },
    };
  },
};

function figuresOf(played: readonly Played[]) {
  const of = (field: keyof Played, share: number) =>
    quantile(
      played.map((one) => one[field]),
      share,
    );
  return {
    overheadMs: { p50: of('overheadMs', 0.5), p95: of('overheadMs', 0.95) },
    turns: { p50: of('turns', 0.5) },
    wallMs: { p50: of('wallMs', 0.5) },
  };
}
