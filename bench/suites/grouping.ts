/** Alerts into incidents: the product's decision beside rules that look at time or at one label alone. */
import type { Alert } from '../../src/incidents/alert.js';
import type { GroupingSettings } from '../../src/incidents/grouping/settings.js';
import { findDataFolder } from '../evidence/data-folder.js';
import { round3 } from '../evidence/scores.js';
import { createSkippedCases } from '../evidence/skipped.js';
import { readFlags, whole } from '../flags.js';
import { BASELINES, type GroupingRule } from '../grouping/baselines.js';
import { playGrouping } from '../grouping/play.js';
import { catalogOf, readSets } from '../grouping/read-sets.js';
import { scorePartition, type Agreement } from '../grouping/scores.js';
import {
  overlapping,
  sequential,
  type AlertSet,
  type Overlap,
  type StreamedAlert,
} from '../grouping/streams.js';
import { listSystems, readSystem } from '../rca-alerts/read-alerts.js';
import type { Suite, SuiteReport } from '../suite.js';

const ORIGIN =
  'It can be had from github.com/boerste/rca-llm-reasoning; each system is a folder with label.csv, metrics.json, traces.json, logs.json and <system>-KG.json.';
const SEEDS = 10;

/** The product's defaults, as src/config/file.ts has them. */
const SETTINGS: GroupingSettings = {
  withinSeconds: 300,
  spanSeconds: 1800,
  sameServiceSeconds: 21_600,
  maxDistance: 2,
  maxAlerts: 200,
};

const OVERLAPS: Readonly<Record<string, Omit<Overlap, 'seed'>>> = {
  'two, overlapping by 25 %': { together: 2, share: 0.25 },
  'two, by 50 %': { together: 2, share: 0.5 },
  'two, by 75 %': { together: 2, share: 0.75 },
  'three, by 50 %': { together: 3, share: 0.5 },
  'two in two clusters, by 75 %': { together: 2, share: 0.75, isInCopies: true },
};
/** Our own, without the rule about waves. */
const BLIND = 'ours, waves unseen';
const SEQUENTIAL = 'one after another';

interface Score extends Agreement {
  readonly kind: string;
  readonly method: string;
}

export const grouping: Suite = {
  async run({ data, flags, say }) {
    const { seeds } = readFlags(flags, { seeds: whole(SEEDS) });
    const folder = findDataFolder(data, { folder: 'alert-rca', origin: ORIGIN });
    const skipped = createSkippedCases();
    const scores: Score[] = [];
    const sizes = { systems: 0, sets: 0, alerts: 0 };
    for (const name of listSystems(folder)) {
      say(`${name} …`);
      const system = skipped.attempt(name, () => readSystem(folder, name));
      if (!system) continue;
      const sets = readSets(system);
      const catalog = catalogOf(system);
      const ours: GroupingRule = (stream) => playGrouping(stream, catalog, SETTINGS);
      for (const { kind, stream } of streamsOf(sets, seeds)) {
        const blind: GroupingRule = (stream) => playGrouping(stream, catalog, SETTINGS, { seesWaves: false });
        for (const [method, rule] of Object.entries({ ours, [BLIND]: blind, ...BASELINES })) {
          scores.push({ kind, method, ...score(rule, stream) });
        }
      }
      sizes.systems += 1;
      sizes.sets += sets.length;
      sizes.alerts += sets.reduce((sum, { alerts }) => sum + alerts.length, 0);
    }
    return report(scores, { ...sizes, seeds }, skipped);
  },
};

function* streamsOf(sets: readonly AlertSet[], seeds: number) {
  yield { kind: SEQUENTIAL, stream: sequential(sets) };
  for (const [kind, overlap] of Object.entries(OVERLAPS)) {
    for (let seed = 1; seed <= seeds; seed += 1)
      yield { kind, stream: overlapping(sets, { ...overlap, seed }) };
  }
}

function score(rule: GroupingRule, stream: readonly StreamedAlert[]): Agreement {
  const alerts: readonly Alert[] = stream.map(({ alert }) => alert);
  return scorePartition(
    rule(alerts),
    stream.map(({ truth }) => truth),
  );
}

function report(
  scores: readonly Score[],
  sizes: Readonly<Record<string, number>>,
  skipped: { readonly count: number; notes(): readonly string[] },
): SuiteReport {
  const kinds = [SEQUENTIAL, ...Object.keys(OVERLAPS)];
  const methods = ['ours', BLIND, ...Object.keys(BASELINES)];
  const of = (method: string, kind: string) =>
    scores.filter((one) => one.method === method && one.kind === kind);
  const meanOf = (method: string, kind: string): Agreement => ({
    ari: mean(of(method, kind).map(({ ari }) => ari)),
    pairF1: mean(of(method, kind).map(({ pairF1 }) => pairF1)),
  });
  /** Every kind of stream counts the same, however often it was drawn. */
  const overall = (method: string): Agreement => ({
    ari: round3(mean(kinds.map((kind) => meanOf(method, kind).ari))),
    pairF1: round3(mean(kinds.map((kind) => meanOf(method, kind).pairF1))),
  });
  const byKind = (method: string) =>
    Object.fromEntries(
      kinds.map((kind) => {
        const { ari, pairF1 } = meanOf(method, kind);
        return [kind, { ari: round3(ari), pairF1: round3(pairF1) }];
      }),
    );
  const { sets = 0, alerts = 0, seeds = 0 } = sizes;
  return {
    table: {
      columns: ['method', 'ARI', 'pair F1', ...kinds.map((kind) => `ARI ${kind}`)],
      rows: methods.map((method) => {
        const { ari, pairF1 } = overall(method);
        const cells = kinds.map((kind) => withSpread(of(method, kind).map((one) => one.ari)));
        return [method, ari.toFixed(3), pairF1.toFixed(3), ...cells];
      }),
      notes: [
        `${sets} sets with ${alerts} alerts. Overlapping: drawn ${seeds} times; the mean, and the least and greatest of the draws.`,
        'ARI and pair F1: the mean over the six kinds of stream. Nothing is known of fingerprints and of senders’ groups, which would answer by themselves.',
        'An equal cluster label answers for two clusters by construction, and for nothing else.',
        ...skipped.notes(),
      ],
    },
    result: {
      ...overall('ours'),
      baselines: Object.fromEntries(Object.keys(BASELINES).map((method) => [method, overall(method)])),
      n: sets,
      ...sizes,
      wavesUnseen: overall(BLIND),
      streams: byKind('ours'),
      baselineStreams: Object.fromEntries(Object.keys(BASELINES).map((method) => [method, byKind(method)])),
      skipped: skipped.count,
    },
  };
}

function withSpread(values: readonly number[]): string {
  const middle = mean(values).toFixed(3);
  if (values.length < 2) return middle;
  const bounds = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(2));
  return `${middle} (${bounds.join('–')})`;
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
