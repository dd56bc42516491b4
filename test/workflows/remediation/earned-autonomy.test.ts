import { expect, test } from '@jest/globals';
import { UncertainOutcomeError, UpstreamError } from '../../../src/shared/errors.js';
import type { StepAutonomy } from '../../../src/remediation/ports.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { policyWith, refusalCodes } from '../../helpers/approvals.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { playFix } from '../../helpers/run-fix.js';
import {
  createWorkflowDeps,
  measured,
  proposalOf,
  proposeRestart,
  type WorkflowDeps,
} from '../../helpers/workflow-deps.js';

const AUTOMATIC = { mode: 'automatic', match: { risks: ['low'] } };
const AFTER = 2;
const BY = { kind: 'person', id: 'U0ALICE' } as const;

describeOnOneDatabase('a step that works', (open) => {
  const start = async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = policyWith(AUTOMATIC);
    deps.state.before = measured(0.9);
    return { deps, database };
  };

  const earned = (deps: WorkflowDeps) => deps.store.transaction(async (tx) => (await tx.autonomy.list())[0]);
  const promote = (deps: WorkflowDeps, step: StepAutonomy | undefined) =>
    deps.store.transaction((tx) =>
      tx.autonomy.promote(step!, { by: BY, afterSuccesses: AFTER, rule: 'everything' }),
    );
  async function startPromoted() {
    const context = await start();
    for (let run = 0; run < AFTER; run += 1) await playFix(context.deps);
    await promote(context.deps, await earned(context.deps));
    return context;
  }

  test('is promoted after enough verified runs, and not before', async () => {
    const { deps } = await start();
    await playFix(deps);
    expect(await earned(deps)).toMatchObject({ successes: 1, promotedBy: null });
    expect(await promote(deps, await earned(deps))).toBe(false);

    await playFix(deps);

    expect(await promote(deps, await earned(deps))).toBe(true);
    expect(await earned(deps)).toMatchObject({ successes: AFTER, promotedBy: BY });
  });

  test.each<[string, ReturnType<typeof measured>]>([
    ['what it is verified by was met before it ran', measured(0.01)],
    ['nothing was measured before it ran', measured()],
    ['not all was measured before it ran', { ...measured(0.9), isPartial: true }],
  ])('is verified and earns nothing when %s', async (_, before) => {
    const { deps } = await start();
    deps.state.before = before;

    const id = await playFix(deps);

    expect((await proposalOf(deps, id)).status).toBe('verified');
    expect(await earned(deps)).toBeUndefined();
  });

  test('waits for people until somebody promotes it, however often it worked', async () => {
    const { deps } = await start();
    for (let run = 0; run <= AFTER; run += 1) await playFix(deps);

    const { id } = await proposeRestart(deps);

    expect((await proposalOf(deps, id)).status).toBe('pending');
  });

  test('runs by itself once it is promoted', async () => {
    const { deps } = await startPromoted();

    const { id } = await proposeRestart(deps);

    expect(await proposalOf(deps, id)).toMatchObject({
      status: 'approved',
      decidedBy: { kind: 'firewatch' },
    });
    await executeProposal(deps, id);
    expect(deps.calls).toHaveLength(AFTER + 1);
  });

  test.each<[string, (deps: WorkflowDeps) => unknown]>([
    ['the rule asks', (deps) => (deps.state.policy = policyWith())],
    [
      'its risk is more than low',
      (deps) => {
        deps.state.policy = policyWith();
        deps.state.endpoint = { ...deps.state.endpoint, risk: 'medium' };
      },
    ],
    [
      'actions are stopped',
      (deps) => (deps.state.settings = { ...deps.state.settings, areActionsStopped: true }),
    ],
    [
      'its size is not known where one is allowed',
      (deps) => (deps.state.policy = policyWith({ ...AUTOMATIC, limits: { replicas: 1 } })),
    ],
    [
      'changes are frozen',
      (deps) =>
        (deps.state.policy = policyWith(AUTOMATIC, {
          freezes: [{ name: 'x', from: '2020-01-01T00:00:00Z', to: '2090-01-01T00:00:00Z' }],
        })),
    ],
  ])('does not run by itself when %s', async (_, change) => {
    const { deps } = await startPromoted();
    change(deps);

    const { id } = await proposeRestart(deps);
    await executeProposal(deps, id);

    expect((await proposalOf(deps, id)).status).toBe('pending');
    expect(deps.calls).toHaveLength(AFTER);
  });

  test.each<[string, (deps: WorkflowDeps) => unknown, string]>([
    [
      'it was demoted',
      (deps) =>
        deps.store.transaction(async (tx) => {
          const [step] = await tx.autonomy.list();
          return tx.autonomy.demote(step!, 'I changed my mind');
        }),
      'not_eligible',
    ],
    ['the rule asks by now', (deps) => (deps.state.policy = policyWith()), 'policy_changed'],
    [
      'actions were stopped',
      (deps) => (deps.state.settings = { ...deps.state.settings, areActionsStopped: true }),
      'kill_switch',
    ],
  ])('is not run any more when meanwhile %s', async (_, change, code) => {
    const { deps, database } = await startPromoted();
    const { id } = await proposeRestart(deps);
    await change(deps);

    await executeProposal(deps, id);

    expect((await proposalOf(deps, id)).status).toBe('superseded');
    expect(await refusalCodes(database)).toEqual([code]);
    expect(deps.calls).toHaveLength(AFTER);
  });

  test.each<[string, Error | null]>([
    ['is not verified', null],
    ['fails', new UpstreamError('checkout', 'answered 500', { status: 500, isRetryable: false })],
    ['may have taken effect or not', new UncertainOutcomeError('checkout', 'broke the connection')],
  ])('is demoted, with a note, at the first run that %s', async (_, error) => {
    const { deps, database } = await startPromoted();
    if (error) deps.state.onCall = () => Promise.reject(error);

    await playFix(deps, 0.9);

    expect(await earned(deps)).toMatchObject({ successes: 0, failures: 1, promotedBy: null });
    const notes = await database.query<{ text: string }>(
      "SELECT t.text FROM firewatch.timeline AS t JOIN firewatch.messages AS m ON m.kind = 'note' AND m.subject_id = t.id::text WHERE t.text NOT LIKE 'Resolved by hand%'",
    );
    expect(notes.map(({ text }) => text)).toEqual([
      '“Restart checkout” does not run by itself any more, because this time it is not known to have worked. People approve it from now on.',
    ]);
    const audited = await database.query("SELECT 1 FROM firewatch.audit WHERE event = 'autonomy.demoted'");
    expect(audited).toHaveLength(1);
    deps.state.onCall = async () => ({ status: 200, body: 'done' });
    expect((await proposalOf(deps, (await proposeRestart(deps)).id)).status).toBe('pending');
  });

  test('has to earn it anew after a failure', async () => {
    const { deps } = await start();
    await playFix(deps);
    await playFix(deps, 0.9);
    await playFix(deps);

    expect(await promote(deps, await earned(deps))).toBe(false);
  });
});
