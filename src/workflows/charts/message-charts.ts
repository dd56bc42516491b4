/** Which chart messages an incident has, and the measurements behind those that show whether a fix worked. */
import { z } from 'zod';
import type { Evidence, Observation } from '../../incidents/evidence.js';
import type { MetricsSource } from '../../incidents/ports/metrics-source.js';
import { formatComparison, type Expectation } from '../../incidents/runbook.js';
import type { Execution, Proposal } from '../../remediation/proposal.js';
import type { ProposalId } from '../../shared/ids.js';
import { buildVerificationChart } from './verification-chart.js';
import type { IncidentChart } from './incident-chart.js';
import type { IncidentView } from '../reading/incident-view.js';

/** The message with the pictures of what an investigation measured. */
export const SIGNAL_CHARTS = 'signals';
const VERIFICATION = 'verification:';
/** The message with the picture of whether a fix worked. */
export const verificationChart = (id: ProposalId): string => `${VERIFICATION}${id}`;

/** As much before the run as makes the change visible. */
const BEFORE_MS = 10 * 60_000;
const MIN_POINTS = 4;
const QUERY_TIMEOUT_MS = 5_000;

const Measured = z.object({
  verifiedProposal: z.string(),
  points: z.array(z.tuple([z.number(), z.number().nullable()])),
  wanted: z.object({ value: z.number(), text: z.string() }),
  runAt: z.number(),
  title: z.string(),
  verdict: z.string(),
});

/** Only what is unusual is drawn. */
export const hasCharts = (evidence: readonly Evidence[]): boolean =>
  evidence.some(({ kind, isAnomalous }) => (kind === 'signal' || kind === 'forecast') && isAnomalous);

/** What an observation holds of it. */
export type MeasuredVerification = Pick<Observation, 'query' | 'range' | 'data'>;

/** Null when there is nothing to draw: several series, too few samples, or no answer. Never rejects. */
export async function measureVerification(
  source: MetricsSource,
  about: { proposal: Proposal; execution: Execution; expectation: Expectation; verdict: string; now: Date },
  options: { stepSeconds: number; signal: AbortSignal },
): Promise<MeasuredVerification | null> {
  const { proposal, execution, expectation, verdict, now } = about;
  const range = { start: new Date(execution.startedAt.getTime() - BEFORE_MS), end: now };
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(QUERY_TIMEOUT_MS)]);
  try {
    const { stepSeconds } = options;
    const { series } = await source.queryRange(expectation.query, range, { stepSeconds, signal });
    const [only, ...others] = series;
    if (!only || others.length > 0 || only.values.length < MIN_POINTS) return null;
    const data: z.input<typeof Measured> = {
      verifiedProposal: proposal.id,
      points: only.times.map((time, index) => [time, finite(only.values[index])]),
      wanted: { value: expectation.is.value, text: formatComparison(expectation.is) },
      runAt: execution.startedAt.getTime() / 1000,
      title: proposal.title,
      verdict,
    };
    return { query: expectation.query, range, data };
  } catch {
    return null;
  }
}

/** The picture of a verification that was measured; undefined when there is none. */
export function findVerificationChart(view: IncidentView, subjectId: string): IncidentChart | undefined {
  if (!subjectId.startsWith(VERIFICATION)) return undefined;
  for (const { data } of view.evidence.toReversed()) {
    const row = Measured.safeParse(data);
    if (!row.success || row.data.verifiedProposal !== subjectId.slice(VERIFICATION.length)) continue;
    const { points, wanted, runAt, title, verdict } = row.data;
    return buildVerificationChart(view.incident, {
      title: 'Check of the fix',
      unit: 'plain',
      points,
      wanted,
      fix: { at: runAt, label: title },
      verdict,
    });
  }
  return undefined;
}

const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
