import { expect, test } from '@jest/globals';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { BOB, breakGlass, policyWith, refusalCodes } from '../../helpers/approvals.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  CAROL,
  createWorkflowDeps,
  decide,
  proposalOf,
  proposeRestart,
} from '../../helpers/workflow-deps.js';

describeOnOneDatabase('a fix that two people have to approve', (open) => {
  const start = async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = policyWith({ approvals: 2 }, { breakGlass: { approvers: ['U0ALICE'] } });
    return { deps, database, ...(await proposeRestart(deps)) };
  };

  test('runs when the second has, and not before', async () => {
    const { deps, id } = await start();

    const first = await decide(deps, id);
    await executeProposal(deps, id);

    expect(first).toEqual({
      status: 'approved',
      sentence: 'Your approval counts. One more person has to approve before it runs.',
    });
    expect((await proposalOf(deps, id)).status).toBe('pending');
    expect(deps.calls).toEqual([]);

    await decide(deps, id, BOB);
    await executeProposal(deps, id);

    expect(deps.calls).toHaveLength(1);
  });

  test('is not run when somebody wrote into the database that it is approved, and one has', async () => {
    const { deps, database, id } = await start();
    await decide(deps, id);
    await database.query("UPDATE firewatch.proposals SET status = 'approved', decided_at = now()");

    await executeProposal(deps, id);

    expect((await proposalOf(deps, id)).outcome).toContain('not enough people have approved it');
    expect(deps.calls).toEqual([]);
  });

  test('is not approved by one person twice, one after the other or at once', async () => {
    const { deps, database, id } = await start();

    const results = await Promise.all(Array.from({ length: 10 }, () => decide(deps, id)));
    const again = await decide(deps, id);
    await executeProposal(deps, id);

    expect(results.filter(({ status }) => status === 'approved')).toHaveLength(1);
    expect(again.sentence).toContain('You have approved this already; it needs another person too.');
    expect(new Set(await refusalCodes(database))).toEqual(new Set(['approved_before']));
    expect((await proposalOf(deps, id)).status).toBe('pending');
    expect(deps.calls).toEqual([]);
  });

  test('runs once when both click many times at once', async () => {
    const { deps, id } = await start();

    await Promise.all([ALICE, BOB, ALICE, BOB, ALICE, BOB].map((by) => decide(deps, id, by)));
    await Promise.all([1, 2, 3].map(() => executeProposal(deps, id)));

    expect(deps.calls).toHaveLength(1);
  });

  test('does not count a second person who may not', async () => {
    const { deps, database, id } = await start();
    await decide(deps, id);

    expect((await decide(deps, id, CAROL)).status).toBe('refused');

    expect(await refusalCodes(database)).toEqual(['not_eligible']);
    expect((await proposalOf(deps, id)).status).toBe('pending');
  });

  test('does not count a first approval that was given for other arguments', async () => {
    const { deps, database, id } = await start();
    await decide(deps, id);
    await database.query("UPDATE firewatch.approvals SET arguments_hash = repeat('0', 64)");

    const second = await decide(deps, id, BOB);

    expect(second.sentence).toContain('What is stored is not what was approved.');
    expect(await refusalCodes(database)).toEqual(['arguments_changed']);
    expect((await proposalOf(deps, id)).status).toBe('pending');
  });

  test('does not count a second approval after its time', async () => {
    const { deps, database, id } = await start();
    await decide(deps, id);
    await database.query('UPDATE firewatch.proposals SET expires_at = now()');

    const second = await decide(deps, id, BOB);

    expect(second.sentence).toContain('This proposal has expired');
    expect(await refusalCodes(database)).toEqual(['expired']);
    expect(await database.query('SELECT 1 FROM firewatch.approvals')).toHaveLength(1);
  });

  test('is rejected by one, after another has approved', async () => {
    const { deps, database, id } = await start();
    await decide(deps, id);
    await decide(deps, id, BOB, 'reject');

    expect((await decide(deps, id, BOB)).sentence).toBe('This was rejected already.');
    expect(await refusalCodes(database)).toEqual(['already_decided']);
    await executeProposal(deps, id);
    expect(deps.calls).toEqual([]);
  });

  test('is one of the two when the second approves and rejects at once', async () => {
    const { deps, id } = await start();
    await decide(deps, id);

    const results = await Promise.all([decide(deps, id, BOB), decide(deps, id, BOB, 'reject')]);
    await executeProposal(deps, id);

    expect(results.filter(({ status }) => status === 'refused')).toHaveLength(1);
    expect(deps.calls).toHaveLength(results.some(({ status }) => status === 'approved') ? 1 : 0);
  });

  test('is not run when the first may not approve any more', async () => {
    const { deps, database, id } = await start();
    await decide(deps, id);
    await decide(deps, id, BOB);
    deps.state.people.set(ALICE.slackUserId, { account: 'deactivated' });

    await executeProposal(deps, id);

    expect((await proposalOf(deps, id)).status).toBe('superseded');
    expect(await refusalCodes(database)).toEqual(['no_member']);
    expect(deps.calls).toEqual([]);
  });

  test('runs with one who breaks the glass, although they had approved in the ordinary way', async () => {
    const { deps, id } = await start();
    await decide(deps, id);

    const result = await breakGlass(deps, id, 'Nobody else is awake and orders are lost');
    await executeProposal(deps, id);

    expect(result.status).toBe('approved');
    expect(deps.calls).toHaveLength(1);
  });
});
