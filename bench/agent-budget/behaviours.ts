/** Models that would use up everything, each in its own way. */
import type { Dice } from '../random/dice.js';
import type { Answer, Behaviour } from '../agent-harness/counting-model.js';

type Said = Omit<Answer, 'usage'>;

export interface GreedyModel {
  readonly name: string;
  readonly behave: Behaviour;
}

const KINDS: Readonly<Record<string, (dice: Dice) => (turn: number) => Said>> = {
  'the same call again and again': () => () => ({
    calls: [{ name: 'query_metrics', args: { query: 'up' } }],
  }),
  'ever new arguments': (dice) => (turn) => ({
    calls: [{ name: 'query_metrics', args: { query: `up{n="${turn}-${dice.hex(6)}"}` } }],
  }),
  'fifty calls at once': (dice) => () => ({
    calls: Array.from({ length: 50 }, () => ({
      name: dice.pick(['query_metrics', 'search_logs', 'list_changes', 'get_service'] as const),
      args: dice.chance(0.5)
        ? { service: 'checkout', text: dice.hex(8) }
        : { query: `x{a="${dice.hex(8)}"}` },
    })),
  }),
  'walls of text': (dice) => () => ({ content: `${dice.hex(16)} `.repeat(dice.whole(2_000, 30_000)) }),
  'walls of arguments': (dice) => () => ({
    calls: [{ name: 'query_metrics', args: { query: dice.hex(8).repeat(dice.whole(1_000, 60_000)) } }],
  }),
  'everything there is, never a report': (dice) => (turn) => ({
    calls: [
      { name: 'search_logs', args: { text: dice.hex(4) } },
      { name: 'search_logs', args: { service: 'checkout', startMinutesAgo: turn + 1 } },
      { name: 'read_result', args: { id: 'R1', page: turn } },
      { name: 'get_service_health', args: { service: 'checkout' } },
    ],
  }),
  'reports that are none': () => () => ({ calls: [{ name: 'submit_report', args: { summary: 7 } }] }),
  'tools that do not exist': (dice) => () => ({ calls: [{ name: `run_${dice.hex(4)}`, args: {} }] }),
  'half of its JSON': () => () => ({ body: '{"id":"x","choices":[{"index":0,"mess' }),
  'slow answers': (dice) => (turn) => ({
    delayMs: dice.whole(100, 900),
    calls: [{ name: 'list_metrics', args: { contains: `m${turn}` } }],
  }),
  'no answer': () => () => ({ delayMs: 20_000 }),
  'errors of the server': (dice) => () => ({ status: dice.pick([429, 500, 503] as const) }),
  'thinking aloud': (dice) => (turn) => ({ content: `Let me think about ${dice.hex(4)}, step ${turn}.` }),
};

/** What it says that it used. */
const USAGES: Readonly<Record<string, (dice: Dice) => Answer['usage']>> = {
  honest: () => 'honest',
  none: () => 'none',
  nothing: () => ({ input: 0, output: 0 }),
  'far too little': (dice) => ({ input: dice.whole(1, 20), output: 1 }),
  'far too much': (dice) => ({ input: dice.whole(1, 9) * 10_000_000, output: 1_000_000 }),
  'below zero': () => ({ input: -100_000, output: -5 }),
};

export function drawModel(dice: Dice, index: number): GreedyModel {
  const kinds = Object.entries(KINDS);
  const usages = Object.entries(USAGES);
  const [kind, make] = kinds[index % kinds.length] ?? ['', () => () => ({})];
  const [usage, use] = usages[Math.floor(index / kinds.length) % usages.length] ?? [
    '',
    () => 'honest' as const,
  ];
  const next = make(dice);
  return {
    name: `${kind}; reports ${usage}`,
    behave: (_asked, turn) => ({ ...next(turn), usage: use(dice) }),
  };
}
