import { expect, test } from '@jest/globals';
import type { JobHandlers } from '../../src/jobs/queue.js';
import { acceptSlackInput, handleSlackInput } from '../../src/workflows/accept-slack-input.js';
import { housekeeping } from '../../src/workflows/housekeeping.js';
import type { ActionInput, SlackInput } from '../../src/workflows/slack-input.js';
import type { Store } from '../../src/workflows/transaction.js';
import { describeOnOneDatabase, type TestDatabase } from '../helpers/every-database.js';
import { createWorkflowDeps } from '../helpers/workflow-deps.js';

const click = (id: string, more: Partial<ActionInput> = {}): ActionInput => ({
  kind: 'action',
  id,
  userId: 'U0ALICE',
  channelId: 'C1',
  messageTs: '1.1',
  threadTs: null,
  viewId: null,
  actionId: 'incident.resolve',
  value: 'x',
  responseUrl: null,
  modalId: null,
  ...more,
});
const decision = click('decision', { actionId: 'proposal.approve', isDecision: true });
const OTHERS: readonly SlackInput[] = [
  ...[1, 2, 3, 4, 5, 6].map((number) => click(`click-${number}`)),
  { kind: 'view', id: 'view', userId: 'U1', callbackId: 'c', viewId: 'V1', metadata: '', values: {} },
  {
    kind: 'event',
    id: 'event',
    userId: 'U1',
    sameAs: null,
    event: { type: 'member_joined', channelId: 'C1' },
  },
];

/** Runs `handle` for every input, whichever job brings it; the names of the jobs are collected. */
async function work({ jobs, store }: TestDatabase, handle: (input: SlackInput) => Promise<void>) {
  const names = new Set<string>();
  const nothing = () => Promise.resolve();
  const run =
    (name: string) =>
    async ({ inputId }: { inputId: string }) => {
      names.add(name);
      await handleSlackInput({ store, handle }, inputId);
    };
  const handlers: JobHandlers = {
    'process-alerts': nothing,
    'investigate-incident': nothing,
    'execute-proposal': nothing,
    'verify-proposal': nothing,
    'follow-failed-fix': nothing,
    'sync-paging': nothing,
    'reconcile-paging': nothing,
    'reconcile-alerts': nothing,
    'measure-impact': nothing,
    'answer-question': nothing,
    'draft-postmortem': nothing,
    'tell-elsewhere': nothing,
    'post-digests': nothing,
    housekeeping: nothing,
    'handle-slack-input': run('handle-slack-input'),
    'handle-slack-decision': run('handle-slack-decision'),
    'handle-slack-request': run('handle-slack-request'),
  };
  await jobs.work(handlers);
  return names;
}

async function accept(store: Store, inputs: readonly SlackInput[]): Promise<void> {
  for (const input of inputs) await acceptSlackInput({ store }, input);
}

describeOnOneDatabase('what people do in Slack', (open) => {
  test('is decided although every other worker waits for Slack', async () => {
    const at = await open();
    let answer = (): void => undefined;
    const slack = new Promise<void>((resolve) => (answer = resolve));
    let decided = (): void => undefined;
    const isDecided = new Promise<void>((resolve) => (decided = resolve));
    const done: string[] = [];
    const names = await work(at, async ({ id }) => {
      if (id !== decision.id) await slack;
      done.push(id);
      if (id === decision.id) decided();
    });

    await accept(at.store, OTHERS);
    await accept(at.store, [decision]);
    await isDecided;
    expect(done).toEqual([decision.id]);
    answer();
    while (done.length <= OTHERS.length) await new Promise((resolve) => setTimeout(resolve, 20));

    // An older version beside this one listens for `handle-slack-input`.
    expect([...names].toSorted()).toEqual(['handle-slack-decision', 'handle-slack-request']);
  }, 30_000);

  test('and was forgotten is picked up under the same names', async () => {
    const at = await open();
    const inputs = [decision, click('forgotten')];
    for (const input of inputs) await at.store.transaction((tx) => tx.slackInputs.accept(input));
    await at.database.query("UPDATE firewatch.slack_inputs SET received_at = now() - interval '20 minutes'");
    await housekeeping({ ...createWorkflowDeps(at.store), paging: null });
    const done: string[] = [];
    const names = await work(at, async ({ id }) => void done.push(id));
    while (done.length < inputs.length) await new Promise((resolve) => setTimeout(resolve, 20));

    expect([...names].toSorted()).toEqual(['handle-slack-decision', 'handle-slack-request']);
  }, 30_000);
});
