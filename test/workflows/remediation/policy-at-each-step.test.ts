import { expect, test } from '@jest/globals';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { proposeRemediation } from '../../../src/workflows/remediation/propose-remediation.js';
import { policyWith, proposeAnew, refusalCodes } from '../../helpers/approvals.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  buildAlert,
  createWorkflowDeps,
  decide,
  incidentsOf,
  proposalOf,
  proposeRestart,
  receive,
  type WorkflowDeps,
} from '../../helpers/workflow-deps.js';

const CHANGES: readonly [string, (deps: WorkflowDeps) => unknown, string, string][] = [
  ['asks for two people', set({ approvals: 2 }), 'policy_changed', 'It was proposed under other rules'],
  ['sets a limit', set({ limits: { replicas: 2 } }), 'policy_changed', 'It was proposed under other rules'],
  [
    'forbids it',
    set({ mode: 'never', approvers: [] }),
    'mode_never',
    'The policy forbids this action (everything).',
  ],
  ['only writes it down', set({ mode: 'shadow', approvers: [] }), 'policy_changed', 'under other rules'],
  [
    'does not speak of it any more',
    (deps) => (deps.state.policy = policyWith({ match: { services: ['search'] } })),
    'no_rule',
    'No rule of the policy allows this action any more.',
  ],
  [
    'speaks of other hours alone',
    (deps) => (deps.state.policy = policyWith({ match: { hours: anotherDay() } })),
    'no_rule',
    'No rule of the policy allows this action any more.',
  ],
];

function set(rule: object) {
  return (deps: WorkflowDeps) => (deps.state.policy = policyWith(rule));
}

/** A day of the week that is neither today nor near to it. */
function anotherDay(): object {
  const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
  return { days: [days[(new Date().getUTCDay() + 3) % 7]] };
}

describeOnOneDatabase('a policy that changes', (open) => {
  const start = async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = policyWith();
    return { deps, database, ...(await proposeRestart(deps)) };
  };

  test.each(CHANGES)(
    'between proposal and click and %s holds for the click',
    async (_, change, code, sentence) => {
      const { deps, database, id } = await start();
      change(deps);

      const result = await decide(deps, id);

      expect(result.status).toBe('refused');
      expect((await proposalOf(deps, id)).status).toBe('pending');
      expect(result.sentence.toLowerCase()).toContain(sentence.toLowerCase());
      expect(await refusalCodes(database)).toEqual([code]);
    },
  );

  test.each(CHANGES)('between click and run and %s holds for the run', async (_, change, code, sentence) => {
    const { deps, database, id } = await start();
    await decide(deps, id);
    change(deps);

    await executeProposal(deps, id);

    const { status, outcome } = await proposalOf(deps, id);
    expect(status).toBe('superseded');
    expect(outcome?.toLowerCase()).toContain(sentence.toLowerCase());
    expect(await refusalCodes(database)).toEqual([code]);
    expect(deps.calls).toEqual([]);
  });

  test.each<[string, (deps: WorkflowDeps) => unknown, string[], string]>([
    ['asks for two people', set({ approvals: 2 }), ['superseded', 'pending'], 'approved'],
    ['only writes it down', set({ mode: 'shadow', approvers: [] }), ['superseded', 'shadow'], 'refused'],
    ['says the same in other words', set({ name: 'all' }), ['pending'], 'approved'],
  ])('and %s holds for what is proposed again meanwhile', async (_, change, statuses, decided) => {
    const { deps, incident } = await start();
    change(deps);

    await proposeRestart(deps).catch(() => undefined);

    const all = await deps.store.transaction((tx) => tx.proposals.ofIncident(incident.id));
    expect(all.map(({ status }) => status)).toEqual(statuses);
    expect((await decide(deps, all.at(-1)!.id)).status).toBe(decided);
  });

  test('only in who may approve, in words and in expiry leaves the card as it is', async () => {
    const { deps, id } = await start();
    deps.state.policy = policyWith({ name: 'renamed', approvers: ['U0ALICE'], expireAfter: '5m' });

    expect((await decide(deps, id)).status).toBe('approved');
    await executeProposal(deps, id);

    expect(deps.calls).toHaveLength(1);
  });

  test('holds for the environment that the service is in by now', async () => {
    const { deps, database, id } = await start();
    const was = await proposeAnew(deps, id, { environment: 'staging' });
    deps.state.policy = policyWith({ match: { environments: ['staging'] } });

    expect((await decide(deps, was)).status).toBe('refused');

    expect(await refusalCodes(database)).toEqual(['no_rule']);
  });

  test('does not give terms to a proposal that was made before there were any', async () => {
    const { deps, database, id } = await start();
    const old = await proposeAnew(deps, id, { terms: null, service: null, environment: null });

    expect((await decide(deps, old)).status).toBe('refused');

    expect(await refusalCodes(database)).toEqual(['policy_changed']);
  });

  test('is not fooled by terms that were rewritten in the database', async () => {
    const { deps, database, id } = await start();
    deps.state.policy = policyWith({ approvals: 2 });
    await database.query(
      `UPDATE firewatch.proposals SET terms = terms || '{"approvals":1,"approvers":[{"kind":"user","slackUserId":"U0ALICE"}]}'`,
    );

    expect((await decide(deps, id)).status).toBe('refused');

    expect(await refusalCodes(database)).toEqual(['contract_changed']);
  });

  test('lets people who were asked say no, even when it speaks of the action no more', async () => {
    const { deps, id } = await start();
    deps.state.policy = policyWith({ match: { services: ['search'] } });

    expect((await decide(deps, id, ALICE, 'reject')).status).toBe('rejected');
  });
});

describeOnOneDatabase('what the policy does not let anybody run', (open) => {
  const propose = async (policy: ReturnType<typeof policyWith>) => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = policy;
    await receive(deps, buildAlert());
    const [incident] = await incidentsOf(deps);
    if (!incident) throw new Error('No incident was opened.');
    const request = { runbookId: 'restart', step: 1, service: 'checkout', rationale: '', evidenceIds: [] };
    const signal = new AbortController().signal;
    const answer = await proposeRemediation(deps, { incident, diagnosed: [], request, signal });
    const proposals = await store.transaction((tx) => tx.proposals.ofIncident(incident.id));
    return { deps, database, answer, proposals };
  };

  test.each([
    ['forbids', policyWith({ mode: 'never', approvers: [] }), 'The policy forbids this action (everything).'],
    [
      'does not speak of',
      policyWith({ match: { risks: ['high'] } }),
      'No rule of the policy speaks of this action',
    ],
    [
      'has for another place alone',
      policyWith({ match: { environments: ['staging'] } }),
      'No rule of the policy speaks',
    ],
  ])('is not even proposed when it %s it', async (_, policy, reason) => {
    const { answer, proposals } = await propose(policy);

    expect(answer).toMatchObject({ status: 'refused', reason: expect.stringContaining(reason) });
    expect(proposals).toEqual([]);
  });

  test('is written down in shadow mode, and cannot be approved', async () => {
    const { deps, database, answer, proposals } = await propose(policyWith({ mode: 'shadow' }));
    const [shadow] = proposals;
    if (!shadow) throw new Error('Nothing was written down.');

    expect(answer).toMatchObject({ status: 'refused', reason: expect.stringContaining('only writes down') });
    expect(shadow.status).toBe('shadow');
    expect((await decide(deps, shadow.id)).sentence).toContain('This is only written down');
    await executeProposal(deps, shadow.id);
    expect(await refusalCodes(database)).toEqual(['shadow']);
    expect(deps.calls).toEqual([]);
  });
});
