/** The first message of a run: the same after a restart as before it, so that what the model answered still fits to it. */
import type { Redactor } from '../../privacy/redactor.js';
import { StoreFailedError } from '../model-error.js';
import type { RunJournal, RunStep } from '../ports.js';
import { PROMPT_VERSION } from '../system-prompt.js';

export interface FirstMessageDeps {
  readonly journal: Pick<RunJournal, 'append'>;
  /** Those of the run before it was interrupted; empty for a new one. */
  readonly steps: readonly RunStep[];
  readonly redactor: Pick<Redactor, 'redact'>;
}

/** Keeps the briefing, or gives the one that was kept. */
export async function firstMessage(
  { journal, steps, redactor }: FirstMessageDeps,
  briefing: string,
): Promise<string> {
  // After a restart too: placeholders can be put back only by who has seen what they stand for.
  const { text } = redactor.redact(briefing);
  const started = steps.find((step) => step.kind === 'start');
  if (started) return started.briefing;
  await journal
    .append({ kind: 'start', briefing: text, promptVersion: PROMPT_VERSION })
    .catch((error: unknown) => {
      throw new StoreFailedError(error);
    });
  return text;
}
