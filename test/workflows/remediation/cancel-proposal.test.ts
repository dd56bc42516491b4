import { expect, test } from '@jest/globals';
import type { ProposalId } from '../../../src/shared/ids.js';
import { cancelProposal } from '../../../src/workflows/remediation/cancel-proposal.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { stopActions } from '../../../src/workflows/remediation/stop-actions.js';
import { BOB, policyWith, refusalCodes } from '../../helpers/approvals.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  CAROL,
  createWorkflowDeps,
  decide,
  proposalOf,
  proposeRestart,
} from '../../helpers/workflow-deps.js';

describeOnOneDatabase('stopping an approved fix', (open) => {
  const start = async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const { id } = await proposeRestart(deps);
    return { deps, database, id };
  };

  test('before the run: nothing is run, and it is written down who stopped it', async () => {
    const { deps, database, id } = await start();
    await decide(deps, id);

    const answer = await cancelProposal(deps, BOB, id);
    await executeProposal(deps, id);

    expect(answer).toEqual({ status: 'done', sentence: 'Stopped. Nothing was run.' });
    expect(await proposalOf(deps, id)).toMatchObject({ status: 'cancelled', decidedBy: { id: 'U0BOB' } });
    expect(deps.calls).toEqual([]);
    expect(
      await database.query("SELECT FROM firewatch.audit WHERE event = 'proposal.cancelled'"),
    ).toHaveLength(1);
  });

  test('during the run: it is broken off, and nobody claims to know what it did', async () => {
    const { deps, id } = await start();
    await decide(deps, id);
    deps.state.onCall = async () => {
      expect((await cancelProposal(deps, ALICE, id)).status).toBe('done');
      expect((await cancelProposal(deps, ALICE, id)).status).toBe('unchanged');
      // Long enough for the next look whether somebody wants it stopped.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      throw new Error('aborted');
    };

    await executeProposal(deps, id);

    expect((await proposalOf(deps, id)).status).toBe('unknown');
  });

  test('during the run by the stop for all: it is broken off as well', async () => {
    const { deps, database, id } = await start();
    await decide(deps, id);
    deps.state.onCall = async () => {
      const stop = { isStopped: true, reason: 'it makes things worse' };
      expect((await stopActions(deps, CAROL, stop)).status).toBe('done');
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      throw new Error('aborted');
    };

    await executeProposal(deps, id);

    expect((await proposalOf(deps, id)).status).toBe('unknown');
    deps.state.onCall = async () => ({ status: 200, body: 'again' });
    await executeProposal(deps, id);
    expect(deps.calls).toHaveLength(1);
    expect(
      await database.query("SELECT 1 FROM firewatch.audit WHERE event = 'actions.stopped'"),
    ).toHaveLength(1);
  });

  test.each(['guest', 'stranger', 'bot', 'deactivated', 'unknown'] as const)(
    'is not for whoever approved once the account is that of: %s',
    async (account) => {
      const { deps, id } = await start();
      await decide(deps, id);
      deps.state.people.set(ALICE.slackUserId, { account });

      expect((await cancelProposal(deps, ALICE, id)).status).toBe('refused');
      expect((await stopActions(deps, ALICE, { isStopped: true, reason: 'x' })).status).toBe('refused');
      expect((await proposalOf(deps, id)).status).toBe('approved');
    },
  );

  test('for all is ended by those whom a rule names, and not by whoever is on call for something', async () => {
    const { deps } = await start();
    deps.state.policy = policyWith({ approvers: ['on-call', 'U0BOB'] });
    deps.state.people.set(CAROL.slackUserId, { isOnCall: true });
    await stopActions(deps, CAROL, { isStopped: true, reason: 'wait' });

    const goOn = { isStopped: false, reason: 'all is well again' };
    expect((await stopActions(deps, CAROL, goOn)).status).toBe('refused');
    expect((await stopActions(deps, BOB, goOn)).status).toBe('done');
  });

  test('whoever approved may stop it, though the policy names them no more', async () => {
    const { deps, id } = await start();
    await decide(deps, id);
    deps.state.policy = policyWith({ approvers: ['U0BOB'] });

    expect((await cancelProposal(deps, ALICE, id)).status).toBe('done');
  });

  test('others may not, and read how to stop everything', async () => {
    const { deps, database, id } = await start();
    await decide(deps, id);

    const answer = await cancelProposal(deps, CAROL, id);

    expect(answer.status).toBe('refused');
    expect(answer.sentence).toContain('/incident actions stop');
    expect((await proposalOf(deps, id)).status).toBe('approved');
    expect(await refusalCodes(database)).toEqual(['not_eligible']);
  });

  test('what waits, is over or is unknown cannot be stopped', async () => {
    const { deps, database, id } = await start();
    const nobody = '99999999-9999-4999-8999-999999999999' as ProposalId;

    expect((await cancelProposal(deps, ALICE, id)).sentence).toContain('There is nothing to stop');
    expect((await cancelProposal(deps, ALICE, nobody)).status).toBe('refused');
    expect(await refusalCodes(database)).toEqual(['already_decided', 'unknown_proposal']);
  });
});
