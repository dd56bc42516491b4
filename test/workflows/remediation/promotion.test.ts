import { expect, test } from '@jest/globals';
import { readProposals } from '../../../src/workflows/reading/read-proposals.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { demoteStep, promoteStep } from '../../../src/workflows/remediation/promote-step.js';
import { readAutonomy } from '../../../src/workflows/remediation/read-autonomy.js';
import { BOB, policyWith } from '../../helpers/approvals.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { playFix } from '../../helpers/run-fix.js';
import {
  ALICE,
  CAROL,
  createWorkflowDeps,
  measured,
  proposalOf,
  proposeRestart,
  type WorkflowDeps,
} from '../../helpers/workflow-deps.js';

const RULE = { mode: 'automatic', match: { risks: ['low'] } };
const STEP = { runbookId: 'restart', step: 1 };
const AFTER = 2;
const autonomy = (more: object = {}) => ({
  autonomy: { afterSuccesses: AFTER, promoters: ['U0CAROL'], ...more },
});

describeOnOneDatabase('letting a step run by itself', (open) => {
  async function start(runs = AFTER) {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = policyWith(RULE, autonomy());
    deps.state.before = measured(0.9);
    for (let run = 0; run < runs; run += 1) await playFix(deps);
    const events = async () => {
      const rows = await database.query<{ event: string; code: string | null }>(
        "SELECT event, details ->> 'code' AS code FROM firewatch.audit WHERE event LIKE 'autonomy.%' ORDER BY seq",
      );
      return rows.map(({ event, code }) => (code === null ? event : `${event} ${code}`));
    };
    return { deps, events };
  }
  const ask = (deps: WorkflowDeps, by = CAROL) => promoteStep(deps, by, { ...STEP, confirmed: null });
  async function promote(deps: WorkflowDeps, by = CAROL) {
    const asked = await ask(deps, by);
    return promoteStep(deps, by, { ...STEP, confirmed: asked.status === 'asks' ? asked.stepHash : null });
  }

  test('asks first, takes a person’s yes, and is written down and listed', async () => {
    const { deps, events } = await start();

    const asked = await ask(deps);
    expect(asked).toMatchObject({
      status: 'asks',
      sentence: expect.stringContaining('worked twice in a row'),
    });
    expect(await events()).toEqual([]);
    expect((await promote(deps)).status).toBe('done');
    expect((await promote(deps)).status).toBe('unchanged');

    expect(await events()).toEqual(['autonomy.promoted']);
    expect(await readAutonomy(deps)).toMatchObject({
      steps: [
        {
          title: 'Restart checkout',
          step: 1,
          successes: AFTER,
          isForAutomatic: true,
          promotedBy: { id: 'U0CAROL' },
        },
      ],
    });
    expect((await proposalOf(deps, (await proposeRestart(deps)).id)).status).toBe('approved');
  });

  test.each<[string, number, (deps: WorkflowDeps) => unknown, typeof CAROL, string]>([
    ['somebody whom the policy does not name', AFTER, () => undefined, ALICE, 'not_eligible'],
    ['too few successes', 1, () => undefined, CAROL, 'not_earned'],
    [
      'a rule that asks',
      AFTER,
      (deps) => (deps.state.policy = policyWith({}, autonomy())),
      CAROL,
      'not_earned',
    ],
    ['a guest', AFTER, (deps) => deps.state.people.set('U0CAROL', { account: 'guest' }), CAROL, 'no_member'],
  ])('is refused with %s', async (_, runs, change, by, code) => {
    const { deps, events } = await start(runs);
    change(deps);

    expect(await ask(deps, by)).toMatchObject({ status: 'refused' });

    expect(await events()).toEqual([`autonomy.refused ${code}`]);
    const [step] = (await readAutonomy(deps)).steps;
    expect(step?.isForAutomatic).toBe(deps.policy().rules[0]?.mode === 'automatic');
  });

  test('is refused for more than low risk, other words, and what no runbook has', async () => {
    const { deps, events } = await start();
    const asked = await promoteStep(deps, CAROL, { ...STEP, confirmed: 'f'.repeat(64) });
    expect(asked.sentence).toContain('The runbook has changed since you were asked');
    expect((await promoteStep(deps, CAROL, { ...STEP, step: 9, confirmed: null })).sentence).toContain(
      'there is no step 9',
    );
    deps.state.policy = policyWith({ mode: 'ask' }, autonomy());
    deps.state.endpoint = { ...deps.state.endpoint, risk: 'medium' };
    await playFix(deps);
    deps.state.policy = {
      ...policyWith(RULE, autonomy()),
      rules: policyWith(RULE).rules.map((rule) => ({ ...rule, match: {} })),
    };
    expect((await ask(deps)).sentence).toContain('Its risk is medium');
    expect(await events()).toEqual(Array.from({ length: 3 }, () => 'autonomy.refused not_earned'));
  });

  test('is for those who may approve it where the policy names no promoters', async () => {
    const { deps } = await start();
    deps.state.policy = policyWith(RULE, autonomy({ promoters: [] }));

    expect((await ask(deps, CAROL)).status).toBe('refused');
    expect((await ask(deps, ALICE)).status).toBe('asks');
  });

  test('holds where the rule holds under which it was given, and not where another lets others decide', async () => {
    const { deps, events } = await start();
    const under = (name: string, approvers: readonly string[]) =>
      policyWith({ ...RULE, name, approvers }, autonomy({ promoters: [] }));
    deps.state.policy = under('staging', ['U0BOB']);
    expect((await promote(deps, BOB)).status).toBe('done');
    deps.state.policy = under('production', ['U0ALICE']);

    const { id } = await proposeRestart(deps);

    expect((await proposalOf(deps, id)).status).toBe('pending');
    await deps.store.transaction((tx) => tx.proposals.move(id, 'pending', 'expired'));
    expect((await ask(deps, BOB)).status).toBe('refused');
    expect((await promote(deps, ALICE)).status).toBe('done');
    expect((await proposalOf(deps, (await proposeRestart(deps)).id)).status).toBe('approved');
    expect(await events()).toEqual([
      'autonomy.promoted',
      'autonomy.refused not_eligible',
      'autonomy.promoted',
    ]);
  });

  test('says when it will run, so that it can be stopped before', async () => {
    const { deps } = await start();
    await promote(deps);
    deps.state.policy = policyWith(RULE, autonomy({ wait: '30s' }));

    const { id, incident } = await proposeRestart(deps);

    const { decidedAt } = await proposalOf(deps, id);
    const views = await deps.store.transaction((tx) => readProposals(deps, tx, incident));
    expect(views[0]?.startsAt).toEqual(new Date(decidedAt!.getTime() + 30_000));
  });

  test('ends when any member says so, also for what waits to run', async () => {
    const { deps, events } = await start();
    await promote(deps);
    const { id } = await proposeRestart(deps);

    expect((await demoteStep(deps, BOB, { ...STEP, reason: 'not tonight' })).status).toBe('done');
    expect((await demoteStep(deps, BOB, { ...STEP, reason: 'not tonight' })).status).toBe('unchanged');
    await executeProposal(deps, id);

    expect((await proposalOf(deps, id)).status).toBe('superseded');
    expect(deps.calls).toHaveLength(AFTER);
    expect(await events()).toEqual(['autonomy.promoted', 'autonomy.demoted']);
  });

  test('shows what the policy only wrote down', async () => {
    const { deps } = await start(0);
    deps.state.policy = policyWith({ mode: 'shadow', approvers: [] });
    await expect(proposeRestart(deps)).rejects.toThrow('only writes down');

    expect((await readAutonomy(deps)).shadowed).toMatchObject([
      { title: 'Restart checkout', times: 1, rule: 'everything' },
    ]);
  });
});
