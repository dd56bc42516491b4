/** Takes up a run where it was interrupted, or begins it. */
import type { Evidence, Observation } from '../../incidents/evidence.js';
import type { Redactor } from '../../privacy/redactor.js';
import type { Logger } from '../../observability/logger.js';
import type { RunJournal, RunStep, Spending } from '../ports.js';
import { PROMPT_VERSION } from '../system-prompt.js';
import { createMemoryJournal } from './memory-journal.js';
import { isRunStep } from './stored-step.js';
import { createToolMemory, type ToolMemory } from './tool-memory.js';
import { isLost, lostTools, NOTHING_USED, untold, type UsedBefore } from './used-before.js';

export interface ResumeDeps {
  /** Left out where the run need not outlive the process. */
  readonly journal?: RunJournal;
  readonly spending: Pick<Spending, 'made'>;
  readonly tools: readonly { readonly name: string }[];
  readonly recordEvidence: (observation: Observation) => Promise<Evidence>;
  readonly redactor: Pick<Redactor, 'redact'>;
  /** Hears of all that the tools of this run filed, before the interruption too. */
  readonly onEvidence: (evidence: Evidence) => void;
  /** Ids of what the run has proposed so far; what it had proposed before is added. */
  readonly proposed: string[];
  readonly log: Logger;
}

export interface ResumedRun {
  readonly journal: RunJournal;
  /** Those before the interruption; empty for a new run. */
  readonly steps: readonly RunStep[];
  readonly used: UsedBefore;
  readonly memory: ToolMemory;
}

/** Rejects when the store fails. */
export async function resumeRun(deps: ResumeDeps): Promise<ResumedRun> {
  const { redactor, onEvidence, proposed, spending, log } = deps;
  const journal = telling(deps.journal ?? createMemoryJournal(deps.recordEvidence), onEvidence);
  const stored = await journal.read();
  const all = stored.map((step) => (isRunStep(step) ? step : null));
  for (const step of all) {
    if (step?.kind !== 'tool') continue;
    proposed.push(...step.proposed.filter((id) => !proposed.includes(id)));
  }
  const steps = toGoOnFrom(all, log);
  const lost = lostTools(steps, new Set(deps.tools.map(({ name }) => name)));
  for (const step of lost) await journal.append(step);
  const used: UsedBefore = {
    seconds: stored.length === 0 ? 0 : await journal.secondsSoFar(),
    toolCalls: lost.length + all.filter((step) => step !== null && isLost(step)).length,
    ...untold((await spending.made?.()) ?? NOTHING_USED, steps),
  };
  const memory = await createToolMemory({ journal, redactor, proposed: () => proposed }, steps);
  return { journal, steps, used, memory };
}

/**
 * From the last beginning, where that was under this prompt and nothing after it is damaged; else from nothing. Answers to
 * another version's prompt fit neither this one nor the accuracy that is counted for it.
 */
function toGoOnFrom(all: readonly (RunStep | null)[], log: Logger): readonly RunStep[] {
  const begin = all.findLastIndex((step) => step?.kind === 'start');
  if (all.lastIndexOf(null) > begin) {
    log.warn({ steps: all.length }, 'a stored step of a run cannot be read; the run begins anew');
    return [];
  }
  const [start, ...others] = all.slice(Math.max(0, begin)).flatMap((step) => step ?? []);
  return start?.kind === 'start' && start.promptVersion === PROMPT_VERSION ? [start, ...others] : [];
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
