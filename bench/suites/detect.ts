/** Scores the streaming detector on labelled series, beside simple detectors, by the rules of the public benchmark. */
import { UserInputError } from '../../src/shared/errors.js';
import { ours, createRandomDetector, robustZ, windowedGaussian, type Detect } from '../detect/baselines.js';
import { interval95, scoreLeftOut, scoreOnOtherHalf } from '../detect/generalise.js';
import { loadSeries, STANDARD, type LabelledSeries } from '../detect/load-series.js';
import {
  scoreAtBestThreshold,
  scoreAtThreshold,
  type NabScore,
  type Profile,
  type ScoredSeries,
} from '../detect/nab-score.js';
import { findDataFolder } from '../evidence/data-folder.js';
import { formatShare } from '../evidence/scores.js';
import type { Suite } from '../suite.js';

const ORIGIN =
  'It can be had from github.com/numenta/NAB; it holds data/<folder>/<file>.csv, combined_windows.json (there in labels/) and profiles.json (there in config/).';
/** What the product takes for an alarm. */
const ALARM_SCORE = 0.5;
const RANDOM_SEEDS = 20;

interface Scored {
  readonly series: readonly ScoredSeries[];
  readonly scores: Readonly<Record<string, NabScore>>;
}

export const detect: Suite = {
  async run({ data, flags, say }) {
    if (flags.length > 0)
      throw new UserInputError(`detect has no flags of its own; it does not know ${flags.join(' ')}.`);
    const started = performance.now();
    const root = findDataFolder(data, { folder: 'nab', origin: ORIGIN });
    const { series, profiles, skipped, notes } = loadSeries(root);
    if (series.length === 0) {
      throw new UserInputError([`No series could be read below ${root}.`, ...notes].join('\n'));
    }
    const standard = profiles[STANDARD]!;
    const rows = series.reduce((sum, { values }) => sum + values.length, 0);
    say(`${series.length} series with ${rows} rows …`);

    // Time of the processor: on a busy machine the clock would measure the others.
    const before = process.cpuUsage();
    const own = score(series, profiles, ours);
    const { user, system } = process.cpuUsage(before);
    const microsecondsPerValue = (user + system) / rows;
    const simple = {
      'robust z': score(series, profiles, robustZ),
      'windowed Gaussian': score(series, profiles, windowedGaussian),
    };
    const random = Array.from({ length: RANDOM_SEEDS }, (_, seed) =>
      score(series, profiles, createRandomDetector(seed)),
    );
    const randomScores = random.map(({ scores }) => scores[STANDARD]!.score).sort((a, b) => a - b);

    const best = own.scores[STANDARD]!;
    const interval = interval95(own.series, standard, best.threshold);
    const otherHalf = scoreOnOtherHalf(own.series, standard);
    const folders = [...new Set(series.map(({ folder }) => folder))];
    const otherFolders = scoreLeftOut(
      folders.map((folder) => own.series.filter((_, index) => series[index]?.folder === folder)),
      standard,
    );
    const asShipped = scoreAtThreshold(own.series, standard, ALARM_SCORE);
    const names = Object.keys(profiles);
    const toRow = (name: string, { scores }: Scored) => [
      name,
      ...names.map((profile) => scores[profile]!.score),
      `${scores[STANDARD]!.caught}/${best.windows}`,
      scores[STANDARD]!.falseAlarms,
    ];
    const toScores = ({ scores }: Scored) =>
      Object.fromEntries(names.map((profile) => [profile, round2(scores[profile]!.score)]));

    return {
      table: {
        columns: ['detector', ...names, 'caught', 'false alarms'],
        rows: [
          toRow('ours', own),
          ...Object.entries(simple).map(([name, scored]) => toRow(name, scored)),
          [
            `random, mean of ${RANDOM_SEEDS} seeds`,
            ...names.map((profile) => mean(random.map(({ scores }) => scores[profile]!.score))),
            '',
            mean(random.map(({ scores }) => scores[STANDARD]!.falseAlarms)),
          ],
        ],
        notes: [
          `n = ${series.length} series in ${folders.length} folders with ${best.windows} windows and ${rows} rows; one threshold per detector and profile, the best for these series.`,
          `Ours: 95 % of resampled sets of series score ${interval.map(round1).join('–')}; windows caught ${formatShare(best.caught / Math.max(1, best.windows), best.windows)} (Wilson).`,
          `Threshold from the other half of the series ${round1(otherHalf)}${folders.length > 1 ? `, from the other folders ${round1(otherFolders)}` : ''}, the product's own ${round1(asShipped.score)}.`,
          `Random scores reach ${round1(randomScores.at(-1) ?? 0)}. ${round1(microsecondsPerValue)} µs of processor time per value.`,
          `${skipped} series skipped.`,
          ...notes,
        ],
      },
      result: {
        n: best.windows,
        series: series.length,
        rows,
        score: round2(best.score),
        profiles: toScores(own),
        interval95: interval.map(round2),
        threshold: best.threshold,
        caught: best.caught,
        falseAlarms: best.falseAlarms,
        thresholdFromElsewhere: {
          otherHalf: round2(otherHalf),
          otherFolders: folders.length > 1 ? round2(otherFolders) : null,
          product: round2(asShipped.score),
        },
        baselines: {
          ...Object.fromEntries(Object.entries(simple).map(([name, scored]) => [name, toScores(scored)])),
          random: {
            ...Object.fromEntries(
              names.map((profile) => [
                profile,
                round2(mean(random.map(({ scores }) => scores[profile]!.score))),
              ]),
            ),
            seeds: RANDOM_SEEDS,
            highest: round2(randomScores.at(-1) ?? 0),
          },
        },
        skipped,
        microsecondsPerValue: round1(microsecondsPerValue),
        seconds: round1((performance.now() - started) / 1000),
      },
    };
  },
};

/** The detector sees times and values alone; the windows join its scores afterwards. */
function score(
  series: readonly LabelledSeries[],
  profiles: Readonly<Record<string, Profile>>,
  method: Detect,
): Scored {
  const scored = series.map(({ times, values, windows }) => ({ scores: method({ times, values }), windows }));
  const scores = Object.entries(profiles).map(([name, profile]) => [
    name,
    scoreAtBestThreshold(scored, profile),
  ]);
  return { series: scored, scores: Object.fromEntries(scores) as Record<string, NabScore> };
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
const round1 = (value: number): number => Math.round(value * 10) / 10;
const round2 = (value: number): number => Math.round(value * 100) / 100;
