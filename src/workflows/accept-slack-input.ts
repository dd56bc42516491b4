/** Stores what a person did in Slack before Slack is told that we have it. */
import { jobFor } from './slack-input.js';
import type { Store } from './transaction.js';
import type { SlackInput } from './use-cases.js';

/** Resolves after the commit; a redelivery of the same input changes nothing. */
export async function acceptSlackInput(deps: { store: Store }, input: SlackInput): Promise<void> {
  const options = { isUrgent: true }; // Slack shows an error after three seconds
  await deps.store.transaction(async (tx) => {
    if (await tx.slackInputs.accept(input)) await tx.jobs.send(jobFor(input), { inputId: input.id });
  }, options);
}

/** Runs `handle` on a stored input unless that was done already; it may run again after a crash in the middle. */
export async function handleSlackInput(
  deps: { store: Store; handle: (input: SlackInput) => Promise<void> },
  inputId: string,
): Promise<void> {
  const input = await deps.store.transaction((tx) => tx.slackInputs.take(inputId));
  if (!input) return;
  await deps.handle(input);
  await deps.store.transaction((tx) => tx.slackInputs.markHandled(inputId));
}
