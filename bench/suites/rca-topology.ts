/** Ranks root causes of issues with a call graph, and says nothing when there is no issue. */
import { rankRootCauses } from '../../src/analysis/root-cause/rank-root-causes.js';
import { findDataFolder } from '../evidence/data-folder.js';
import {
  claimOf,
  describeConfidence,
  formatShare,
  rankOf,
  round3,
  scoreConfidence,
  scoreRanks,
  type Claim,
  type RankScores,
} from '../evidence/scores.js';
import { createSkippedCases } from '../evidence/skipped.js';
import { robustZ, traversal, type Method } from '../rca-topology/baselines.js';
import { placeChange, type ChangeTask } from '../rca-topology/changes.js';
import {
  listIssues,
  listScenarios,
  readCommand,
  readIssue,
  readScenario,
  readTruth,
  toQuestion,
  type Capture,
  type IssueCase,
  type Objective,
  type Scenario,
} from '../rca-topology/read-topology.js';
import type { Suite } from '../suite.js';

const ORIGIN =
  'It can be had from github.com/amazon-science/petshop-root-cause-analysis; each scenario is a folder with graph.csv, noissue/metrics.csv and <split>/issue_<n>/{metrics.csv,target.json}.';

const rank = (...asked: Parameters<Method>) => rankRootCauses(toQuestion(...asked)).ranked;

const METHODS: Readonly<Record<string, Method>> = {
  ours: (...asked) => rank(...asked).map(({ component }) => component),
  traversal,
  'robust z': robustZ,
};

interface Outcome {
  readonly stratum: string;
  readonly ranks: Readonly<Record<string, number | undefined>>;
  readonly claim: Claim;
}

export const rcaTopology: Suite = {
  async run({ data, say }) {
    const started = performance.now();
    const folder = findDataFolder(data, { folder: 'petshop', origin: ORIGIN });
    const skipped = createSkippedCases();
    const outcomes: Outcome[] = [];
    const changes: ChangeTask[] = [];
    const quiet: { stratum: string; isEmpty: Readonly<Record<string, boolean>> }[] = [];
    for (const name of listScenarios(folder)) {
      const scenario = skipped.attempt(name, () => readScenario(folder, name));
      if (!scenario) continue;
      say(`${name} …`);
      const objectives = new Map<string, Objective>();
      const read: IssueCase[] = [];
      for (const id of listIssues(folder, name)) {
        const issue = skipped.attempt(id, () => readIssue(folder, scenario, id));
        const truth = skipped.attempt(id, () => (issue ? readTruth(folder, id) : undefined));
        if (!issue || truth === undefined) continue;
        const { objective } = issue;
        read.push(issue);
        objectives.set(`${objective.node} ${objective.metric} ${objective.statistic}`, objective);
        const asked = [scenario, scenario.usual, issue.capture, objective] as const;
        outcomes.push({
          stratum: `${name}, ${objective.metric}`,
          ranks: each((method) => rankOf(method(...asked), truth)),
          claim: claimOf(rank(...asked), truth),
        });
      }
      changes.push(...placeChanges(folder, read));
      for (const objective of objectives.values()) {
        for (const isEmpty of restraint(scenario, objective)) {
          quiet.push({ stratum: `${name}, ${objective.metric}`, isEmpty });
        }
      }
    }
    return report(outcomes, quiet, changes, skipped, (performance.now() - started) / 1000);
  },
};

/** Issues are numbered for the seed in the order of their ids. */
function placeChanges(folder: string, issues: readonly IssueCase[]): ChangeTask[] {
  const commands = issues.map(({ id }) => readCommand(folder, id));
  const known = commands.filter((command) => command !== undefined);
  return issues.flatMap((issue, index) => {
    const command = commands[index];
    return command === undefined ? [] : [placeChange(issue, command, known, index)];
  });
}

