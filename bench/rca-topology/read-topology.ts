/** Reads scenarios of a call graph with a fault-free capture and issues, and turns them into questions. */
import { join } from 'node:path';
import { z } from 'zod';
import type { CallEdge } from '../../src/analysis/call-graph.js';
import type { MetricObservation, RootCauseQuestion } from '../../src/analysis/root-cause/question.js';
import type { SignalKind } from '../../src/analysis/baseline.js';
import { isFile, isFolder, listFolders } from '../evidence/data-folder.js';
import { BadDataError, readCsv, readJson, readNumber } from '../evidence/read-data.js';

/** Columns of one capture: key = JSON of [node, metric, statistic]. */
export interface Capture {
  readonly times: readonly number[];
  readonly columns: ReadonlyMap<string, readonly number[]>;
}

export interface Scenario {
  readonly name: string;
  readonly nodes: readonly string[];
  readonly calls: readonly CallEdge[];
  readonly usual: Capture;
}

export interface Objective {
  readonly node: string;
  readonly metric: string;
  readonly statistic: string;
  readonly timestamp: number;
}

export interface IssueCase {
  readonly id: string;
  readonly scenario: Scenario;
  readonly objective: Objective;
  readonly capture: Capture;
}

const targetSchema = z.object({
  target: z.object({ node: z.string(), metric: z.string(), agg: z.string(), timestamp: z.number() }),
});
const truthSchema = z.object({ root_cause: z.object({ node: z.string() }) });
const commandSchema = z.object({
  metadata: z.object({ reproducibility: z.object({ command: z.string() }) }),
});

export const columnKey = (node: string, metric: string, statistic: string): string =>
  JSON.stringify([node, metric, statistic]);

/** Folders with a graph. */
export function listScenarios(folder: string): readonly string[] {
  return listFolders(folder).filter((name) => isFile(join(folder, name, 'graph.csv')));
}

/** @throws BadDataError */
export function readScenario(folder: string, name: string): Scenario {
  const path = join(folder, name, 'graph.csv');
  const [head, ...rows] = readCsv(path) ?? [];
  const nodes = head?.cells.slice(1) ?? [];
  const calls = rows.flatMap((row) =>
    nodes.flatMap((callee, index) =>
      readNumber(path, row, index + 1) > 0 ? [{ caller: row.cells[0] ?? '', callee }] : [],
    ),
  );
  const usual = readCapture(join(folder, name, 'noissue', 'metrics.csv'));
  if (!usual) throw new BadDataError(`${join(folder, name, 'noissue', 'metrics.csv')}: is missing.`);
  return { name, nodes, calls, usual };
}

/** Paths of the issues of a scenario, relative to the data folder, in order. */
export function listIssues(folder: string, scenario: string): readonly string[] {
  return listFolders(join(folder, scenario)).flatMap((split) =>
    listFolders(join(folder, scenario, split))
      .filter((name) => name.startsWith('issue_') && isFolder(join(folder, scenario, split, name)))
      .map((name) => join(scenario, split, name)),
  );
}

/** @throws BadDataError */
export function readIssue(folder: string, scenario: Scenario, id: string): IssueCase {
  const path = join(folder, id, 'target.json');
  const read = readJson(path, targetSchema);
  if (!read) throw new BadDataError(`${path}: is missing.`);
  const capture = readCapture(join(folder, id, 'metrics.csv'));
  if (!capture) throw new BadDataError(`${join(folder, id, 'metrics.csv')}: is missing.`);
  const { node, metric, agg, timestamp } = read.target;
  return { id, scenario, capture, objective: { node, metric, statistic: agg, timestamp } };
}

/** For the scorer alone. @throws BadDataError */
export function readTruth(folder: string, id: string): string {
  const path = join(folder, id, 'target.json');
  const read = readJson(path, truthSchema);
  if (!read) throw new BadDataError(`${path}: is missing.`);
  return read.root_cause.node;
}

/** The command that caused an issue, shown among decoys only; undefined when it is not known. */
export function readCommand(folder: string, id: string): string | undefined {
  try {
    return readJson(join(folder, id, 'target.json'), commandSchema)?.metadata.reproducibility.command;
  } catch (error) {
    if (error instanceof BadDataError) return undefined;
    throw error;
  }
}

function readCapture(path: string): Capture | undefined {
  const rows = readCsv(path);
  if (!rows) return undefined;
  const [nodes, metrics, statistics, , ...data] = rows;
  if (!nodes || !metrics || !statistics) throw new BadDataError(`${path}:1: has not its four header lines.`);
  const times = data.map((row) => readNumber(path, row, 0));
  const columns = new Map<string, readonly number[]>();
  for (let column = 1; column < nodes.cells.length; column += 1) {
    const key = columnKey(
      nodes.cells[column] ?? '',
      metrics.cells[column] ?? '',
      statistics.cells[column] ?? '',
    );
    columns.set(
      key,
      data.map((row) => readNumber(path, row, column)),
    );
  }
  return { times, columns };
}

const SIGNALS: Readonly<Record<string, SignalKind>> = {
  latency: 'latency',
  availability: 'errors',
  requests: 'requests',
};

/** The general question: averages of latency, failing share from availability, and sums of requests. */
export function toQuestion(
  scenario: Scenario,
  usual: Capture,
  now: Capture,
  objective: Objective,
): RootCauseQuestion {
  const step = now.times.length > 1 ? (now.times[1] ?? 0) - (now.times[0] ?? 0) : 0;
  // A row holds what came in its step, so the one in which the violation was noticed belongs to it.
  const from = Math.max(
    0,
    now.times.findIndex((time) => time + step > objective.timestamp),
  );
  const times = now.times.slice(from);
  const metrics: MetricObservation[] = [];
  for (const [key, before] of usual.columns) {
    const [component = '', metric = '', statistic = ''] = JSON.parse(key) as string[];
    const signal = SIGNALS[metric];
    const after = now.columns.get(key);
    if (!signal || !after || statistic !== (metric === 'requests' ? 'Sum' : objective.statistic)) continue;
    const convert = (value: number) => (metric === 'availability' ? 1 - value / 100 : value);
    metrics.push({
      component,
      name: `${metric} ${statistic}`,
      signal,
      usual: before.map(convert),
      times,
      values: after.slice(from).map(convert),
    });
  }
  return {
    components: scenario.nodes.map((id) => ({ id, kind: 'service' as const })),
    calls: scenario.calls,
    metrics,
    objective: { component: objective.node, signal: SIGNALS[objective.metric] ?? 'generic' },
  };
}
