import { expect, test } from '@jest/globals';
import { defaultPolicy } from '../../../src/remediation/policy/default-policy.js';
import type { RunbookAction } from '../../../src/incidents/runbook.js';
import { housekeeping } from '../../../src/workflows/housekeeping.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import { cancelProposal } from '../../../src/workflows/remediation/cancel-proposal.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { policyWith } from '../../helpers/approvals.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  createWorkflowDeps,
  decide,
  measured,
  proposalOf,
  proposeRestart,
} from '../../helpers/workflow-deps.js';

interface Start {
  readonly rule?: object;
  readonly step?: Partial<RunbookAction>;
  readonly isIdempotent?: boolean;
}

describeOnOneDatabase('a run', (open) => {
  const start = async ({ rule, step, isIdempotent = false }: Start = {}) => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.endpoint = { ...deps.state.endpoint, isIdempotent };
    if (step) deps.state.step = step;
    deps.state.answer = measured(1);
    if (rule) deps.state.policy = policyWith(rule);
    const { id, incident } = await proposeRestart(deps);
    await decide(deps, id);
    return { database, deps, id, incident };
  };

  test.each([
    [false, 'unknown', 1],
    [true, 'verifying', 2],
  ])('that was interrupted while it ran (idempotent: %s) ends %s', async (isIdempotent, end, calls) => {
    const { deps, id } = await start({ isIdempotent });
    deps.state.onCall = () => new Promise(() => undefined);
    const dead = executeProposal(deps, id);
    while (deps.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    deps.state.onCall = async () => ({ status: 200, body: 'done' });

    await executeProposal(deps, id);
    void dead;

    expect((await proposalOf(deps, id)).status).toBe(end);
    expect(deps.calls).toHaveLength(calls);
    expect(new Set(deps.calls.map(({ idempotencyKey }) => idempotencyKey))).toEqual(new Set([id]));
  });

  /** Approved and idempotent, begun by a worker that is gone. */
  async function interrupted(how: Start = {}) {
    const context = await start({ ...how, isIdempotent: true });
    const { deps, id } = context;
    deps.state.onCall = () => new Promise(() => undefined);
    void executeProposal(deps, id);
    while (deps.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    deps.state.onCall = async () => ({ status: 200, body: 'done' });
    return context;
  }

  test.each<[string, (context: Awaited<ReturnType<typeof start>>) => unknown]>([
    [
      'it began too long ago',
      ({ database }) =>
        database.query("UPDATE firewatch.executions SET started_at = now() - interval '3 minutes'"),
    ],
    [
      'the target has changed',
      ({ deps }) => (deps.state.endpoint = { ...deps.state.endpoint, url: 'http://elsewhere/restart' }),
    ],
    [
      'its time ran out',
      ({ database }) =>
        database.query("UPDATE firewatch.proposals SET expires_at = now() - interval '2 minutes'"),
    ],
    [
      'the incident was resolved meanwhile',
      ({ deps, incident }) =>
        resolveIncident(deps, ALICE, { incidentId: incident.id, requestId: 'r1', cause: null, fix: null }),
    ],
    [
      'the person who approved it may not approve any more',
      ({ deps }) => {
        deps.state.policy = defaultPolicy({ approvers: ['U0BOB'], expireAfterSeconds: 300 });
      },
    ],
  ])('that was interrupted is not run again when %s', async (reason, change) => {
    const context = await interrupted();
    await change(context);

    await executeProposal(context.deps, context.id);

    const { status, outcome: said } = await proposalOf(context.deps, context.id);
    expect(status).toBe('unknown');
    expect(said).toContain(reason);
    expect(context.deps.calls).toHaveLength(1);
  });

  test('that was interrupted is not run again once somebody wants it stopped', async () => {
    const { deps, id } = await interrupted();
    await cancelProposal(deps, ALICE, id);

    await executeProposal(deps, id);

    expect((await proposalOf(deps, id)).status).toBe('unknown');
    expect(deps.calls).toHaveLength(1);
  });

  test('that was interrupted is run again where the policy allows one run an hour: it is the same run', async () => {
    const { deps, id } = await interrupted({ rule: { limits: { actionsPerHour: 1 } } });

    await executeProposal(deps, id);

    expect((await proposalOf(deps, id)).status).toBe('verifying');
    expect(deps.calls).toHaveLength(2);
  });

  test('that was interrupted is run again by one of several workers, and that is written down', async () => {
    const { deps, database, id, incident } = await interrupted();
    const plans = deps.actions.plan;
    let waiting = 0;
    let release: () => void = () => undefined;
    const all = new Promise<void>((resolve) => (release = resolve));
    // All of them have read the row before the first claims it.
    const actions = {
      ...deps.actions,
      async plan(...args: Parameters<typeof plans>) {
        if ((waiting += 1) === 3) release();
        await all;
        return plans(...args);
      },
    };
    const worker = { ...deps, actions, settings: deps.settings };

    await Promise.all([1, 2, 3].map(() => executeProposal(worker, id)));

    expect(deps.calls).toHaveLength(2);
    expect((await proposalOf(deps, id)).status).toBe('verifying');
    const told = await deps.store.transaction((tx) => tx.timeline.list(incident.id, 50));
    expect(told.map(({ text }) => text)).toContain(
      'Interrupted, and running again: POST http://checkout:8080/restart',
    );
    expect(
      await database.query("SELECT 1 FROM firewatch.audit WHERE event = 'execution.repeated'"),
    ).toHaveLength(1);
  });

  test('that was interrupted is run again although what it is for seems over: it may be why', async () => {
    const metric: RunbookAction['when']['metric'] = { query: 'errors', is: { operator: '>', value: 0.5 } };
    const { deps, id } = await interrupted({ step: { when: { changeWithinSeconds: null, metric } } });
    deps.state.answer = measured(0);

    await executeProposal(deps, id);

    expect((await proposalOf(deps, id)).status).toBe('verifying');
    expect(deps.calls).toHaveLength(2);
  });

  test('whose job got lost is given another within minutes, and only then', async () => {
    const { deps, database, id } = await interrupted();
    const jobsAfterHousekeeping = async () => {
      await housekeeping({ ...deps, paging: null });
      const rows = await database.query(
        "SELECT 1 FROM pgboss.job WHERE name = 'execute-proposal' AND data ->> 'proposalId' = $1",
        [id],
      );
      return rows.length;
    };
    await database.query(
      "UPDATE firewatch.proposals SET decided_at = decided_at - interval '160 seconds', verification = NULL",
    );
    expect(await jobsAfterHousekeeping()).toBe(1);

    await database.query("UPDATE pgboss.job SET state = 'completed' WHERE name = 'execute-proposal'");
    expect(await jobsAfterHousekeeping()).toBe(2);
    expect(await jobsAfterHousekeeping()).toBe(2);
  });
});
