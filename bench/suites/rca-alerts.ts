/** Which component a set of alerts points to: hosts, services and their instances. */
import type { RankedComponent } from '../../src/analysis/root-cause/question.js';
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
} from '../evidence/scores.js';
import { createSkippedCases } from '../evidence/skipped.js';
import { countAlerts, weighByRarity } from '../rca-alerts/baselines.js';
import {
  listSystems,
  readSystem,
  readTruths,
  toQuestion,
  type AlertSystem,
  type Fault,
  type HistoryUse,
} from '../rca-alerts/read-alerts.js';
import type { Suite } from '../suite.js';

const ORIGIN =
  'It can be had from github.com/boerste/rca-llm-reasoning; each system is a folder with label.csv, metrics.json, traces.json, logs.json and <system>-KG.json.';

type Method = (system: AlertSystem, fault: Fault) => readonly string[];

/** What each variant of the ranking knows of other incidents. */
const OURS: Readonly<Record<string, HistoryUse>> = {
  ours: 'all others',
  'ours, earlier incidents only': 'earlier',
  'ours, no history': 'none',
};

const BASELINES: Readonly<Record<string, Method>> = {
  'alert count': countAlerts,
  'alert rarity (IDF)': weighByRarity,
};

interface Outcome {
  readonly system: string;
  readonly level: string;
  readonly exact: Readonly<Record<string, number | undefined>>;
  readonly lenient: Readonly<Record<string, number | undefined>>;
  readonly claims: Readonly<Record<string, Claim>>;
}

export const rcaAlerts: Suite = {
  async run({ data, say }) {
    const started = performance.now();
    const folder = findDataFolder(data, { folder: 'alert-rca', origin: ORIGIN });
    const skipped = createSkippedCases();
    const outcomes: Outcome[] = [];
    for (const name of listSystems(folder)) {
      say(`${name} …`);
      const system = skipped.attempt(name, () => readSystem(folder, name));
      const truths = skipped.attempt(name, () => (system ? readTruths(folder, name) : undefined));
      if (!system || !truths) continue;
      for (const fault of system.faults) {
        const truth = truths.get(fault.id);
        if (!truth) skipped.leaveOut(`${name} ${fault.id}`, 'label.csv names no entity for it.');
        else outcomes.push(score(system, fault, truth));
      }
    }
    return report(outcomes, skipped, (performance.now() - started) / 1000);
  },
};

function score(system: AlertSystem, fault: Fault, truth: { entity: string; level: string }): Outcome {
  const exact: Record<string, number | undefined> = {};
  const lenient: Record<string, number | undefined> = {};
  // Hosts stay exact: without their numbers they would all be equal.
  const loosen = (id: string) => (system.hosts.has(id) ? id : id.replace(/\d*-\d+$/, ''));
  const claims: Record<string, Claim> = {};
  const join = (name: string, ranked: readonly string[]) => {
    exact[name] = rankOf(ranked, truth.entity);
    lenient[name] = rankOf(ranked.map(loosen), loosen(truth.entity));
  };
  for (const [name, history] of Object.entries(OURS)) {
    const ranked = rank(system, fault, history);
    claims[name] = claimOf(ranked, truth.entity);
    join(
      name,
      ranked.map(({ component }) => component),
    );
  }
  for (const [name, method] of Object.entries(BASELINES)) join(name, method(system, fault));
  return { system: system.name, level: truth.level, exact, lenient, claims };
}

function rank(system: AlertSystem, fault: Fault, history: HistoryUse): readonly RankedComponent[] {
  const { ranked } = rankRootCauses(toQuestion(system, fault, history));
  return ranked.filter(({ component }) => system.candidates.has(component));
}

function report(
  outcomes: readonly Outcome[],
  skipped: { readonly count: number; notes(): readonly string[] },
  seconds: number,
) {
  const systems = [...new Set(outcomes.map(({ system }) => system))].sort();
  const levels = [...new Set(outcomes.map(({ level }) => level))].sort();
  const exact = (method: string, chosen: readonly Outcome[] = outcomes) =>
    scoreRanks(chosen.map((outcome) => outcome.exact[method]));
  const shares = (method: string, chosen?: readonly Outcome[]) => {
    const { n, top1, top3, top5 } = exact(method, chosen);
    return { n, top1: round3(top1), top3: round3(top3), top5: round3(top5) };
  };
  const rows = [...Object.keys(OURS), ...Object.keys(BASELINES)].map((method) => {
    const { n, top1, top3, top5 } = exact(method);
    const loose = scoreRanks(outcomes.map(({ lenient }) => lenient[method]));
    const byLevel = levels.map((level) => {
      const { top1: share } = exact(
        method,
        outcomes.filter((outcome) => outcome.level === level),
      );
      return share.toFixed(2);
    });
    return [
      method,
      n,
      formatShare(top1, n),
      formatShare(top3, n),
      top5.toFixed(3),
      ...byLevel,
      `${loose.top1.toFixed(3)} / ${loose.top3.toFixed(3)}`,
    ];
  });
  const confidence = (method: string) =>
    scoreConfidence(outcomes.flatMap(({ claims }) => claims[method] ?? []));
  const { n, ...all } = shares('ours');
  return {
    table: {
      columns: [
        'method',
        'n',
        'AC@1 (95 %)',
        'AC@3 (95 %)',
        'AC@5',
        ...levels.map((level) => `${level} @1`),
        'lenient @1 / @3',
      ],
      rows,
      notes: [
        ...describeConfidence(Object.fromEntries(Object.keys(OURS).map((name) => [name, confidence(name)]))),
        ...skipped.notes(),
      ],
    },
    result: {
      n,
      ...all,
      specificity: null,
      systems: Object.fromEntries(
        systems.map((system) => [
          system,
          shares(
            'ours',
            outcomes.filter((outcome) => outcome.system === system),
          ),
        ]),
      ),
      levels: Object.fromEntries(
        levels.map((level) => [
          level,
          shares(
            'ours',
            outcomes.filter((outcome) => outcome.level === level),
          ),
        ]),
      ),
      lenient: (({ top1, top3 }) => ({ top1: round3(top1), top3: round3(top3) }))(
        scoreRanks(outcomes.map(({ lenient }) => lenient['ours'])),
      ),
      variants: {
        earlierOnly: shares('ours, earlier incidents only'),
        noHistory: shares('ours, no history'),
      },
      baselines: { count: shares('alert count'), idf: shares('alert rarity (IDF)') },
      calibration: {
        ours: confidence('ours'),
        earlierOnly: confidence('ours, earlier incidents only'),
        noHistory: confidence('ours, no history'),
      },
      skipped: skipped.count,
      seconds: round3(seconds),
    },
  };
}
