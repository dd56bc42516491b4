/** What a run used before it was interrupted, so that a limit holds however often it begins again. */
import type { RequestsMade, RunStep } from '../ports.js';

/** The requests are those that no step tells of: what a step tells counts when it is played again. */
export interface UsedBefore extends RequestsMade {
  /** Of the run's time, since its first step. */
  readonly seconds: number;
  /** Runs of tools whose answers were lost. */
  readonly toolCalls: number;
}

export const NOTHING_USED: UsedBefore = {
  seconds: 0,
  requests: 0,
  inputTokens: 0,
  outputTokens: 0,
  toolCalls: 0,
};

/** What was made beyond what these steps tell of; never less than nothing. */
export function untold(made: RequestsMade, steps: readonly RunStep[]): RequestsMade {
  const left = { ...made };
  for (const step of steps) {
    if (step.kind !== 'model') continue;
    left.requests -= step.requests;
    left.inputTokens -= step.inputTokens;
    left.outputTokens -= step.outputTokens;
  }
  return {
    requests: Math.max(0, left.requests),
    inputTokens: Math.max(0, left.inputTokens),
    outputTokens: Math.max(0, left.outputTokens),
  };
}

/** No question has it. */
const LOST_KEY = '';

/** The tools that may have been running when the process ended: a step for each, because it counts and was for nothing. */
export function lostTools(steps: readonly RunStep[], tools: ReadonlySet<string>): readonly RunStep[] {
  const last = steps.findLastIndex(({ kind }) => kind === 'model');
  const turn = steps[last];
  if (turn?.kind !== 'model') return [];
  const asked = turn.answer.calls.filter(({ name }) => tools.has(name)).map(({ name }) => name);
  for (const step of steps.slice(last)) {
    if (step.kind !== 'tool' || isLost(step)) continue;
    const at = asked.indexOf(step.name);
    if (at >= 0) asked.splice(at, 1);
  }
  return asked.map((name) => ({
    kind: 'tool',
    name,
    key: LOST_KEY,
    answer: { status: 'error', text: 'Firewatch was restarted while this ran.', evidenceId: null },
    proposed: [],
  }));
}

export function isLost(step: RunStep): boolean {
  return step.kind === 'tool' && step.key === LOST_KEY;
}
