import { expect, test } from '@jest/globals';
import { FIREWATCH } from '../../../src/incidents/incident.js';
import { hashArguments } from '../../../src/remediation/action-catalogue.js';
import { UncertainOutcomeError } from '../../../src/shared/errors.js';
import type { Database } from '../../../src/storage/database.js';
import type { ProposalId } from '../../../src/shared/ids.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
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

/** The dry run says how much is touched. */
function withRadius(deps: WorkflowDeps, replicas: number | null) {
  const plan: WorkflowDeps['actions']['plan'] = async (...args) => {
    const planned = await deps.actions.plan(...args);
    return { ...planned, plan: { ...planned.plan, blastRadius: { replicas, capacityShare: null } } };
  };
  return { ...deps, actions: { ...deps.actions, plan }, settings: deps.settings, state: deps.state };
}

describeOnOneDatabase('an action', (open) => {
  const start = async (rule: object) => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = policyWith(rule);
    return { deps, database };
  };

  test.each([
    [2, 'approved', []],
    [3, 'refused', ['too_large']],
    [null, 'refused', ['too_large']],
  ])('that touches %s replicas where 2 are allowed is %s', async (replicas, status, codes) => {
    const { deps: all, database } = await start({ limits: { replicas: 2 } });
    const deps = withRadius(all, replicas);
    const { id } = await proposeRestart(deps);

    const result = await decide(deps, id);

    expect(result.status).toBe(status);
    expect(await refusalCodes(database)).toEqual(codes);
  });

  test('that would touch more than people read is proposed anew, and not run', async () => {
    const { deps, database } = await start({});
    const { id, incident } = await proposeRestart(withRadius(deps, 1));
    await decide(withRadius(deps, 1), id);

    await executeProposal(withRadius(deps, 5), id);

    const all = await deps.store.transaction((tx) => tx.proposals.ofIncident(incident.id));
    expect(all.map(({ status, blastRadius }) => [status, blastRadius.replicas])).toEqual([
      ['superseded', 1],
      ['pending', 5],
    ]);
    expect(await refusalCodes(database)).toEqual(['drifted']);
    expect(deps.calls).toEqual([]);
  });

  test('that would touch less than people read is run', async () => {
    const { deps } = await start({});
    const { id } = await proposeRestart(withRadius(deps, 5));
    await decide(withRadius(deps, 5), id);

    await executeProposal(withRadius(deps, 4), id);

    expect(deps.calls).toHaveLength(1);
  });

  test('is not run more often within an hour than allowed, at the click and at the run', async () => {
    const { deps, database } = await start({ limits: { actionsPerHour: 1 } });
    const first = await proposeRestart(deps);
    await decide(deps, first.id);
    await executeProposal(deps, first.id);
    await resolveIncident(deps, ALICE, {
      incidentId: first.incident.id,
      requestId: 'r1',
      cause: null,
      fix: null,
    });
    const second = await proposeRestart(deps);

    const refused = await decide(deps, second.id);

    expect(refused.sentence).toContain('1 action ran on this service within an hour');
    expect(await refusalCodes(database)).toEqual(['too_often']);

    await database.query("UPDATE firewatch.executions SET started_at = now() - interval '61 minutes'");
    expect((await decide(deps, second.id)).status).toBe('approved');
    await database.query('UPDATE firewatch.executions SET started_at = now()');
    await executeProposal(deps, second.id);
    expect((await proposalOf(deps, second.id)).status).toBe('superseded');
    expect(deps.calls).toHaveLength(1);
  });

  test('is not run beside another one on its service that began at the same moment, where one an hour is allowed', async () => {
    const { deps, database } = await start({ limits: { actionsPerHour: 1 } });
    const first = await proposeRestart(deps);
    const second = await elsewhere(deps, database, first.id, { endpoint: 'restore-checkout' });
    for (const id of [first.id, second]) expect((await decide(deps, id)).status).toBe('approved');
    // Neither gets past its first entry in the log before both have judged, where nothing else keeps them apart.
    let letGo: () => void = () => undefined;
    const bothJudged = new Promise<void>((resolve) => (letGo = resolve));
    const holder = deps.store.transaction(async (tx) => {
      await tx.audit.append({ actor: FIREWATCH, event: 'test.holds', subject: 'test', details: {} });
      await bothJudged;
    });
    setTimeout(letGo, 250);

    await Promise.all([holder, ...[first.id, second].map((id) => executeProposal(deps, id))]);

    expect(deps.calls).toHaveLength(1);
    expect(await refusalCodes(database)).toEqual(['too_often']);
  });

  test('of which nobody knows whether it took effect is not run again until that incident is over', async () => {
    const { deps, database } = await start({});
    const first = await proposeRestart(deps);
    await decide(deps, first.id);
    deps.state.onCall = () => Promise.reject(new UncertainOutcomeError('checkout', 'broke off'));
    await executeProposal(deps, first.id);
    // Another service's incident, so that it is no part of the first; the fix is the very same.
    const second = await elsewhere(deps, database, first.id);

    const refused = await decide(deps, second);

    expect(refused.sentence).toContain('nobody knows whether it took effect');
    expect(await refusalCodes(database)).toEqual(['unknown_run']);
    const [incident] = await incidentsOf(deps);
    await resolveIncident(deps, ALICE, { incidentId: incident!.id, requestId: 'r', cause: null, fix: null });
    expect((await decide(deps, second)).status).toBe('approved');
  });

  test.each<[string, string]>([
    ['the arguments', `arguments = '{"endpoint":"restart-payments"}'`],
    ['the arguments, by one more', `arguments = arguments || '{"force":true}'`],
    ['the action', `action = 'call_mcp_tool'`],
    ['the hash', `arguments_hash = repeat('a', 64)`],
  ])('is refused and never proposed anew when somebody rewrote %s', async (_, change) => {
    const { deps, database } = await start({});
    const { id, incident } = await proposeRestart(deps);
    await database.query(`UPDATE firewatch.proposals SET ${change}`);
    // What the tampered arguments name is there.
    deps.state.endpoint = { ...deps.state.endpoint, name: 'restart-payments' };

    const result = await decide(deps, id);

    expect(result.sentence).toContain('What is stored is not what was approved.');
    expect(await refusalCodes(database)).toEqual(['arguments_changed']);
    const all = await deps.store.transaction((tx) => tx.proposals.ofIncident(incident.id));
    expect(all.map(({ status }) => status)).toEqual(['pending']);
  });

  test('is not run when somebody rewrote its arguments and their hash after the click', async () => {
    const { deps, database } = await start({});
    const { id, incident } = await proposeRestart(deps);
    await decide(deps, id);
    deps.state.endpoint = { ...deps.state.endpoint, name: 'restart-payments' };
    const forged = { endpoint: 'restart-payments' };
    await database.query('UPDATE firewatch.proposals SET arguments = $1::jsonb, arguments_hash = $2', [
      JSON.stringify(forged),
      hashArguments('call_http_endpoint', forged),
    ]);

    await executeProposal(deps, id);

    // Nothing has come in its place.
    const all = await deps.store.transaction((tx) => tx.proposals.ofIncident(incident.id));
    expect(all.map(({ status }) => status)).toEqual(['superseded']);
    expect(await refusalCodes(database)).toEqual(['arguments_changed']);
    expect(deps.calls).toEqual([]);
  });
});

/** The same fix, or the same action with other arguments, pending in an incident of another service. */
async function elsewhere(
  deps: WorkflowDeps,
  database: Database,
  like: ProposalId,
  other?: { readonly endpoint: string },
): Promise<ProposalId> {
  await receive(deps, buildAlert({ labels: { alertname: 'Slow', service: 'search' } }));
  const incident = (await incidentsOf(deps)).at(-1);
  const known = await proposalOf(deps, like);
  const planned = other && (await deps.actions.plan(known.action, other, AbortSignal.timeout(5_000)));
  expect(await database.query('SELECT 1 FROM firewatch.incidents')).toHaveLength(2);
  return proposeAnew(deps, like, {
    ...(planned && { ...planned, ...planned.plan }),
    incidentId: incident!.id,
  });
}
