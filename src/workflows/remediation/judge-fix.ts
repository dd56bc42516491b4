/** Measures what a fix is verified by until it holds or its time is over. */
import type { MetricsSource } from '../../incidents/ports/metrics-source.js';
import type { Expectation } from '../../incidents/runbook.js';
import {
  formatExpectation,
  formatMeasured,
  readExpectation,
  type Reading,
} from '../../remediation/expectation.js';
import type { Execution, Proposal } from '../../remediation/proposal.js';
import { sleep } from '../../shared/clock.js';
import { errorMessage } from '../../shared/errors.js';
import type { VerifyDeps } from './verify-deps.js';

export interface Verdict {
  readonly isVerified: boolean;
  readonly text: string;
}

export async function judge(
  deps: VerifyDeps,
  proposal: Proposal,
  execution: Execution,
  signal: AbortSignal,
): Promise<Verdict> {
  const { verification } = proposal;
  if (!verification) {
    return {
      isVerified: false,
      text: 'It ran, but the runbook names nothing to verify it by. Check it by hand.',
    };
  }
  if (!deps.metricsSource) {
    return {
      isVerified: false,
      text: 'It ran, but there is no metrics backend to verify it with. Check it by hand.',
    };
  }
  /** Seconds after the run. */
  let metSince: number | undefined;
  let last: Reading = { isMet: false, value: null };
  let problem = '';
  for (;;) {
    try {
      last = await measure(deps, deps.metricsSource, verification, signal);
      problem = '';
    } catch (error) {
      last = { isMet: false, value: null };
      problem = ` The last query failed: ${errorMessage(error)}`;
    }
    signal.throwIfAborted();
    const now = await elapsedSeconds(deps, execution);
    metSince = last.isMet ? (metSince ?? now) : undefined;
    if (metSince !== undefined && now - metSince >= verification.forSeconds) {
      return {
        isVerified: true,
        text: `Verified after ${Math.round(now)} s: measured ${formatMeasured(last.value)}, wanted ${formatExpectation(verification)}.`,
      };
    }
    // A reading that is met at the deadline may still complete its hold time; one that is not has failed.
    if (now >= verification.withinSeconds && metSince === undefined) {
      return {
        isVerified: false,
        text: `Not verified: measured ${formatMeasured(last.value)}, wanted ${formatExpectation(verification)}.${problem}`,
      };
    }
    await sleep(deps.settings.verifyEverySeconds * 1000, signal);
  }
}

/** By the database, which also wrote when it ran; our own clock may differ from it. */
async function elapsedSeconds(deps: VerifyDeps, { id }: Execution): Promise<number> {
  const seconds = await deps.store.transaction((tx) => tx.executions.elapsedSeconds(id));
  if (seconds === undefined) throw new Error('An execution that had ended is running again.');
  return seconds;
}

async function measure(
  deps: VerifyDeps,
  source: MetricsSource,
  expectation: Expectation,
  signal: AbortSignal,
): Promise<Reading> {
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(deps.settings.queryTimeoutMs)]);
  const answer = await source.queryInstant(expectation.query, { signal: timeout });
  // A warning tells that samples were left out, such as NaN: what is missing may be what is still broken.
  if (answer.isPartial || answer.warnings.length > 0) return { isMet: false, value: null };
  return readExpectation(expectation, answer.series);
}