/** Whether each method stays silent when a part of the fault-free capture is shown as if it were an issue. */
function restraint(scenario: Scenario, objective: Objective): Readonly<Record<string, boolean>>[] {
  const rows = scenario.usual.times.length;
  const results: Readonly<Record<string, boolean>>[] = [];
  const step = Math.max(1, Math.floor(0.1 * rows));
  for (let split = Math.floor(rows / 2); split < rows - 3; split += step) {
    const [before, after] = [cut(scenario.usual, 0, split), cut(scenario.usual, split, rows)];
    const asked = { ...objective, timestamp: after.times[0] ?? 0 };
    results.push(each((method) => method(scenario, before, after, asked).length === 0));
  }
  return results;
}

function cut({ times, columns }: Capture, from: number, to: number): Capture {
  return {
    times: times.slice(from, to),
    columns: new Map([...columns].map(([key, values]) => [key, values.slice(from, to)])),
  };
}

function each<T>(run: (method: Method) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(METHODS).map(([name, method]) => [name, run(method)]));
}

function report(
  outcomes: readonly Outcome[],
  quiet: readonly { stratum: string; isEmpty: Readonly<Record<string, boolean>> }[],
  changes: readonly ChangeTask[],
  skipped: { readonly count: number; notes(): readonly string[] },
  seconds: number,
) {
  const strata = [...new Set(outcomes.map(({ stratum }) => stratum))].sort();
  const score = (method: string, stratum?: string): RankScores =>
    scoreRanks(
      outcomes
        .filter((outcome) => stratum === undefined || outcome.stratum === stratum)
        .map(({ ranks }) => ranks[method]),
    );
  const specificity = (method: string, stratum?: string) => {
    const splits = quiet.filter((split) => stratum === undefined || split.stratum === stratum);
    return {
      n: splits.length,
      share: splits.filter(({ isEmpty }) => isEmpty[method]).length / (splits.length || 1),
    };
  };
  const rows = [undefined, ...strata].flatMap((stratum) =>
    Object.keys(METHODS).map((method) => {
      const { n, top1, top3 } = score(method, stratum);
      const silent = specificity(method, stratum);
      return [
        stratum ?? 'all',
        method,
        n,
        formatShare(top1, n),
        formatShare(top3, n),
        `${formatShare(silent.share, silent.n)} of ${silent.n}`,
      ];
    }),
  );
  const shares = (method: string, stratum?: string) => {
    const { n, top1, top3, top5 } = score(method, stratum);
    return {
      n,
      top1: round3(top1),
      top3: round3(top3),
      top5: round3(top5),
      specificity: round3(specificity(method, stratum).share),
    };
  };
  const { n, ...all } = shares('ours');
  const calibration = { ours: scoreConfidence(outcomes.map(({ claim }) => claim)) };
  return {
    table: {
      columns: ['issues', 'method', 'n', 'top-1 (95 %)', 'top-3 (95 %)', 'specificity (95 %)'],
      rows,
      notes: [...describeConfidence(calibration), ...describeChanges(changes), ...skipped.notes()],
    },
    result: {
      n,
      ...all,
      systems: Object.fromEntries(strata.map((stratum) => [stratum, shares('ours', stratum)])),
      baselines: { traversal: shares('traversal'), robustZ: shares('robust z') },
      changes: {
        n: changes.length,
        top1: round3(scoreRanks(changes.map(({ named }) => named)).top1),
        blinded: round3(scoreRanks(changes.map(({ blinded }) => blinded)).top1),
      },
      calibration,
      skipped: skipped.count,
      seconds: round3(seconds),
    },
  };
}

function describeChanges(changes: readonly ChangeTask[]): readonly string[] {
  if (changes.length === 0) return [];
  const share = (places: readonly number[]) => formatShare(scoreRanks(places).top1, places.length);
  return [
    `The change that caused it is ranked first among up to ${Math.max(...changes.map(({ shown }) => shown))}: ` +
      `${share(changes.map(({ named }) => named))} of ${changes.length}, ` +
      `with names hidden ${share(changes.map(({ blinded }) => blinded))}.`,
  ];
}
