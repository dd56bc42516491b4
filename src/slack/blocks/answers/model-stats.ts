/** The part of `/incident stats` about analyses: what they cost, how often they are right, and what their confidence is worth. */
import { describeMoney, formatUsd } from '../../../shared/model-cost.js';
import { formatPercent } from '../../../shared/text.js';
import {
  RULES_AUTHOR,
  UNKNOWN_VERSION,
  type AuthorRecord,
  type Calibration,
  type Drift,
  type ModelStats,
} from '../../../workflows/knowledge/stats-answer.js';
import { bold, glue, label, paragraph, plain, type Block, type Line } from '../kit/block-kit.js';
import { count, formatSpentTime } from '../kit/words.js';

/** Below this a share is a rumour. */
const FEW = 5;
/** More than these are old versions of which hardly anything is left in the period. */
const MAX_AUTHORS = 4;
/** Brier scores closer to each other than this say the same. */
const SAME_BRIER = 0.01;

export function costOfModels({ spent }: ModelStats): Line {
  const { calls, inputTokens, cachedTokens, outputTokens } = spent;
  if (calls === 0) return [label('Model'), glue('not used')];
  const cached =
    cachedTokens === 0 ? '' : `, ${formatPercent(cachedTokens / inputTokens)} of the prompts cached`;
  const money = describeMoney({ ...spent, modelCalls: calls });
  return [
    label('Model'),
    glue(`${money}, ${count(calls, 'request')}, ${count(inputTokens + outputTokens, 'token')}${cached}`),
  ];
}

export function authorBlocks({ authors }: ModelStats): readonly Block[] {
  if (authors.length === 0) return [];
  return [
    paragraph([bold('Analyses, by who wrote them')]),
    ...authors.slice(0, MAX_AUTHORS).map((record) => paragraph(...authorLines(record))),
  ];
}

function authorLines(record: AuthorRecord): readonly Line[] {
  const { author, cases, medianDurationMs, meanCostUsd, calibration, drift } = record;
  const { model, version } = author;
  const kind = model === RULES_AUTHOR ? 'version' : 'prompt';
  const each = [
    formatSpentTime(medianDurationMs),
    ...(meanCostUsd === null || model === RULES_AUTHOR ? [] : [formatUsd(meanCostUsd)]),
  ].join(' and ');
  return [
    [
      bold(model === RULES_AUTHOR ? 'Rules' : model, 80),
      ...(version === UNKNOWN_VERSION ? [] : [glue(`, ${kind} `), plain(version, 40)]),
      glue(` · ${count(cases, 'analysis')}, usually ${each}`),
    ],
    [label('Right'), glue(rightOf(record))],
    ...(calibration.n < FEW ? [] : [[label('Confidence'), glue(confidenceOf(calibration))]]),
    [label('Lately'), glue(driftOf(drift))],
  ];
}

function rightOf({ calibration, abstained, unlabelled, fromWords }: AuthorRecord): string {
  const { n, right, accuracy, interval } = calibration;
  const share =
    n < FEW || accuracy === null || interval === null
      ? ''
      : ` (${formatPercent(accuracy)}, likely between ${formatPercent(interval[0])} and ${formatPercent(interval[1])})`;
  const judged = n === 0 ? 'nobody has said of one' : `${right} of ${n}${share}`;
  return [
    judged,
    ...(fromWords === 0 ? [] : [`${fromWords} of them read out of people’s words`]),
    ...(abstained === 0 ? [] : [`${abstained} could not tell`]),
    ...(unlabelled === 0 || n === 0 ? [] : [`${unlabelled} not judged`]),
  ].join(' · ');
}

function confidenceOf({ meanConfidence, accuracy, brier, baselineBrier }: Calibration): string {
  if (meanConfidence === null || accuracy === null || brier === null || baselineBrier === null)
    return 'unknown';
  const worth =
    brier < baselineBrier - SAME_BRIER
      ? 'better than'
      : brier > baselineBrier + SAME_BRIER
        ? 'worse than'
        : 'no better than';
  return `${formatPercent(meanConfidence)} on average · Brier score ${brier.toFixed(2)}, ${worth} always saying ${formatPercent(accuracy)} (${baselineBrier.toFixed(2)})`;
}

function driftOf(drift: Drift): string {
  if (drift.verdict === 'too few') return `too few judged cases to compare (${drift.n} of ${drift.needed})`;
  const { verdict, recent, earlier, p } = drift;
  const shares = `${shareOf(recent)} of the last ${recent.n}, ${shareOf(earlier)} of the ${earlier.n} before`;
  if (verdict === 'steady') return `as good as before: ${shares}`;
  return `${verdict === 'worse' ? '⚠️ worse' : 'better'} than before: ${shares} (p ${p < 0.001 ? 'under 0.001' : p.toFixed(3)})`;
}

const shareOf = ({ right, n }: { readonly right: number; readonly n: number }) => formatPercent(right / n);
