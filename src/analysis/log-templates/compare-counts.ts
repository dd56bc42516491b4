/**
 * Which log templates say something else than before: counts in a window of trouble against counts in a window before it.
 *
 * The statistic is the signed root of the deviance of two Poisson rates, given their sum (McCullagh and Nelder 1989, ch. 6;
 * Przyborowski and Wilenski 1940), divided by the root of the overdispersion, because lines come in bursts. Traffic as a
 * whole may have changed: the median ratio over the templates of both windows (Anders and Huber, DESeq, 2010) is what
 * counts as no change. Ratios are shrunk with half a line on either side (Jeffreys' prior), so that 1 after 0 is no
 * infinity.
 */
import { median } from 'simple-statistics';
import { formatDuration } from '../format-value.js';
import type { LogLevel } from './log-level.js';

/** One template with its counts; `LogTemplate` has the rest. */
export interface TemplateCount {
  readonly id: number;
  readonly template: string;
  readonly level: LogLevel | null;
  readonly trouble: readonly string[];
  readonly weight: number;
  readonly example: string;
  readonly baseline: number;
  readonly incident: number;
  /** Its own dispersion, where it is known; the comparison's otherwise. */
  readonly dispersion?: number;
  /** Unix seconds of its first line in the incident's window; null when unknown. */
  readonly firstSeen: number | null;
  /** Unix seconds of its lines in both windows, in their order; left out where lines were not timed. */
  readonly times?: readonly number[];
}

export interface CountComparison {
  readonly rows: readonly TemplateCount[];
  readonly baselineSeconds: number;
  readonly incidentSeconds: number;
  /** Variance of counts over their mean in equal stretches of the baseline; 1 for independent lines, which is the least. */
  readonly dispersion: number;
}

export interface LogFinding {
  readonly kind: 'new' | 'surging' | 'vanished';
  readonly template: TemplateCount;
  /** Rate now over rate before, with the change of all logs taken out; shrunk. */
  readonly ratio: number;
  /** Standard deviations of chance that the change amounts to; negative for fewer lines. */
  readonly z: number;
  /** Orders findings: the size of `z`, weighted by how bad the line is. */
  readonly score: number;
  /** In words with numbers, without the template. */
  readonly reason: string;
}

export interface LogComparison {
  /** Highest score first, then by template. */
  readonly findings: readonly LogFinding[];
  /** Rate of all logs now over before, as most templates show it; 1 when there is too little to say. */
  readonly overallRatio: number;
}

/** Normal values exceed it once in 30,000: rare enough for hundreds of templates at once. The detector of series uses it too. */
const THRESHOLD = 4;
/**
 * For lines of trouble that the baseline does not have at all. A single new error is within chance (z ≈ 2 for 1 line in a
 * window a tenth as long as the baseline) and still what a person would want to read.
 */
const NEW_TROUBLE_THRESHOLD = 1.5;
/** Changes by less than this factor are said by the metrics already. */
const MIN_RATIO = 2;
/** A template that the baseline had fewer times cannot vanish. */
const MIN_TO_VANISH = 5;
/** Templates of both windows needed to speak of logs as a whole. */
const MIN_SHARED = 5;
const HALF_A_LINE = 0.5;

export function compareTemplateCounts(comparison: CountComparison): LogComparison {
  const overallRatio = findOverallRatio(comparison);
  const findings: LogFinding[] = [];
  for (const row of comparison.rows) {
    const finding = judge(row, comparison, overallRatio);
    if (finding) findings.push(finding);
  }
  findings.sort((a, b) => b.score - a.score || (a.template.template < b.template.template ? -1 : 1));
  return { findings, overallRatio };
}

function judge(
  row: TemplateCount,
  comparison: CountComparison,
  overallRatio: number,
): LogFinding | undefined {
  const { baselineSeconds, incidentSeconds, dispersion } = comparison;
  const { baseline, incident } = row;
  if (baseline + incident === 0) return undefined;
  // Time in which the incident would have as many lines as the baseline, if nothing had changed.
  const exposure = incidentSeconds * overallRatio;
  const ratio = (incident + HALF_A_LINE) / exposure / ((baseline + HALF_A_LINE) / baselineSeconds);
  const z =
    signedRootDeviance(incident, baseline, exposure / (exposure + baselineSeconds)) /
    Math.sqrt(Math.max(1, row.dispersion ?? dispersion));
  const isNew = baseline === 0;
  const isTrouble = row.weight > 1;
  const least = isNew && isTrouble ? NEW_TROUBLE_THRESHOLD : THRESHOLD;
  if (Math.abs(z) < least) return undefined;
  if (ratio < MIN_RATIO && ratio > 1 / MIN_RATIO) return undefined;
  if (z < 0 && (baseline < MIN_TO_VANISH || incident > 0)) return undefined;
  const kind = z < 0 ? 'vanished' : isNew ? 'new' : 'surging';
  // Silence of an ordinary line matters as much as the line; silence of an error is good news.
  const weight = kind === 'vanished' ? 1 / row.weight : row.weight;
  return {
    kind,
    template: row,
    ratio,
    z,
    score: Math.abs(z) * weight,
    reason: describe(kind, row, comparison, ratio),
  };
}

/** `share` of all lines is expected in the incident. */
function signedRootDeviance(incident: number, baseline: number, share: number): number {
  const total = incident + baseline;
  const part = (count: number, expected: number) => (count === 0 ? 0 : count * Math.log(count / expected));
  const deviance = 2 * (part(incident, total * share) + part(baseline, total * (1 - share)));
  return Math.sign(incident - total * share) * Math.sqrt(Math.max(0, deviance));
}

function findOverallRatio({ rows, baselineSeconds, incidentSeconds }: CountComparison): number {
  const ratios: number[] = [];
  for (const { baseline, incident } of rows) {
    // Few lines in the baseline make any ratio; none in the incident is the answer "it fell to nothing".
    if (baseline >= MIN_TO_VANISH) {
      ratios.push((incident + HALF_A_LINE) / incidentSeconds / ((baseline + HALF_A_LINE) / baselineSeconds));
    }
  }
  return ratios.length < MIN_SHARED ? 1 : median(ratios);
}

function describe(
  kind: LogFinding['kind'],
  { baseline, incident, level }: TemplateCount,
  { baselineSeconds, incidentSeconds }: CountComparison,
  ratio: number,
): string {
  const said = level === 'error' || level === 'fatal' || level === 'warning' ? `, level ${level}` : '';
  const before = formatDuration(baselineSeconds);
  const now = formatDuration(incidentSeconds);
  switch (kind) {
    case 'new':
      return `new: ${times(incident)} in ${now}, never in the ${before} before${said}`;
    case 'surging': {
      const factor = ratio >= 10 ? Math.round(ratio) : Math.round(ratio * 10) / 10;
      return `${factor} times as often: ${times(incident)} in ${now} after ${times(baseline)} in the ${before} before${said}`;
    }
    case 'vanished':
      return `gone: never in ${now}, ${times(baseline)} in the ${before} before${said}`;
  }
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
