/** Whether the one line that decides reaches the model, out of logs that no prompt could hold; head and tail beside it. */
import { heldOutKinds } from '../agent-needle/held-out-kinds.js';
import { kinds } from '../agent-needle/kinds.js';
import { drawCase, type Windows } from '../agent-needle/log-case.js';
import { startLogServer } from '../agent-needle/log-server.js';
import type { NeedleKind } from '../agent-needle/needle.js';
import { cutHeadAndTail, isInside, readByTool } from '../agent-needle/read-logs.js';
import { readFlags, whole } from '../flags.js';
import { createDice } from '../random/dice.js';
import { quantile } from '../quantile.js';
import type { Suite } from '../suite.js';

/** What a model is given of a log at most, counted by a real tokenizer. */
const MAX_TOKENS = 4_000;
const WINDOWS: Windows = {
  start: new Date('2026-11-20T02:40:00Z'),
  began: new Date('2026-11-20T03:10:00Z'),
  end: new Date('2026-11-20T03:20:00Z'),
};
/** One log in so many has its full size, 5 to 50 MB; the others are 0.3 to 0.8 MB, more than the tool reads of them. */
const FULL_EVERY = 50;

interface Outcome {
  readonly kind: string;
  readonly isHeldOut: boolean;
  readonly isKept: boolean;
  readonly isInBaseline: boolean;
  readonly tokens: number;
  readonly ms: number;
  readonly bytes: number;
  readonly seed: number;
}

export const agentNeedle: Suite = {
  run: async ({ flags, say }) => {
    const { cases, seed, full, misses } = readFlags(flags, {
      cases: whole(500, { from: 0 }),
      seed: whole(1, { from: 0 }),
      full: whole(1, { from: 0 }),
      misses: whole(0, { from: 0 }),
    });
    const server = await startLogServer();
    const outcomes: Outcome[] = [];
    try {
      for (let index = 0; index < cases; index += 1) {
        if (index % 50 === 0) say(`log ${index} of ${cases} …`);
        outcomes.push(await runCase(server, index, { seed, isFull: full > 0 && index % FULL_EVERY === 0 }));
      }
    } finally {
      await server.close();
    }
    const groups = [...new Set(outcomes.map(({ kind }) => kind))].map((kind) =>
      outcomes.filter((one) => one.kind === kind),
    );
    const share = (field: 'isKept' | 'isInBaseline', of: readonly Outcome[] = outcomes) =>
      Number((of.filter((one) => one[field]).length / Math.max(1, of.length)).toFixed(4));
    const [held, seen] = [outcomes.filter((one) => one.isHeldOut), outcomes.filter((one) => !one.isHeldOut)];
    const sizes = outcomes.map(({ bytes }) => bytes / 1e6);
    return {
      table: {
        columns: ['decisive line', 'held out', 'logs', 'kept %', 'head and tail %', 'tokens p50'],
        rows: groups.map((of) => [
          of[0]?.kind ?? '',
          of[0]?.isHeldOut ? 'yes' : '',
          of.length,
          share('isKept', of) * 100,
          share('isInBaseline', of) * 100,
          quantile(
            of.map(({ tokens }) => tokens),
            0.5,
          ),
        ]),
        notes: [
          `Logs of ${Math.min(...sizes).toFixed(1)} to ${Math.max(...sizes).toFixed(1)} MB, ${sizes.reduce((sum, one) => sum + one, 0).toFixed(0)} MB together; at most ${MAX_TOKENS} tokens of each are read.`,
          ...outcomes
            .filter(({ isKept }) => !isKept)
            .slice(0, misses)
            .map(({ kind, seed: of }) => `missed: ${kind}, log ${of}`),
        ],
      },
      result: {
        cases: outcomes.length,
        kept: share('isKept'),
        baseline: share('isInBaseline'),
        keptHeldOut: share('isKept', held),
        keptSeen: share('isKept', seen),
        maxTokens: Math.max(...outcomes.map(({ tokens }) => tokens)),
        p95Ms: Math.round(
          quantile(
            outcomes.map(({ ms }) => ms),
            0.95,
          ),
        ),
      },
    };
  },
};

async function runCase(
  server: Awaited<ReturnType<typeof startLogServer>>,
  index: number,
  { seed, isFull }: { readonly seed: number; readonly isFull: boolean },
): Promise<Outcome> {
  const all: readonly (readonly [NeedleKind, boolean])[] = [
    ...kinds.map((kind) => [kind, false] as const),
    ...heldOutKinds.map((kind) => [kind, true] as const),
  ];
  const [kind, isHeldOut] = all[index % all.length] ?? all[0] ?? [];
  if (!kind) throw new Error('there are no kinds of decisive lines');
  const lot = createDice(seed * 1_000_003 + index);
  const bytes = isFull ? lot.number(5e6, 50e6) : lot.number(0.3e6, 0.8e6);
  const drawn = drawCase(seed * 7_919 + index, kind, { bytes, windows: WINDOWS });
  server.serve(drawn.lines);
  const { text, tokens, ms } = await readByTool(server.url, WINDOWS);
  return {
    kind: kind.name,
    isHeldOut: isHeldOut === true,
    isKept: tokens <= MAX_TOKENS && isInside(text, drawn.decisive),
    isInBaseline: isInside(cutHeadAndTail(drawn, WINDOWS, MAX_TOKENS), drawn.decisive),
    tokens,
    ms,
    bytes: drawn.bytes,
    seed: index,
  };
}
