import { expect, test } from '@jest/globals';
import { UpstreamError } from '../../../src/shared/errors.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { rollBack } from '../../../src/workflows/remediation/roll-back.js';
import { stopActions } from '../../../src/workflows/remediation/stop-actions.js';
import { BOB, policyWith, refusalCodes } from '../../helpers/approvals.js';
import { PLAN } from '../../helpers/restart-runbook.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  CHANNEL,
  createWorkflowDeps,
  decide,
  measured,
  proposalOf,
  propose,
  proposeRestart,
  verify,
  type WorkflowDeps,
} from '../../helpers/workflow-deps.js';

const OK = { status: 200, body: 'done' };

describeOnOneDatabase('a plan of two steps', (open) => {
  async function start(change: (deps: WorkflowDeps) => void = () => undefined) {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = policyWith();
    deps.state.step = PLAN;
    change(deps);
    const { id, incident } = await proposeRestart(deps);
    return { deps, database, id, incident, called: () => deps.calls.map(({ name }) => name) };
  }

  test('runs in order after one approval, each call with a key of its own, and is verified as a whole', async () => {
    const { deps, id } = await start();
    expect((await proposalOf(deps, id)).effect).toBe(
      '1. POST http://checkout:8080/restart → 2. POST http://checkout:8080/restore',
    );
    await decide(deps, id);

    await executeProposal(deps, id);
    await executeProposal(deps, id);

    expect(deps.calls).toEqual([
      { name: 'restart-checkout', idempotencyKey: `${id}-1` },
      { name: 'restore-checkout', idempotencyKey: `${id}-2` },
    ]);
    deps.state.answer = measured(0.01);
    await verify(deps, id);
    expect((await proposalOf(deps, id)).status).toBe('verified');
  });

  test.each([
    [0, ['restart-checkout'], /^It failed: Step 1 of 2, POST \S+restart: .*Step 2 did not run\.$/],
    [
      1,
      ['restart-checkout', 'restore-checkout'],
      /Step 2 of 2, .* Step 1 before it took effect and stayed\.$/,
    ],
  ])('ends at the first step that fails (%d)', async (failing, called, outcome) => {
    const context = await start();
    const { deps, id } = context;
    deps.state.onCall = async () => {
      if (deps.calls.length === failing + 1)
        throw new UpstreamError('checkout', 'It answered 500.', { isRetryable: false });
      return OK;
    };
    await decide(deps, id);

    await executeProposal(deps, id);

    expect(context.called()).toEqual(called);
    expect(await proposalOf(deps, id)).toMatchObject({
      status: 'failed',
      outcome: expect.stringMatching(outcome),
    });
  });

  test('that ended in the middle has only its first step rolled back', async () => {
    const { deps, id, incident } = await start(({ state }) => {
      state.endpoint = { ...state.endpoint, undo: state.wayBack.name };
    });
    deps.state.onCall = async () => {
      if (deps.calls.length === 2)
        throw new UpstreamError('checkout', 'It answered 500.', { isRetryable: false });
      return OK;
    };
    await decide(deps, id);
    await executeProposal(deps, id);

    expect((await rollBack(deps, ALICE, { proposalId: id, channelId: CHANNEL })).status).toBe('done');

    const all = await deps.store.transaction((tx) => tx.proposals.ofIncident(incident.id));
    expect(all.find(({ undoes }) => undoes === id)).toMatchObject({
      action: 'call_http_endpoint',
      arguments: { endpoint: 'restore-checkout' },
    });
  });

  test.each<[string, object[], object, string]>([
    ['a rule for one step', [{ match: { risks: ['high'] }, mode: 'never' }], {}, 'The policy forbids'],
    [
      'one for each step, and nobody in both',
      [{ match: { risks: ['high'] }, approvers: ['U0CAROL'] }],
      {},
      'Nobody',
    ],
    ['no rule for one step', [], { match: { risks: ['low'] } }, 'No rule of the policy'],
  ])('is not proposed against %s', async (_, rules, last, reason) => {
    const { deps, incident } = await start();
    deps.state.wayBack = { ...deps.state.wayBack, risk: 'high' };
    const document = policyWith(last);
    const special = rules.flatMap((rule) => policyWith({ name: 'special', ...rule }).rules);
    deps.state.policy = { ...document, rules: [...special, ...document.rules] };

    const answer = await propose(deps, incident);

    expect(answer).toMatchObject({ status: 'refused', reason: expect.stringContaining(reason) });
  });

  test('needs as many approvals as its strictest step, and is frozen with it', async () => {
    const { deps, id, database } = await start(({ state }) => {
      state.wayBack = { ...state.wayBack, risk: 'high' };
      const strict = policyWith({ name: 'high', match: { risks: ['high'] }, approvals: 2 });
      state.policy = { ...strict, rules: [...strict.rules, ...policyWith().rules] };
    });
    expect((await decide(deps, id)).sentence).toContain('One more person has to approve');
    const all = deps.state.policy;
    const freeze = {
      name: 'risky',
      from: new Date(0),
      to: new Date(8e12),
      match: { risks: ['high'] as const },
    };
    deps.state.policy = { ...all, freezes: [freeze] };
    expect((await decide(deps, id, BOB)).status).toBe('refused');
    expect(await refusalCodes(database)).toEqual(['frozen']);
    deps.state.policy = all;

    expect((await decide(deps, id, BOB)).status).toBe('approved');
  });

  test.each([
    [1, 'refused'],
    [2, 'approved'],
  ])('counts as two actions where %d are allowed an hour', async (actionsPerHour, status) => {
    const { deps, id } = await start(({ state }) => {
      state.policy = policyWith({ limits: { actionsPerHour } });
    });

    expect((await decide(deps, id)).status).toBe(status);
  });

  test('is stopped before its second step by the stop for all, a change of its target, or a person', async () => {
    for (const [interfere, why] of [
      [
        (deps: WorkflowDeps) =>
          stopActions(deps, ALICE, { isStopped: true, reason: 'Something is odd here.' }),
        'All actions are stopped',
      ],
      [
        async ({ state }: WorkflowDeps) =>
          void (state.wayBack = { ...state.wayBack, url: 'http://elsewhere/' }),
        'has changed since the dry run',
      ],
      [
        async ({ store }: WorkflowDeps, id: string) =>
          void (await store.transaction((tx) => tx.executions.cancel(id as never, { kind: 'firewatch' }))),
        'Stopped by a person',
      ],
    ] as const) {
      const { deps, id, called } = await start();
      deps.state.onCall = async () => {
        await interfere(deps, id);
        return OK;
      };
      await decide(deps, id);

      await executeProposal(deps, id);

      expect(called()).toEqual(['restart-checkout']);
      const { status, outcome } = await proposalOf(deps, id);
      expect([status, outcome]).toEqual(['failed', expect.stringContaining(why)]);
    }
  });

  test.each([
    [true, 'verifying', null, ['restart-checkout', 'restore-checkout', 'restore-checkout']],
    [
      false,
      'unknown',
      expect.stringContaining('Step 1 before it took effect'),
      ['restart-checkout', 'restore-checkout'],
    ],
  ])(
    'interrupted in its second (idempotent: %s) ends %s, and its first is never repeated',
    async (isIdempotent, end, said, all) => {
      const { deps, id, called } = await start(({ state }) => {
        state.wayBack = { ...state.wayBack, isIdempotent };
      });
      deps.state.onCall = () =>
        deps.calls.length === 1 ? Promise.resolve(OK) : new Promise(() => undefined);
      await decide(deps, id);
      void executeProposal(deps, id);
      while (deps.calls.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      deps.state.onCall = async () => OK;

      await executeProposal(deps, id);

      const { status, outcome } = await proposalOf(deps, id);
      expect([status, outcome, called()]).toEqual([end, said, all]);
    },
  );

  test('interrupted between two steps goes on with the next, also where nothing may be repeated', async () => {
    const { deps, id, called } = await start();
    await decide(deps, id);
    const plan: WorkflowDeps['actions']['plan'] = (...args) =>
      deps.calls.length === 1 ? new Promise(() => undefined) : deps.actions.plan(...args);
    void executeProposal({ ...deps, settings: deps.settings, actions: { ...deps.actions, plan } }, id);
    const isBetween = async () =>
      (await deps.store.transaction((tx) => tx.executions.ofProposal(id)))?.steps[0]?.output != null;
    while (!(await isBetween())) await new Promise((resolve) => setTimeout(resolve, 5));

    await executeProposal(deps, id);

    expect((await proposalOf(deps, id)).status).toBe('verifying');
    expect(called()).toEqual(['restart-checkout', 'restore-checkout']);
  });

  test('is not run while one of its calls runs alone for another incident', async () => {
    const { deps, id, database } = await start();
    await decide(deps, id);
    deps.state.step = {};
    const alone = await proposeRestart(deps);
    await decide(deps, alone.id);
    await executeProposal(deps, alone.id);

    await executeProposal(deps, id);

    expect(deps.calls).toHaveLength(1);
    expect(await refusalCodes(database)).toEqual(['running_elsewhere']);
  });

  test('cannot carry a step that people have rejected; a no to the plan is none to its step', async () => {
    const { deps, id, incident } = await start();
    await decide(deps, id, ALICE, 'reject');
    deps.state.step = {};
    expect((await propose(deps, incident)).status).toBe('proposed');

    const other = await start();
    other.deps.state.step = {};
    const single = await propose(other.deps, other.incident);
    if (single.status === 'proposed') await decide(other.deps, single.proposalId, ALICE, 'reject');
    await other.database.query("UPDATE firewatch.proposals SET status = 'expired' WHERE id = $1", [other.id]);

    other.deps.state.step = PLAN;
    expect(await propose(other.deps, other.incident)).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining('rejected'),
    });
  });

  test('is not run when a stored step was changed', async () => {
    const { deps, id, database } = await start();
    await decide(deps, id);
    await database.query(
      `UPDATE firewatch.proposals SET steps = jsonb_set(steps, '{0,arguments,endpoint}', '"restore-checkout"')`,
    );

    await executeProposal(deps, id);

    expect(deps.calls).toEqual([]);
    expect(await refusalCodes(database)).toEqual(['contract_changed']);
  });
});
