/** Ranks root causes from whatever a day has: metrics, and logs and traces where there are any. */
import type { RankedComponent } from '../../src/analysis/root-cause/question.js';
import { rankRootCauses } from '../../src/analysis/root-cause/rank-root-causes.js';
import type { Records } from '../../src/analysis/root-cause/records.js';
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
} from '../evidence/scores.js';
import { createSkippedCases } from '../evidence/skipped.js';
import { ALL_METRICS, RESOURCES, robustZ } from '../rca-multimodal/baselines.js';
import { listDays, readDay, readTruths, type Day, type Fault } from '../rca-multimodal/read-day.js';
import { readFaultFree, readRecordsAround } from '../rca-multimodal/read-records.js';
import {
  observeRecords,
  toQuestion,
  type BaselineUse,
  type Observed,
} from '../rca-multimodal/to-question.js';
import type { Suite } from '../suite.js';

const ORIGIN =
  'It can be had from github.com/IntelligentDDS/Nezha; each day is a folder with <date>-fault_list.json, metric/, log/, trace/ and construct/.';

type Variant = (day: Day, fault: Fault, observed: Observed) => readonly RankedComponent[];
type Method = (day: Day, fault: Fault) => readonly string[];

const NO_RECORDS: Records = { spans: [], lines: [] };
const NOTHING: Observed = { edges: [], behaviours: [] };

const ours = (baseline: BaselineUse, choose: (observed: Observed) => Observed): Variant => {
  return (day, fault, observed) => rankRootCauses(toQuestion(day, fault, choose(observed), baseline)).ranked;
};

const OURS: Readonly<Record<string, Variant>> = {
  ours: ours('causal', (observed) => observed),
  'ours, day as baseline': ours('day', (observed) => observed),
  'ours, metrics only': ours('causal', () => NOTHING),
};

const BASELINES: Readonly<Record<string, Method>> = {
  'robust z, all metrics': (day, fault) => robustZ(day, fault, ALL_METRICS, 'causal'),
  'robust z, resources': (day, fault) => robustZ(day, fault, RESOURCES, 'causal'),
};

interface Outcome {
  readonly system: string;
  readonly type: string;
  readonly ranks: Readonly<Record<string, number | undefined>>;
  readonly claims: Readonly<Record<string, Claim>>;
}

export const rcaMultimodal: Suite = {
  async run({ data, say }) {
    const started = performance.now();
    const folder = findDataFolder(data, { folder: 'nezha', origin: ORIGIN });
    const skipped = createSkippedCases();
    const outcomes: Outcome[] = [];
    const notes: string[] = [];
    for (const name of listDays(folder)) {
      const day = skipped.attempt(name, () => readDay(folder, name));
      const truths = skipped.attempt(name, () => (day ? readTruths(folder, name) : undefined));
      if (!day || !truths) continue;
      say(`${name}: ${day.faults.length} faults …`);
      const faultFree = skipped.attempt(`${name} construct`, () => readFaultFree(day.folder)) ?? NO_RECORDS;
      const modalities = new Set(['metrics']);
      for (const fault of day.faults) {
        const around = skipped.attempt(fault.id, () => readRecordsAround(day.folder, fault.at));
        const truth = truths.get(fault.id);
        if (!around || !truth) continue;
        if (around.lines.length > 0) modalities.add('logs');
        if (around.spans.length > 0) modalities.add('traces');
        const observed = observeRecords(fault, around, faultFree);
        outcomes.push({ system: systemOf(day), type: truth.type, ...score(day, fault, observed, truth) });
      }
      notes.push(`${name} is of ${systemOf(day)} and has ${[...modalities].join(', ')}.`);
    }
    return report(outcomes, notes, skipped, (performance.now() - started) / 1000);
  },
};

function score(day: Day, fault: Fault, observed: Observed, { service }: { readonly service: string }) {
  const ranks: Record<string, number | undefined> = {};
  const claims: Record<string, Claim> = {};
  for (const [name, variant] of Object.entries(OURS)) {
    const ranked = variant(day, fault, observed);
    claims[name] = claimOf(ranked, service);
    ranks[name] = rankOf(
      ranked.map(({ component }) => component),
      service,
    );
  }
  for (const [name, method] of Object.entries(BASELINES)) ranks[name] = rankOf(method(day, fault), service);
  return { ranks, claims };
}

/** The two systems tell themselves apart by how their services are called. */
function systemOf({ pods }: Day): string {
  return [...pods.keys()].some((name) => name.startsWith('ts-')) ? 'TrainTicket' : 'OnlineBoutique';
}

function report(
  outcomes: readonly Outcome[],
  notes: readonly string[],
  skipped: { readonly count: number; notes(): readonly string[] },
  seconds: number,
) {
  const systems = [...new Set(outcomes.map(({ system }) => system))].sort();
  const of = (system: string) => outcomes.filter((outcome) => outcome.system === system);
  const shares = (method: string, chosen: readonly Outcome[]) => {
    const { n, top1, top3, top5 } = scoreRanks(chosen.map(({ ranks }) => ranks[method]));
    return { n, top1: round3(top1), top3: round3(top3), top5: round3(top5) };
  };
  const row = (label: string, method: string, chosen: readonly Outcome[]) => {
    const { n, top1, top3, top5 } = scoreRanks(chosen.map(({ ranks }) => ranks[method]));
    return [label, method, n, formatShare(top1, n), formatShare(top3, n), formatShare(top5, n)];
  };
  const rows = systems.flatMap((system) => {
    const types = [...new Set(of(system).map(({ type }) => type))].sort();
    return [
      ...[...Object.keys(OURS), ...Object.keys(BASELINES)].map((method) => row(system, method, of(system))),
      ...types.map((type) =>
        row(
          `${system}, ${type}`,
          'ours',
          of(system).filter((outcome) => outcome.type === type),
        ),
      ),
    ];
  });
  const confidence = (method: string) =>
    scoreConfidence(outcomes.flatMap(({ claims }) => claims[method] ?? []));
  const bySystem = (method: string) =>
    Object.fromEntries(systems.map((system) => [system, shares(method, of(system))]));
  return {
    table: {
      columns: ['faults', 'method', 'n', 'AS@1 (95 %)', 'AS@3 (95 %)', 'AS@5 (95 %)'],
      rows,
      notes: [
        ...notes,
        ...describeConfidence(Object.fromEntries(Object.keys(OURS).map((name) => [name, confidence(name)]))),
        ...skipped.notes(),
      ],
    },
    result: {
      ...shares('ours', outcomes),
      specificity: null,
      systems: bySystem('ours'),
      variants: { day: bySystem('ours, day as baseline'), metricsOnly: bySystem('ours, metrics only') },
      baselines: {
        robustZ: bySystem('robust z, all metrics'),
        robustZResources: bySystem('robust z, resources'),
      },
      calibration: {
        ours: confidence('ours'),
        day: confidence('ours, day as baseline'),
        metricsOnly: confidence('ours, metrics only'),
      },
      skipped: skipped.count,
      seconds: round3(seconds),
    },
  };
}
