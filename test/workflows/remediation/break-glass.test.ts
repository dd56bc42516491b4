import { expect, test } from '@jest/globals';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { stopActions } from '../../../src/workflows/remediation/stop-actions.js';
import { BOB, breakGlass, policyWith, refusalCodes } from '../../helpers/approvals.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  createWorkflowDeps,
  decide,
  proposalOf,
  proposeRestart,
  type WorkflowDeps,
} from '../../helpers/workflow-deps.js';

const REASON = 'Customers cannot pay and the freeze ends tomorrow';
const HOUR_MS = 3_600_000;

const frozen = (rule: object = {}) =>
  policyWith(rule, {
    freezes: [
      {
        name: 'Black Friday',
        from: new Date(Date.now() - HOUR_MS).toISOString(),
        to: new Date(Date.now() + HOUR_MS).toISOString(),
      },
    ],
    breakGlass: { approvers: ['U0ALICE'] },
  });

describeOnOneDatabase('while changes are frozen', (open) => {
  const start = async (rule: object = {}) => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = frozen(rule);
    return { deps, database, ...(await proposeRestart(deps)) };
  };
  const stop = (deps: WorkflowDeps) => stopActions(deps, BOB, { isStopped: true, reason: 'wait for me' });

  test('an approval is refused and says until when', async () => {
    const { deps, database, id } = await start();

    const result = await decide(deps, id);

    expect(result.sentence).toMatch(/Changes are frozen until .* UTC \(Black Friday\)\. Nothing was done\./);
    expect(await refusalCodes(database)).toEqual(['frozen']);
    expect((await proposalOf(deps, id)).status).toBe('pending');
  });

  test('a fix that was approved before is not run', async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = policyWith();
    const { id } = await proposeRestart(deps);
    await decide(deps, id);
    deps.state.policy = frozen();

    await executeProposal(deps, id);

    expect(await proposalOf(deps, id)).toMatchObject({
      status: 'superseded',
      outcome: expect.stringContaining('Not run: changes are frozen until'),
    });
    expect(await refusalCodes(database)).toEqual(['frozen']);
    expect(deps.calls).toEqual([]);
  });

  test('one person may approve in an emergency, alone, and everybody reads why', async () => {
    const { deps, database, id } = await start({ approvals: 2 });

    const result = await breakGlass(deps, id, `  ${REASON}\n`);
    await executeProposal(deps, id);

    expect(result.status).toBe('approved');
    expect(deps.calls).toHaveLength(1);
    const actor = { kind: 'person', id: ALICE.slackUserId };
    expect(
      await database.query(
        "SELECT t.actor, t.text FROM firewatch.timeline AS t JOIN firewatch.messages AS m ON m.kind = 'note' AND m.subject_id = t.id::text",
      ),
    ).toEqual([
      { actor, text: `🚨 Approved past the rules, in an emergency: Restart checkout. Reason: ${REASON}` },
    ]);
    expect(
      await database.query(
        "SELECT actor, details ->> 'reason' AS reason FROM firewatch.audit WHERE event = 'proposal.break_glass'",
      ),
    ).toEqual([{ actor, reason: REASON }]);
  });

  test.each(['', '   \n\t        ', 'too short'])('a reason such as %j is none', async (reason) => {
    const { deps, database, id } = await start();

    const result = await breakGlass(deps, id, reason);

    expect(result.sentence).toContain('Say in a sentence why it cannot wait');
    expect(await refusalCodes(database)).toEqual(['reason_missing']);
    expect((await proposalOf(deps, id)).status).toBe('pending');
  });

  test('nobody else may, approvers included', async () => {
    const { deps, database, id } = await start();

    expect((await breakGlass(deps, id, REASON, BOB)).status).toBe('refused');

    expect(await refusalCodes(database)).toEqual(['not_eligible']);
  });

  test.each<[string, object, (context: Awaited<ReturnType<typeof start>>) => unknown, string]>([
    ['a stop', {}, ({ deps }) => stop(deps), 'kill_switch'],
    ['the limits', { limits: { replicas: 3 } }, () => undefined, 'too_large'],
    [
      'the expiry',
      {},
      ({ database }) => database.query('UPDATE firewatch.proposals SET expires_at = now()'),
      'expired',
    ],
    [
      'a rule that forbids it by now',
      {},
      ({ deps }) => (deps.state.policy = frozen({ mode: 'never' })),
      'mode_never',
    ],
    [
      'what was tampered with',
      {},
      ({ database }) =>
        database.query(`UPDATE firewatch.proposals SET arguments = '{"endpoint":"restart-checkout","x":1}'`),
      'arguments_changed',
    ],
  ])('the glass does not break %s', async (_, rule, change, code) => {
    const context = await start(rule);
    await change(context);

    const result = await breakGlass(context.deps, context.id, REASON);
    await executeProposal(context.deps, context.id);

    expect(result.status).toBe('refused');
    expect(await refusalCodes(context.database)).toEqual([code]);
    expect(context.deps.calls).toEqual([]);
  });

  test('the run is stopped between an emergency approval and its start', async () => {
    const { deps, database, id } = await start();
    await breakGlass(deps, id, REASON);
    await stop(deps);

    await executeProposal(deps, id);

    expect((await proposalOf(deps, id)).outcome).toBe(
      'Not run: all actions are stopped: wait for me. `/incident actions resume` allows them again.',
    );
    expect(await refusalCodes(database)).toEqual(['kill_switch']);
    expect(deps.calls).toEqual([]);
  });

  test('the run does not start when whoever broke the glass may not any more', async () => {
    const { deps, database, id } = await start();
    await breakGlass(deps, id, REASON);
    deps.state.policy = { ...deps.state.policy, breakGlass: [{ kind: 'user', slackUserId: 'U0BOB' }] };

    await executeProposal(deps, id);

    expect(await refusalCodes(database)).toEqual(['not_eligible']);
    expect(deps.calls).toEqual([]);
  });
});
