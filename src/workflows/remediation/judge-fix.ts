/** Measures what a fix is verified by until it holds or its time is over. */
import type { MetricsSource } from '../../incidents/ports/metrics-source.js';
import type { Expectation } from '../../incidents/runbook.js';
import {
  formatExpectation,
  formatMeasured,
  readExpectation,
  type Reading,
} from '../../remediation/expectation.js';
import type { RefusalCode } from '../../remediation/policy/refusal.js';
import type { Execution, Proposal } from '../../remediation/proposal.js';
import { sleep } from '../../shared/clock.js';
import { errorMessage } from '../../shared/errors.js';
import { askTarget } from './ask-target.js';
import type { VerifyDeps } from './verify-deps.js';

export interface Verdict {
  readonly isVerified: boolean;
  /** Whether it was seen; false where there was nothing to look at or no answer. */
  readonly isMeasured: boolean;
  readonly text: string;
  /** Why it was not even looked at. */
  readonly code?: RefusalCode;
}

export async function judge(
  deps: VerifyDeps,
  proposal: Proposal,
  execution: Execution,
  signal: AbortSignal,
): Promise<Verdict> {
  const { verification } = proposal;
  const canCheck = (await askTarget(deps, proposal, execution, signal)) !== undefined;
  if (!verification && !canCheck) {
    return {
      isVerified: false,
      isMeasured: false,
      text:
        proposal.undoes === null
          ? 'It ran, but the runbook names nothing to verify it by. Check it by hand.'
          : 'It ran; whether it was taken back has to be looked up by hand.',
    };
  }
  if (verification && !deps.metricsSource) {
    return {
      isVerified: false,
      isMeasured: false,
      text: 'It ran, but there is no metrics backend to verify it with. Check it by hand.',
    };
  }
  const { withinSeconds, forSeconds } = verification ?? TARGET_ALONE;
  /** Seconds after the run. */
  let metSince: number | undefined;
  for (;;) {
    const look = await lookOnce(deps, proposal, execution, signal);
    signal.throwIfAborted();
    const now = await elapsedSeconds(deps, execution);
    metSince = look.isMet ? (metSince ?? now) : undefined;
    if (metSince !== undefined && now - metSince >= forSeconds)
      return {
        isVerified: true,
        isMeasured: true,
        text: `Verified after ${Math.round(now)} s: ${look.text}.`,
      };
    // A reading that is met at the deadline may still complete its hold time; one that is not has failed.
    if (now >= withinSeconds && metSince === undefined)
      return {
        isVerified: false,
        isMeasured: look.isSeen,
        text: `Not verified: ${look.text}.${look.problem}`,
      };
    await sleep(deps.settings.verifyEverySeconds * 1000, signal);
  }
}

/** Without an expectation of the runbook's, what the target says of itself has to hold that soon; a rollout takes minutes. */
const TARGET_ALONE = { withinSeconds: 300, forSeconds: 0 };

interface Look {
  readonly isMet: boolean;
  /** False when nothing answered: then nobody knows. */
  readonly isSeen: boolean;
  /** `measured 0.01, wanted < 0.02 …; 3 of 3 replicas run the new revision`. */
  readonly text: string;
  readonly problem: string;
}

/** The target and the measure together; both must hold where there are both. */
async function lookOnce(
  deps: VerifyDeps,
  proposal: Proposal,
  execution: Execution,
  signal: AbortSignal,
): Promise<Look> {
  const target = await askTarget(deps, proposal, execution, signal);
  const { verification } = proposal;
  if (!verification || !deps.metricsSource)
    return {
      isMet: target?.isReached ?? false,
      isSeen: target !== undefined && !target.isSilent,
      text: target?.text ?? 'the target says nothing',
      problem: '',
    };
  let reading: Reading = { isMet: false, value: null };
  let problem = '';
  try {
    reading = await measure(deps, deps.metricsSource, verification, { signal });
  } catch (error) {
    problem = ` The last query failed: ${errorMessage(error)}`;
  }
  const measured = `measured ${formatMeasured(reading.value)}, wanted ${formatExpectation(verification)}`;
  return {
    isMet: reading.isMet && (target?.isReached ?? true),
    isSeen: reading.value !== null && !target?.isSilent,
    text: target ? `${measured}; ${target.text}` : measured,
    problem,
  };
}

/**
 * Whether what it is verified by was measured, and not met, as it began: what was well already says nothing about a fix, and
 * nor does a target that came to what was asked of it. No answer counts as no.
 */
export async function wasNeeded(
  deps: VerifyDeps,
  { verification, id }: Proposal,
  { startedAt }: Execution,
  signal: AbortSignal,
): Promise<boolean> {
  if (!verification || !deps.metricsSource) return false;
  try {
    const before = await measure(deps, deps.metricsSource, verification, { signal, at: startedAt });
    return before.value !== null && !before.isMet;
  } catch (error) {
    deps.log.warn({ err: error, proposalId: id }, 'whether a fix was needed could not be measured');
    return false;
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
  { signal, at }: { readonly signal: AbortSignal; readonly at?: Date },
): Promise<Reading> {
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(deps.settings.queryTimeoutMs)]);
  const answer = await source.queryInstant(expectation.query, { signal: timeout, ...(at && { at }) });
  // A warning tells that samples were left out, such as NaN: what is missing may be what is still broken.
  if (answer.isPartial || answer.warnings.length > 0) return { isMet: false, value: null };
  return readExpectation(expectation, answer.series);
}
