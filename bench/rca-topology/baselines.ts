/** What our ranking is held against: the traversal that the data's authors published, and a robust z without the graph. */
import { median } from 'simple-statistics';
import { byScore } from '../evidence/scores.js';
import { columnKey, type Capture, type Objective, type Scenario } from './read-topology.js';

/** Scores above this many median deviations are anomalous; the authors' default. */
const ANOMALOUS = 5;
/** The row that the authors look at first. */
const FIRST_ROW = 2;

export type Method = (
  scenario: Scenario,
  usual: Capture,
  now: Capture,
  objective: Objective,
) => readonly string[];

/** Anomalous nodes from which a path of anomalous nodes leads up to the objective and that call no anomalous one. */
export const traversal: Method = (scenario, usual, now, objective) => {
  const detectors = new Map(
    scenario.nodes.flatMap((node) => {
      const sample = finite(usual.columns.get(keyOf(node, objective)));
      return sample.length < 10 ? [] : [[node, detector(sample)] as const];
    }),
  );
  const judge = (node: string, row: number) =>
    detectors.get(node)?.(now.columns.get(keyOf(node, objective))?.[row] ?? Number.NaN);
  let row = FIRST_ROW;
  while (row < now.times.length && !judge(objective.node, row)?.isAnomalous) row += 1;
  if (row >= now.times.length) return [];

  const scores = new Map<string, number>();
  for (const node of scenario.nodes) {
    const judged = judge(node, row);
    if (judged?.isAnomalous) scores.set(node, judged.score);
  }
  const callees = (node: string) =>
    scenario.calls
      .filter(({ caller, callee }) => caller === node && scores.has(callee))
      .map(({ callee }) => callee);
  const best = new Map<string, number>();
  walk(objective.node, new Set(), 0);
  return byScore(best);

  function walk(node: string, path: Set<string>, sum: number): void {
    if (path.has(node)) return;
    const total = sum + (scores.get(node) ?? 0);
    const next = callees(node);
    if (next.length === 0 && node !== objective.node) best.set(node, Math.max(best.get(node) ?? 0, total));
    for (const callee of next) walk(callee, new Set([...path, node]), total);
  }
};

/** Largest robust z of the same metric and statistic since the violation; always answers. */
export const robustZ: Method = (scenario, usual, now, objective) => {
  const scores = new Map<string, number>();
  for (const node of scenario.nodes) {
    if (node === objective.node) continue;
    const sample = finite(usual.columns.get(keyOf(node, objective)));
    const values = finite(
      now.columns
        .get(keyOf(node, objective))
        ?.filter((_, row) => (now.times[row] ?? 0) >= objective.timestamp),
    );
    if (sample.length === 0 || values.length === 0) continue;
    const center = median(sample);
    const deviation = 1.4826 * median(sample.map((value) => Math.abs(value - center)));
    const spread = Math.max(deviation, 0.01 * Math.abs(center), 1e-6);
    scores.set(node, Math.max(...values.map((value) => Math.abs(value - center))) / spread);
  }
  return byScore(scores);
};

function detector(sample: readonly number[]): (value: number) => { isAnomalous: boolean; score: number } {
  const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
  const center = median([...sample]);
  const deviation = 1.4826 * median(sample.map((value) => Math.abs(value - center)));
  const isConstant = sample.every((value) => value === sample[0]);
  return (value) => {
    const score = isConstant ? Math.abs(value - mean) : Math.abs(value - center) / deviation;
    // 0/0: at the centre of a sample whose median deviation is 0.
    return { score, isAnomalous: score > (isConstant ? 0 : ANOMALOUS) };
  };
}

const keyOf = (node: string, { metric, statistic }: Objective): string => columnKey(node, metric, statistic);

const finite = (values: readonly number[] | undefined): number[] => (values ?? []).filter(Number.isFinite);
