/** A journal for runs that need not outlive the process, and for playing a recorded run again. */
import type { Evidence, Observation } from '../../incidents/evidence.js';
import type { RunJournal, RunStep } from '../ports.js';

export interface MemoryJournal extends RunJournal {
  /** Everything that was read or appended, in order. */
  readonly steps: readonly RunStep[];
}

export interface RecordedRun {
  readonly steps: readonly RunStep[];
  /** What its tools filed. */
  readonly evidence: readonly Evidence[];
}

/** @param recorded a run to play again: what it answered is not asked anew, and it goes on where its steps end. */
export function createMemoryJournal(
  recordEvidence: (observation: Observation) => Promise<Evidence>,
  recorded: RecordedRun = { steps: [], evidence: [] },
): MemoryJournal {
  const steps = [...recorded.steps];
  let beganAt: number | undefined;
  const known = new Map(recorded.evidence.map((item) => [item.id, item]));
  return {
    steps,
    read: () => Promise.resolve([...steps]),
    secondsSoFar: () => Promise.resolve(beganAt === undefined ? 0 : (performance.now() - beganAt) / 1000),
    append(step) {
      beganAt ??= performance.now();
      steps.push(step);
      return Promise.resolve();
    },
    async file(observation, stepOf) {
      const evidence = await recordEvidence(observation);
      known.set(evidence.id, evidence);
      steps.push(stepOf(evidence));
      return evidence;
    },
    evidence: (ids) => Promise.resolve(ids.flatMap((id) => known.get(id) ?? [])),
  };
}
