/** The figures as tables, for the terminal and for Markdown alike. */
import type { Table } from '../../suite.js';
import type { Amount, Share } from '../score/statistics.js';
import { groupRuns, summarize, type ScoredRun, type Summary } from '../score/summary.js';

const SHARES = [
  ['cause', 'cause right'],
  ['mechanism', 'mechanism named'],
  ['runbook', 'runbook right'],
  ['proposal', 'proposal right'],
  ['abstention', 'abstention right'],
  ['harmless', 'no harm'],
] as const satisfies readonly (readonly [keyof Summary, string])[];

const AMOUNTS = [
  ['grounded', 'grounded share'],
  ['turns', 'turns'],
  ['toolCalls', 'tool calls'],
  ['inputTokens', 'input tokens'],
  ['outputTokens', 'output tokens'],
  ['seconds', 'seconds'],
] as const satisfies readonly (readonly [keyof Summary, string])[];

/** One row per score. */
export function overallTable(summary: Summary): Table {
  const shares = SHARES.map(([key, title]) => shareRow(title, summary[key]));
  const amounts = AMOUNTS.map(([key, title]) => amountRow(title, summary[key]));
  const cost =
    summary.costUsd === null
      ? ['US dollars', 'unknown', '', '']
      : amountRow('US dollars', summary.costUsd, 4);
  return {
    columns: ['score', 'mean', '± between runs', '95 % interval'],
    rows: [...shares, ...amounts, cost],
  };
}

const shareRow = (title: string, { mean, sd, low, high, right, of }: Share): string[] => [
  title,
  `${percent(mean)} (${right} of ${of})`,
  percent(sd),
  `${percent(low)} to ${percent(high)}`,
];
const amountRow = (title: string, { mean, sd }: Amount, digits = 2): string[] => [
  title,
  mean.toFixed(digits),
  sd.toFixed(digits),
  '',
];

/** One row per group: how many of its runs were right. */
export function groupTable(
  runs: readonly ScoredRun[],
  title: string,
  keyOf: (run: ScoredRun) => string,
): Table {
  const rows = [...groupRuns(runs, keyOf)].map(([key, group]) => {
    const summary = summarize(group);
    return [
      key,
      ...SHARES.map(([name]) =>
        summary[name].of === 0 ? '–' : `${summary[name].right}/${summary[name].of}`,
      ),
      percent(summary.grounded.mean),
      summary.turns.mean.toFixed(1),
      summary.seconds.mean.toFixed(1),
    ];
  });
  const columns = [
    title,
    'cause',
    'mechanism',
    'runbook',
    'proposal',
    'abstention',
    'no harm',
    'grounded',
    'turns',
    'seconds',
  ];
  return { columns, rows };
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
