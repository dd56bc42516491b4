import { expect, test } from '@jest/globals';
import { acknowledgeIncident } from '../../../src/workflows/lifecycle/acknowledge-incident.js';
import { readAudit } from '../../../src/workflows/knowledge/read-audit.js';
import { stopActions } from '../../../src/workflows/remediation/stop-actions.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  buildAlert,
  createWorkflowDeps,
  decide,
  incidentsOf,
  proposeRestart,
  receive,
} from '../../helpers/workflow-deps.js';

describeOnOneDatabase('the audit log of an incident', (open) => {
  const start = async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const openIncident = async () => {
      await receive(deps, buildAlert());
      return (await incidentsOf(deps)).at(-1)!;
    };
    return { store, database, deps, openIncident };
  };

  test('decisions are read with their place in an intact chain, and a change from outside shows', async () => {
    const { database, deps } = await start();
    const { incident, id } = await proposeRestart(deps);
    await acknowledgeIncident(deps, ALICE, { requestId: 'r1', incidentId: incident.id });
    await decide(deps, id);

    const { records, titles } = await readAudit(deps, incident.id);

    expect(records.map(({ event, isIntact }) => [event, isIntact])).toEqual([
      ['proposal.created', true],
      ['incident.acknowledged', true],
      ['proposal.approved', true],
    ]);
    expect(titles.get(id)).toBe('Restart checkout');
    await database.transaction((tx) =>
      tx.query(
        `SET LOCAL session_replication_role = 'replica';
         UPDATE firewatch.audit SET event = 'proposal.rejected' WHERE event = 'proposal.approved'`,
      ),
    );
    expect((await readAudit(deps, incident.id)).records.map(({ isIntact }) => isIntact)).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('that all actions were stopped is told with incidents of that time, and with no others', async () => {
    const { database, deps, openIncident } = await start();
    const stop = { isStopped: true, reason: 'it loops' };
    await stopActions(deps, ALICE, stop);
    const incident = await openIncident();
    await stopActions(deps, ALICE, { ...stop, isStopped: false });
    await stopActions(deps, ALICE, stop);
    const events = async () =>
      (await readAudit(deps, incident.id)).records
        .map(({ event }) => event)
        .filter((event) => event.startsWith('actions'));

    expect(await events()).toEqual(['actions.resumed', 'actions.stopped']);
    await database.query(`UPDATE firewatch.incidents SET resolved_at = opened_at`);
    expect(await events()).toEqual([]);
  });
});
