import { expect, test } from '@jest/globals';
import type { ProposalId } from '../../../src/shared/ids.js';
import { readProposals } from '../../../src/workflows/reading/read-proposals.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { rollBack } from '../../../src/workflows/remediation/roll-back.js';
import { BOB, policyWith, refusalCodes } from '../../helpers/approvals.js';
import { describeOnEveryDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  CAROL,
  CHANNEL,
  createWorkflowDeps,
  decide,
  measured,
  proposalOf,
  proposeRestart,
  verify,
  type WorkflowDeps,
} from '../../helpers/workflow-deps.js';

const click = (deps: WorkflowDeps, proposalId: ProposalId, by = BOB) =>
  rollBack(deps, by, { proposalId, channelId: CHANNEL });

describeOnEveryDatabase('taking a fix back', (open) => {
  /** A fix with a way back, run, and measured as told. */
  async function start(policy: object = {}, value = 0.9) {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = policyWith(policy);
    deps.state.endpoint = { ...deps.state.endpoint, undo: deps.state.wayBack.name };
    const { id, incident } = await proposeRestart(deps);
    await decide(deps, id);
    await executeProposal(deps, id);
    deps.state.answer = measured(value);
    await verify(deps, id);
    const undoOf = async () =>
      (await deps.store.transaction((tx) => tx.proposals.ofIncident(incident.id))).filter(
        ({ undoes }) => undoes === id,
      );
    const canRollBack = async () => {
      const views = await deps.store.transaction((tx) => readProposals(deps, tx, incident.id));
      return views.find(({ proposal }) => proposal.id === id)?.canRollBack;
    };
    return { deps, database, id, undoOf, canRollBack };
  }

  test.each([
    ['did not help', 0.9],
    ['worked', 0.01],
  ])('that %s makes a proposal of its own, which runs once others approve it', async (_, value) => {
    const { deps, id, undoOf, canRollBack } = await start({}, value);
    expect(await canRollBack()).toBe(true);

    expect((await click(deps, id)).status).toBe('done');

    const [undo] = await undoOf();
    expect(undo).toMatchObject({
      title: 'Roll back: Restart checkout',
      status: 'pending',
      effect: 'POST http://checkout:8080/restore',
      proposedBy: { kind: 'person', id: 'U0BOB' },
      terms: { rule: 'everything' },
    });
    expect(deps.calls).toHaveLength(1);
    expect(await canRollBack()).toBe(false);
    expect((await decide(deps, undo!.id, BOB)).sentence).toContain('somebody else has to approve it');
    await decide(deps, undo!.id, ALICE);
    await executeProposal(deps, undo!.id);
    expect(deps.calls.map(({ name }) => name)).toEqual(['restart-checkout', 'restore-checkout']);
  });

  test('is offered again when the roll-back was rejected, and not while one waits', async () => {
    const { deps, database, id, undoOf, canRollBack } = await start();
    const [first, second] = await Promise.all([click(deps, id), click(deps, id, ALICE)]);
    expect([first.status, second.status].toSorted()).toEqual(['done', 'refused']);
    expect(await refusalCodes(database)).toEqual(['already_decided']);

    await decide(deps, (await undoOf())[0]!.id, ALICE, 'reject');

    expect(await canRollBack()).toBe(true);
    expect((await click(deps, id)).status).toBe('done');
    expect(await undoOf()).toHaveLength(2);
  });

  test.each<[string, (deps: WorkflowDeps) => unknown, string]>([
    ['somebody who may not approve it', () => undefined, 'not_eligible'],
    ['a policy that forbids it', (deps) => (deps.state.policy = policyWith({ mode: 'never' })), 'mode_never'],
    [
      'a policy that only writes down',
      (deps) => (deps.state.policy = policyWith({ mode: 'shadow', approvers: ['U0CAROL'] })),
      'shadow',
    ],
    [
      'a way back to another service',
      (deps) => (deps.state.wayBack = { ...deps.state.wayBack, service: 'web' }),
      'no_way_back',
    ],
  ])('is refused with %s, in words, and written down', async (_, change, code) => {
    const { deps, database, id, undoOf } = await start();
    change(deps);

    const answer = await click(deps, id, CAROL);

    expect(answer).toMatchObject({
      status: 'refused',
      sentence: expect.stringContaining('Nothing was done.'),
    });
    expect(await refusalCodes(database)).toEqual([code]);
    expect(await undoOf()).toEqual([]);
  });

  test('is refused for what did not run, has no way back, or is a roll-back itself', async () => {
    const { deps, database, id, undoOf } = await start();
    await click(deps, id);
    const undo = (await undoOf())[0]!.id;
    expect((await click(deps, undo)).sentence).toContain('it did not run');
    await decide(deps, undo, ALICE);
    await executeProposal(deps, undo);
    await verify(deps, undo);
    expect((await proposalOf(deps, undo)).status).toBe('unverified');

    expect((await click(deps, undo)).sentence).toContain('This is a roll-back itself');
    expect((await click(deps, 'forged' as ProposalId)).sentence).toContain('not known here');
    expect(await refusalCodes(database)).toEqual(['no_way_back', 'no_way_back', 'unknown_proposal']);
  });
});
