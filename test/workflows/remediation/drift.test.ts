import { expect, test } from '@jest/globals';
import type { RunbookAction } from '../../../src/incidents/runbook.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { BOB, policyWith, refusalCodes } from '../../helpers/approvals.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  createWorkflowDeps,
  decide,
  measured,
  proposalOf,
  proposeRestart,
} from '../../helpers/workflow-deps.js';

/** It is needed while there are errors. */
const NEEDED: Partial<RunbookAction> = {
  when: { changeWithinSeconds: null, metric: { query: 'errors', is: { operator: '>', value: 0.1 } } },
};

describeOnOneDatabase('a target that changed since the dry run', (open) => {
  const start = async (step: Partial<RunbookAction> = {}) => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = policyWith();
    deps.state.step = step;
    const { id, incident } = await proposeRestart(deps);
    const all = () => store.transaction((tx) => tx.proposals.ofIncident(incident.id));
    const move = () => (deps.state.endpoint = { ...deps.state.endpoint, url: 'http://elsewhere/restart' });
    return { deps, database, id, all, move };
  };

  test.each(['click', 'run'])('is found at the %s; a new card takes the place of the old', async (when) => {
    const { deps, database, id, all, move } = await start();
    if (when === 'run') await decide(deps, id);
    move();

    const click = await decide(deps, id);
    await executeProposal(deps, id);

    const [old, next] = await all();
    expect(old).toMatchObject({
      status: 'superseded',
      outcome: expect.stringContaining('has changed since the dry run (now: POST http://elsewhere/restart)'),
    });
    expect(next).toMatchObject({
      status: 'pending',
      supersedes: id,
      effect: 'POST http://elsewhere/restart',
    });
    expect(await refusalCodes(database)).toContain('drifted');
    expect(click.sentence).toContain(
      when === 'click' ? 'A new card shows what would be done now.' : 'This was approved already',
    );
    expect(await database.query("SELECT 1 FROM firewatch.messages WHERE kind = 'proposal'")).toHaveLength(2);
    expect(deps.calls).toEqual([]);
  });

  test.each(['click', 'run'])('in nothing but its risk is found at the %s', async (when) => {
    const { deps, id, all } = await start();
    if (when === 'run') await decide(deps, id);
    deps.state.endpoint = { ...deps.state.endpoint, risk: 'high' };

    await decide(deps, id);
    await executeProposal(deps, id);

    expect((await all()).map(({ status, risk }) => [status, risk])).toEqual([
      ['superseded', 'low'],
      ['pending', 'high'],
    ]);
    expect(deps.calls).toEqual([]);
  });

  test('takes nobody’s approval along', async () => {
    const { deps, all, id, move } = await start();
    deps.state.policy = policyWith({ approvals: 2 });
    const { id: second } = { id };
    await decide(deps, second);
    move();
    await decide(deps, second, BOB);

    const next = (await all()).at(-1);
    expect(next).toBeDefined();
    expect(await deps.store.transaction((tx) => tx.approvals.ofProposal(next!.id))).toEqual([]);
  });

  test('is run as it is by now, once people approved that', async () => {
    const { deps, id, all, move } = await start();
    move();
    await decide(deps, id);
    const next = (await all()).at(-1);

    await decide(deps, next!.id, BOB);
    await executeProposal(deps, next!.id);

    expect(deps.calls).toEqual([{ name: 'restart-checkout', idempotencyKey: next!.id }]);
  });

  test('makes one new card of many clicks', async () => {
    const { deps, id, all, move } = await start();
    move();

    await Promise.all(Array.from({ length: 10 }, () => decide(deps, id)));

    expect((await all()).map(({ status }) => status)).toEqual(['superseded', 'pending']);
  });

  test('is not superseded by a click of somebody who may not decide', async () => {
    const { deps, id, move } = await start();
    deps.state.policy = policyWith({ approvers: ['U0BOB'] });
    move();

    expect((await decide(deps, id)).status).toBe('refused');
    expect((await proposalOf(deps, id)).status).toBe('pending');
  });

  test('that cannot be looked at is not touched, and the card stays', async () => {
    const { deps, database, id } = await start();
    deps.state.endpoint = { ...deps.state.endpoint, name: 'renamed' };

    const result = await decide(deps, id);

    expect(result.sentence).toContain('the target could not be checked');
    expect(await refusalCodes(database)).toEqual(['cannot_check']);
    expect((await proposalOf(deps, id)).status).toBe('pending');
  });

  test.each(['click', 'run'])('and needs the fix no more is found at the %s', async (when) => {
    const { deps, database, id } = await start(NEEDED);
    deps.state.answer = measured(0.5);
    if (when === 'run') await decide(deps, id);
    deps.state.answer = measured(0.05);

    const click = await decide(deps, id);
    await executeProposal(deps, id);

    expect(click.sentence).toContain(when === 'click' ? 'what it is for is over' : 'approved already');

    expect(await proposalOf(deps, id)).toMatchObject({
      status: 'superseded',
      outcome: 'Not run: what it is for is over (errors is 0.05, and it wants > 0.1).',
    });
    expect(await refusalCodes(database)).toContain('drifted');
    expect(deps.calls).toEqual([]);
  });

  test('and has no data on whether it needs the fix gets none', async () => {
    const { deps, id } = await start(NEEDED);
    deps.state.answer = measured();

    expect((await decide(deps, id)).status).toBe('refused');
    await executeProposal(deps, id);

    expect(deps.calls).toEqual([]);
  });
});
