/** Checks that an executed fix worked, by the expectation fixed before the approval. Only this may call it a success. */
import type { Observation } from '../../incidents/evidence.js';
import { FIREWATCH, incidentLabel, type Incident } from '../../incidents/incident.js';
import type { MetricsSource } from '../../incidents/ports/metrics-source.js';
import type { Expectation } from '../../incidents/runbook.js';
import { canTransition, transition } from '../../incidents/state-machine.js';
import type { TimelineKind } from '../../incidents/timeline.js';
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import {
  formatExpectation,
  formatMeasured,
  readExpectation,
  type Reading,
} from '../../remediation/expectation.js';
import type { Execution, Proposal } from '../../remediation/proposal.js';
import { sleep, type Clock } from '../../shared/clock.js';
import { errorMessage } from '../../shared/errors.js';
import type { ProposalId } from '../../shared/ids.js';
import { lockHome } from '../known-incident.js';
import { measureVerification, verificationChart } from '../charts/message-charts.js';
import { moveProposal } from './move-proposal.js';
import { requestInvestigation } from '../investigation/request-investigation.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store, Transaction } from '../transaction.js';

export interface VerifyDeps {
  readonly store: Store;
  /** Null when no metrics backend is configured. */
  readonly metricsSource: MetricsSource | null;
  readonly clock: Clock;
  readonly settings: Pick<
    WorkflowSettings,
    'verifyEverySeconds' | 'queryTimeoutMs' | 'settleSeconds' | 'stepSeconds'
  >;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'proposals'>;
}

type Measured = NonNullable<Awaited<ReturnType<typeof measureVerification>>>;

interface Verdict {
  readonly isVerified: boolean;
  readonly text: string;
}

/** Throws when `signal` aborts before a verdict, so that the job is delivered again and the window goes on. */
export async function verifyProposal(deps: VerifyDeps, id: ProposalId, signal: AbortSignal): Promise<void> {
  const found = await deps.store.transaction(async (tx) => {
    const proposal = await tx.proposals.get(id);
    return { proposal, execution: proposal && (await tx.executions.ofProposal(proposal.id)) };
  });
  const { proposal, execution } = found;
  if (proposal?.status !== 'verifying' || !execution?.finishedAt) return;
  const verdict = await judge(deps, proposal, execution, signal);
  const measured = await measureOverTime(deps, proposal, execution, verdict, signal);
  await conclude(deps, proposal, verdict, measured);
}

/** What it is verified by, over time, for a picture; null when there is nothing to draw. */
async function measureOverTime(
  { metricsSource, clock, settings }: VerifyDeps,
  proposal: Proposal,
  execution: Execution,
  { text: verdict }: Verdict,
  signal: AbortSignal,
): Promise<Measured | null> {
  const { verification: expectation } = proposal;
  if (!expectation || !metricsSource) return null;
  const about = { proposal, execution, expectation, verdict, now: clock.now() };
  return measureVerification(metricsSource, about, { stepSeconds: settings.stepSeconds, signal });
}

async function judge(
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

async function conclude(
  deps: VerifyDeps,
  proposal: Proposal,
  verdict: Verdict,
  measured: Measured | null,
): Promise<void> {
  await deps.store.transaction(async (tx) => {
    // Nobody merges it meanwhile.
    await tx.incidents.lockGrouping();
    const incident = await tx.incidents.lock(proposal.incidentId);
    const moved = await moveProposal(deps, tx, proposal, {
      from: 'verifying',
      to: verdict.isVerified ? 'verified' : 'unverified',
      actor: FIREWATCH,
      kind: verdict.isVerified ? 'verification.passed' : 'verification.failed',
      text: verdict.text,
      outcome: verdict.text,
    });
    if (!moved || !incident) return;
    if (measured) {
      const observation: Observation = {
        kind: 'tool_result',
        service: incident.service,
        statement: `${proposal.title}: ${verdict.text}`,
        why: 'It tells whether the fix worked.',
        source: 'prometheus',
        isAnomalous: !verdict.isVerified,
        ...measured,
      };
      await tx.evidence.add(incident.id, [observation]);
      const subjectId = verificationChart(proposal.id);
      await tx.notifier.touch({ kind: 'chart', incidentId: incident.id, subjectId });
    }
    await followUp(deps, tx, incident, proposal, verdict);
  });
}

/** The alerts of a merged incident are in the other by now, and so is the work. */
async function followUp(
  deps: VerifyDeps,
  tx: Transaction,
  incident: Incident,
  proposal: Proposal,
  { isVerified }: Verdict,
): Promise<void> {
  const home = await lockHome(tx, incident);
  const isElsewhere = home.id !== incident.id;
  const fix = isElsewhere ? `The fix of ${incidentLabel(incident)}` : 'The fix';
  const tell = (kind: TimelineKind, text: string) => {
    const entry = { incidentId: home.id, kind, actor: FIREWATCH, text };
    // Its card is in the other thread.
    return isElsewhere ? sayInThread(tx, entry) : tx.timeline.append(entry);
  };
  if (home.status === 'resolved' && isElsewhere) return;
  if (!isVerified) {
    if (isElsewhere) await tell('note', `${fix} did not work: ${proposal.title}.`);
    return requestInvestigation(tx, home.id, 'the fix did not work');
  }
  // Its alerts need a while to notice; what still fires then is another trouble.
  await requestInvestigation(tx, home.id, 'the fix worked', deps.settings.settleSeconds);
  if (!canTransition(home.status, 'mitigate')) return;
  await tx.incidents.save(transition(home, 'mitigate', FIREWATCH, deps.clock.now()));
  await tell('incident.mitigated', `${fix} worked: ${proposal.title}.`);
  await tx.notifier.touch({ kind: 'incident_card', incidentId: home.id, subjectId: null });
}
