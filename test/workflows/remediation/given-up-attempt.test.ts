import { expect, test } from '@jest/globals';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { finish } from '../../../src/workflows/remediation/finish-execution.js';
import { policyWith } from '../../helpers/approvals.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { createWorkflowDeps, decide, proposalOf, proposeRestart } from '../../helpers/workflow-deps.js';

describeOnOneDatabase('an attempt that was given up', (open) => {
  /** Begun by a worker that stands still while another takes its place. */
  const start = async (isIdempotent: boolean) => {
    const { store } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = policyWith();
    deps.state.endpoint = { ...deps.state.endpoint, isIdempotent };
    const { id } = await proposeRestart(deps);
    await decide(deps, id);
    let wake: (answer: { status: number; body: string }) => void = () => undefined;
    deps.state.onCall = () => new Promise((resolve) => (wake = resolve));
    const sleeper = executeProposal(deps, id);
    while (deps.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const first = await store.transaction((tx) => tx.executions.ofProposal(id));
    if (!first) throw new Error('It does not run.');
    deps.state.onCall = async () => ({ status: 200, body: 'second' });
    const wakeUp = async () => {
      wake({ status: 200, body: 'first' });
      await sleeper;
    };
    const now = () => store.transaction((tx) => tx.executions.ofProposal(id));
    return { deps, id, first, now, wakeUp };
  };

  test('cannot end what another attempt does', async () => {
    const { deps, id, first, now, wakeUp } = await start(true);
    await executeProposal(deps, id);
    const before = await now();

    await wakeUp();

    expect(before?.fence).toBeGreaterThan(first.fence);
    expect(await now()).toEqual(before);
    expect(before?.output).toContain('second');
  });

  test('cannot turn what is unknown into a success', async () => {
    const { deps, id, now, wakeUp } = await start(false);
    await executeProposal(deps, id);

    await wakeUp();

    expect((await now())?.status).toBe('unknown');
    expect((await proposalOf(deps, id)).status).toBe('unknown');
    expect(deps.calls).toHaveLength(1);
  });

  test('cannot write with the old fence while the new one runs, neither progress nor an end', async () => {
    const { deps, id, first, now, wakeUp } = await start(true);
    const second = await deps.store.transaction((tx) => tx.executions.reclaim(first, 120));
    const running = await now();

    await deps.store.transaction((tx) => tx.executions.report(first, 'I am still here'));
    for (const status of ['succeeded', 'failed'] as const)
      await finish(deps, await proposalOf(deps, id), first, { status, output: 'old' });

    expect(await now()).toEqual(running);
    expect(running).toMatchObject({ status: 'running', progress: '', fence: second?.fence });
    expect((await proposalOf(deps, id)).status).toBe('executing');
    await wakeUp();
    expect((await proposalOf(deps, id)).status).toBe('executing');
  });

  test('is claimed by one of many', async () => {
    const { deps, first, wakeUp } = await start(true);

    const claims = await Promise.all(
      Array.from({ length: 10 }, () => deps.store.transaction((tx) => tx.executions.reclaim(first, 120))),
    );

    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    await wakeUp();
  });
});
