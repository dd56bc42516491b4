/**
 * Whether the bot grows slower with its past: a hundred incidents in its database, then ten times as many, up to a hundred
 * thousand, with alerts, timelines, fixes and messages; at each size what people and senders do all day is timed from
 * outside. The first size is what the others are compared with.
 */
import { ACTS, DESCRIPTIONS, timeActs, type Act } from '../growth/acts.js';
import { fillUpTo } from '../growth/fill.js';
import { readFlags, whole } from '../flags.js';
import { quantile } from '../quantile.js';
import { withOneBot, type OneBot } from '../real-bots/one-bot.js';
import type { Suite } from '../suite.js';

/** Medians, in milliseconds. */
type Medians = Readonly<Record<Act, number>>;

export const growth: Suite = {
  async run({ flags, say }) {
    const { from, to, times } = readFlags(flags, {
      from: whole(100),
      to: whole(100_000, { to: 1_000_000 }),
      times: whole(15),
    });
    const sizes = [from];
    for (let size = from * 10; size <= to; size *= 10) sizes.push(size);
    const slack = { rateLimits: false };
    const measured = await withOneBot((world) => measureGrowth(world, { sizes, times }, say), { slack });
    const ratios = ratiosOf(measured);
    return {
      table: {
        columns: ['median ms', ...sizes.map((size) => `${size} incidents`), 'last : first'],
        rows: ACTS.map((act) => [DESCRIPTIONS[act], ...measured.map((one) => one[act]), ratios[act]]),
      },
      result: {
        ratios,
        medianMs: Object.fromEntries(sizes.map((size, index) => [size, measured[index]])),
      },
    };
  },
};

/** One entry for each size. */
export async function measureGrowth(
  world: OneBot,
  { sizes, times }: { readonly sizes: readonly number[]; readonly times: number },
  say: (sentence: string) => void,
): Promise<readonly Medians[]> {
  const measured: Medians[] = [];
  for (const [round, size] of sizes.entries()) {
    say(`${size} incidents …`);
    await fillUpTo(world, size);
    // The first of each act compiles code and plans statements.
    if (round === 0) await timeActs(world, { round: -1, times: 1 });
    const found = await timeActs(world, { round, times });
    measured.push({
      list: quantile(found.list, 0.5),
      home: quantile(found.home, 0.5),
      intake: quantile(found.intake, 0.5),
      incident: quantile(found.incident, 0.5),
    });
  }
  return measured;
}

export function ratiosOf(measured: readonly Medians[]): Medians {
  const [first, last] = [measured[0], measured.at(-1)];
  const ratio = (act: Act) =>
    first && last ? Math.round((100 * last[act]) / Math.max(0.01, first[act])) / 100 : 0;
  return { list: ratio('list'), home: ratio('home'), intake: ratio('intake'), incident: ratio('incident') };
}
