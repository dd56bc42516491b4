import { expect, test } from '@jest/globals';
import type { Store } from '../../../src/workflows/transaction.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { investigateIncident } from '../../../src/workflows/investigation/investigate-incident.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  buildAlert,
  createWorkflowDeps,
  decide,
  proposeRestart,
  receive,
} from '../../helpers/workflow-deps.js';

const NEVER = new AbortController().signal;
const LIMITS = { modelCalls: 1, toolCalls: 1, seconds: 1, inputTokens: 1000, outputTokens: 1000 };

describeOnOneDatabase('investigateIncident', (open) => {
  const start = async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const rows = () =>
      database.query<{ id: string; reason: string; is_finished: boolean; has_findings: boolean }>(
        `SELECT id, reason, finished_at IS NOT NULL AS is_finished, findings IS NOT NULL AS has_findings
         FROM firewatch.investigations ORDER BY requested_at`,
      );
    const run = async (id: string, through: Store = store) => {
      const agent = { model: null, tools: [], limits: LIMITS };
      const parts = { ...deps, settings: deps.settings, store: through, metricsSource: null, agent };
      await investigateIncident(parts, id, NEVER);
    };
    const jobs = () =>
      database.query(
        "SELECT data FROM pgboss.job WHERE name = 'investigate-incident' AND state = 'created' AND start_after > now()",
      );
    return { database, store, deps, rows, run, jobs };
  };

  test.each([
    ['of a new kind', { alertname: 'DiskFull', service: 'checkout' }, ['DiskFull joined']],
    ['of a kind it knows', { alertname: 'HighErrorRate', service: 'checkout' }, []],
  ])('looks again for an alert %s that joined during the pass', async (_, labels, reasons) => {
    const { store, deps, rows, run } = await start();
    await receive(deps, buildAlert());
    const [first] = await rows();
    let transactions = 0;
    const through: Store = {
      async transaction(work) {
        transactions += 1;
        // After the alerts were read, before the findings are stored.
        if (transactions === 2) await receive(deps, buildAlert({ name: labels.alertname, labels }));
        return store.transaction(work);
      },
    };

    await run(first!.id, through);

    const [done, ...others] = await rows();
    expect(done).toMatchObject({ is_finished: true, has_findings: true });
    expect(others.map(({ reason }) => reason)).toEqual(reasons);
  });

  test('goes by one edition of the runbooks, whatever is saved meanwhile', async () => {
    const { deps, rows } = await start();
    await receive(deps, buildAlert());
    const [first] = await rows();
    let editions = 0;
    const runbooks = () => {
      editions += 1;
      return deps.runbooks();
    };
    const agent = { model: null, tools: [], limits: LIMITS };
    const parts = { ...deps, settings: deps.settings, runbooks, metricsSource: null, agent };

    await investigateIncident(parts, first!.id, NEVER);

    expect(await rows()).toMatchObject([{ is_finished: true, has_findings: true }]);
    expect(editions).toBe(1);
  });

  test('waits while a fix is under way, and looks when it did not work', async () => {
    const { database, deps, rows, run, jobs } = await start();
    const { id } = await proposeRestart(deps);
    await decide(deps, id);
    await executeProposal(deps, id);
    const [waiting] = await rows();
    const before = (await jobs()).length;

    await run(waiting!.id);

    expect(await rows()).toMatchObject([{ is_finished: false, has_findings: false }]);
    expect(await jobs()).toHaveLength(before + 1);
    await database.query("UPDATE firewatch.proposals SET status = 'unverified'");
    await run(waiting!.id);
    expect(await rows()).toMatchObject([{ is_finished: true, has_findings: true }]);
  });

  test('looks again when alerts still fire a while after a fix that worked', async () => {
    const { database, deps, rows, run } = await start();
    await receive(deps, buildAlert());
    const mitigate = "UPDATE firewatch.incidents SET status = 'mitigated', mitigated_at = now()";
    const [waiting] = await rows();

    await database.query(mitigate);
    await run(waiting!.id);
    expect(await rows()).toMatchObject([{ is_finished: false, has_findings: false }]);
    await database.query(`${mitigate} - interval '1 minute'`);
    await run(waiting!.id);

    expect(await rows()).toMatchObject([{ is_finished: true, has_findings: true }]);
    expect(await database.query('SELECT status FROM firewatch.incidents')).toEqual([{ status: 'open' }]);
  });

  test.each(['mitigated', 'resolved'])(
    'ends empty when the incident is %s and nothing fires',
    async (status) => {
      const { database, deps, rows, run } = await start();
      await receive(deps, buildAlert());
      await database.query("UPDATE firewatch.alerts SET status = 'resolved', ends_at = now()");
      await database.query('UPDATE firewatch.incidents SET status = $1', [status]);
      const [waiting] = await rows();

      await run(waiting!.id);

      expect(await rows()).toMatchObject([{ is_finished: true, has_findings: false }]);
    },
  );
});
