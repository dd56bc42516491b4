/** Takes up a run where it was interrupted, or begins it. */
import type { Evidence, Observation } from '../../incidents/evidence.js';
import type { Redactor } from '../../privacy/redactor.js';
import type { RunJournal, RunStep } from '../ports.js';
import { PROMPT_VERSION } from '../system-prompt.js';
import { createMemoryJournal } from './memory-journal.js';
import { createToolMemory, type ToolMemory } from './tool-memory.js';

export interface ResumeDeps {
  /** Left out where the run need not outlive the process. */
  readonly journal?: RunJournal;
  readonly recordEvidence: (observation: Observation) => Promise<Evidence>;
  readonly redactor: Pick<Redactor, 'redact'>;
  /** Hears of all that the tools of this run filed, before the interruption too. */
  readonly onEvidence: (evidence: Evidence) => void;
  /** Ids of what the run has proposed so far; what it had proposed before is added. */
  readonly proposed: string[];
}

export interface ResumedRun {
  readonly journal: RunJournal;
  /** Those before the interruption; empty for a new run. */
  readonly steps: readonly RunStep[];
  readonly memory: ToolMemory;
}

/** Rejects when the store fails. */
export async function resumeRun(deps: ResumeDeps): Promise<ResumedRun> {
  const { redactor, onEvidence, proposed } = deps;
  const journal = telling(deps.journal ?? createMemoryJournal(deps.recordEvidence), onEvidence);
  const all = await journal.read();
  for (const step of all) {
    if (step.kind !== 'tool') continue;
    proposed.push(...step.proposed.filter((id) => !proposed.includes(id)));
  }
  const steps = underThisPrompt(all);
  const memory = await createToolMemory({ journal, redactor, proposed: () => proposed }, steps);
  return { journal, steps, memory };
}

/** A newer version of Firewatch begins anew: old answers fit neither its prompt nor the accuracy that is counted for it. */
function underThisPrompt(steps: readonly RunStep[]): readonly RunStep[] {
  const begin = steps.findLastIndex(({ kind }) => kind === 'start');
  const start = steps[begin];
  return start?.kind === 'start' && start.promptVersion === PROMPT_VERSION ? steps.slice(begin) : [];
}

function telling(journal: RunJournal, onEvidence: ResumeDeps['onEvidence']): RunJournal {
  return {
    ...journal,
    async file(observation, stepOf) {
      const evidence = await journal.file(observation, stepOf);
      onEvidence(evidence);
      return evidence;
    },
    async evidence(ids) {
      const found = await journal.evidence(ids);
      found.forEach(onEvidence);
      return found;
    },
  };
}
