/**
 * Plays one incident without a browser and tells it as a story. Only the fault and the click are ours; everything else is
 * watched from outside, in the local Slack and at the shop.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultName } from '../shop/faults.js';
import { startDemoWorld, type DemoWorld } from '../world.js';
import { CHANNEL, until, watchIncident, type IncidentWatch } from './incident-watch.js';
import { headline, linesOf, textOf } from './read-message.js';
import type { Say } from './say.js';

/** In the order in which they press the button; the second only where one is not enough. */
const APPROVERS = [
  { id: 'U0ALICE', name: 'alice' },
  { id: 'U0BOB', name: 'bob' },
] as const;
/** How long the shop runs healthily first, so that there is something to compare with. */
const BASELINE_MS = 12_000;
/** A machine busy with starting everything can look ill to its own monitoring for a moment. */
const CALM_TIMEOUT_MS = 60_000;

export interface StoryResult {
  readonly fault: FaultName;
  readonly resolved: boolean;
  /** Names, in the order of their clicks. */
  readonly approvedBy: string;
  /** From the alert's firing to the thread's first message; likewise the others. */
  readonly timeToThreadMs: number | null;
  readonly timeToEvidenceMs: number | null;
  /** To the first message with pictures. */
  readonly timeToChartMs: number | null;
  /** The service that the evidence names first. */
  readonly suspect: string | null;
  /** Whether the fault lies there. */
  readonly isRightService: boolean;
  /** Calls of fix endpoints, counted at the shop. */
  readonly executions: number;
  readonly verified: boolean;
}

/** Null when it did not get to its end; why is on standard error then. */
export async function playIncident(fault: FaultName, say: Say): Promise<StoryResult | null> {
  say('Starting a shop of six services, its monitoring, a local Slack and Firewatch.');
  const world = await startDemoWorld({ port: 0 });
  say('Firewatch is ready. The shop serves its customers; nothing is wrong yet.');
  try {
    return await play(world, say, fault);
  } catch (error) {
    process.stderr.write(`${String(error)}\nThe bot's last words:\n${tail(world.logFile)}\n`);
    return null;
  } finally {
    await world.stop();
  }
}

/** Whether the fix that was approved, and nothing else, ended the incident. */
export const isHappyEnd = ({ resolved, verified, executions }: StoryResult): boolean =>
  resolved && verified && executions === 1;

async function play(world: DemoWorld, say: Say, faultName: FaultName): Promise<StoryResult> {
  const watch = watchIncident(world);
  await sleep(BASELINE_MS);
  await until('the shop to be calm', () => (watch.isCalm() ? true : undefined), CALM_TIMEOUT_MS);
  watch.forgetEarlier();
  const fault = world.shop.faults.inject(faultName);
  say(`FAULT  ${fault.title}.`);

  const insight = await watchInsight(watch, say);
  const suspect = await until('the evidence to name a service', watch.suspect);
  const fix = await decide(world, watch, say);
  return {
    fault: faultName,
    resolved: true,
    ...insight,
    suspect,
    isRightService: suspect === fault.service,
    ...fix,
  };
}

async function watchInsight(watch: IncidentWatch, say: Say) {
  const alert = await until('an alert to fire', watch.firingAlert);
  const firedAt = Date.now();
  say(`ALERT  ${alert} fires.`);
  const card = await until('the incident thread', watch.card);
  const timeToThreadMs = Date.now() - firedAt;
  say(`THREAD ${headline(card)}`);

  const evidence = await until('the evidence', watch.evidence);
  const timeToEvidenceMs = Date.now() - firedAt;
  say('EVIDENCE', beginningOf(evidence));

  const chart = await until('a chart', watch.chart);
  const timeToChartMs = Date.now() - firedAt;
  say('CHART', linesOf(chart).slice(0, 3));
  return { timeToThreadMs, timeToEvidenceMs, timeToChartMs };
}

/** The first lines, up to the last that cites evidence: a heading whose lines are cut off says nothing. */
function beginningOf(evidence: Parameters<typeof linesOf>[0]): readonly string[] {
  const lines = linesOf(evidence).slice(0, 9);
  const last = lines.findLastIndex((line) => /\(E\d/.test(line));
  return last < 0 ? lines : lines.slice(0, last + 1);
}

async function decide({ slack, shop }: DemoWorld, watch: IncidentWatch, say: Say) {
  const proposal = await until('a proposed fix', watch.approvable);
  const {
    message: { ts },
    actionId,
  } = proposal;
  say('PROPOSAL', linesOf(proposal.message).slice(0, 9));

  const wanted = Number(/Needs (\d) people/.exec(textOf(proposal.message))?.[1] ?? 1);
  const approvers = APPROVERS.slice(0, wanted);
  for (const { id: user, name } of approvers) {
    const click = await slack.control.people.click({ user, channel: CHANNEL, ts, actionId });
    if (!click.ok) throw new Error(`The click was refused: ${click.message}`);
    say(`APPROVE ${name} presses the button.`);
  }

  const outcome = await until('the verification', () => watch.ended(ts));
  say('OUTCOME', linesOf(outcome).slice(0, 6));

  const resolved = await until('the incident to resolve', watch.resolvedCard);
  say(`RESOLVED ${headline(resolved)}`);
  const isVerified = /verified/i.test(textOf(outcome)) && !/not verified/i.test(textOf(outcome));
  const approvedBy = approvers.map(({ name }) => name).join(', ');
  return { approvedBy, executions: shop.fixCalls().length, verified: isVerified };
}

function tail(path: string): string {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(-15).join('\n');
  } catch {
    return '(none)';
  }
}
