import { expect, test } from '@jest/globals';
import { createNamedEndpoints, type NamedEndpointConfig } from '../../../src/clients/named-endpoints.js';
import type { ProposalId } from '../../../src/shared/ids.js';
import { readProposals } from '../../../src/workflows/reading/read-proposals.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { rollBack } from '../../../src/workflows/remediation/roll-back.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import { messagesOf } from '../lifecycle/lifecycle.js';
import { BOB, policyWith, refusalCodes } from '../../helpers/approvals.js';
import { closeAfterEach } from '../../helpers/close-after-each.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { startHttpStub } from '../../helpers/http-stub.js';
import { runFix } from '../../helpers/run-fix.js';
import { catalogueWith } from '../../tools/actions/catalogue-with.js';
import {
  ALICE,
  CAROL,
  CHANNEL,
  createWorkflowDeps,
  decide,
  proposalOf,
  verify,
  type WorkflowDeps,
} from '../../helpers/workflow-deps.js';

const click = (deps: WorkflowDeps, proposalId: ProposalId, by = BOB) =>
  rollBack(deps, by, { proposalId, channelId: CHANNEL });

describeOnOneDatabase('taking a fix back', (open) => {
  /** A fix with a way back, run, and measured as told. */
  async function start(policy: object = {}, value = 0.9) {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = policyWith(policy);
    deps.state.endpoint = { ...deps.state.endpoint, undo: deps.state.wayBack.name };
    const { id, incident } = await runFix(deps, value);
    const undoOf = async () =>
      (await deps.store.transaction((tx) => tx.proposals.ofIncident(incident.id))).filter(
        ({ undoes }) => undoes === id,
      );
    const canRollBack = async () => {
      const views = await deps.store.transaction(async (tx) =>
        readProposals(deps, tx, (await tx.incidents.get(incident.id)) ?? incident),
      );
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

  /** Releases of checkout, and what changes them. */
  async function startTarget(state: { release: string }) {
    const target = await startHttpStub(({ method, path }) => {
      if (method === 'POST') state.release = path === '/restart' ? 'v1' : 'v2';
      if (path === '/state') return { body: { release: state.release } };
      return { body: { summary: `It runs ${state.release}.`, target: { version: state.release } } };
    });
    onClose(() => target.close());
    return target;
  }
  const onClose = closeAfterEach();

  test.each<[string, (url: string) => Partial<NamedEndpointConfig>, string]>([
    [
      'its own check',
      (url) => ({ check: { url: `${url}/state`, path: 'release', is: 'v2' } }),
      '/state at release answers "v2"',
    ],
    [
      'what the dry run of the fix found before',
      () => ({}),
      'the target is what it was before restart-checkout (v2)',
    ],
  ])('is verified by %s', async (_, more, text) => {
    const { store } = await open();
    const state = { release: 'v2' };
    const { url } = await startTarget(state);
    const usual = createWorkflowDeps(store);
    usual.state.policy = policyWith({});
    const { wants: _fix, bodyHash: _fixBody, ...fix } = usual.state.endpoint;
    const { wants: _back, bodyHash: _backBody, ...back } = usual.state.wayBack;
    const check = { url: `${url}/state`, path: 'release', matches: 'v[13]' };
    const endpoints = [
      { ...fix, url: `${url}/restart`, previewUrl: `${url}/preview`, check, undo: back.name, headers: {} },
      { ...back, url: `${url}/restore`, headers: {}, ...more(url) },
    ];
    const http = createNamedEndpoints({ endpoints, timeoutMs: 1_000 });
    const deps = { ...usual, actions: catalogueWith({ http }) };
    const { id, incident } = await runFix(deps);
    expect(await proposalOf(deps, id)).toMatchObject({
      status: 'verified',
      outcome: expect.stringContaining('/state at release answers "v1"'),
      dryRun: expect.stringContaining(`To count as done, it wants ${url}/state at release to answer what`),
    });

    await click(deps, id);

    const [, undo] = await deps.store.transaction((tx) => tx.proposals.ofIncident(incident.id));
    await decide(deps, undo!.id);
    await executeProposal(deps, undo!.id);
    await verify(deps, undo!.id);
    expect(await proposalOf(deps, undo!.id)).toMatchObject({
      undoes: id,
      status: 'verified',
      outcome: expect.stringContaining(text),
    });
    expect(state.release).toBe('v2');
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

  test('is not offered any more once the incident is over, on the card that stands in the thread', async () => {
    const { deps, database, id, canRollBack } = await start({}, 0.01);
    const { incidentId } = await proposalOf(deps, id);
    const wantedSince = async () =>
      (await messagesOf(database)).find(
        ({ kind, subject_id: subject }) => kind === 'proposal' && subject === id,
      )?.version;
    const before = await wantedSince();

    await resolveIncident(deps, ALICE, { incidentId, requestId: 'r1', cause: null, fix: null });

    expect(await canRollBack()).toBe(false);
    expect(await wantedSince()).not.toBe(before);
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
