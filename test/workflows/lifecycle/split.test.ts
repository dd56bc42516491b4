import { expect, test } from '@jest/globals';
import type { Incident } from '../../../src/incidents/incident.js';
import { mergeIncident } from '../../../src/workflows/lifecycle/merge-incident.js';
import { splitIncident } from '../../../src/workflows/lifecycle/split-incident.js';
import { readIncident } from '../../../src/workflows/reading/read-incident.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  buildAlert,
  createWorkflowDeps,
  ended,
  incidentsOf,
  receive,
  type WorkflowDeps,
} from '../../helpers/workflow-deps.js';
import { request } from './lifecycle.js';

const GROUP = { groupKey: '{}:{team="shop"}' };

describeOnOneDatabase('splitting', (open) => {
  /** One incident by the sender's group: two alerts of checkout, two of search. */
  async function setUp() {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const build = (service: string, severity: string) =>
      buildAlert({ ...GROUP, labels: { service, severity }, startsAt: new Date(Date.now() - 60_000) });
    const checkout = [build('checkout', 'warning'), build('checkout', 'warning')] as const;
    const search = [build('search', 'critical'), build('search', 'warning')] as const;
    await receive(deps, ...checkout);
    await receive(deps, ...search);
    const [one] = await incidentsOf(deps);
    return { deps, database, one: one!, checkout, search };
  }

  const alertsOf = async (deps: WorkflowDeps, { id }: Incident) =>
    (await readIncident(deps, id))!.alerts.map(({ fingerprint }) => fingerprint).sort();
  const named = (service: string) => ({ which: { named: service } });

  test('gives the alerts an incident of their own, once, and says so on both sides and in the audit log', async () => {
    const { deps, database, one, search } = await setUp();

    const changes = await Promise.all([
      splitIncident(deps, ALICE, { ...request(one, 'r1'), ...named('Search') }),
      splitIncident(deps, ALICE, { ...request(one, 'r1'), ...named('Search') }),
    ]);

    expect(changes).toMatchObject([
      { moved: 2, isNew: true, into: { number: 2, service: 'search', severity: 'sev1', status: 'open' } },
      { moved: 2, isNew: true, into: { number: 2 } },
    ]);
    const incidents = await incidentsOf(deps);
    expect(incidents).toHaveLength(2);
    expect(await alertsOf(deps, incidents[1]!)).toEqual(search.map(({ fingerprint }) => fingerprint).sort());
    const said = await database.query(
      "SELECT i.number, t.text FROM firewatch.timeline t JOIN firewatch.incidents i ON i.id = t.incident_id WHERE t.text ~ 'left for|came from|Split off' ORDER BY t.id",
    );
    expect(said).toEqual([
      { number: 2, text: expect.stringMatching(/^Split off INC-1 \(.+\) by hand\.$/) },
      {
        number: 1,
        text: '2 alerts left for INC-2: HighErrorRate for search. They do not come back by themselves.',
      },
      { number: 2, text: '2 alerts came from INC-1: HighErrorRate for search.' },
    ]);
    const audited = await database.query(
      "SELECT details FROM firewatch.audit WHERE event = 'incident.split'",
    );
    expect(audited).toEqual([
      { details: { incident: 'INC-1', into: 'INC-2', alerts: 2, names: 'HighErrorRate for search' } },
    ]);
  });

  test('what left does not come back, by its fingerprint, its group or after both are over', async () => {
    const { deps, database, one, checkout, search } = await setUp();
    await splitIncident(deps, ALICE, { ...request(one, 'r1'), ...named('search') });
    const again = { ...search[0], startsAt: new Date(Date.now() - 30_000) };

    // The whole group is told once more, and a new member of what left.
    const fresh = buildAlert({ ...GROUP, labels: { service: 'search' } });
    await receive(deps, checkout[0], again, fresh);
    const [first, second] = await incidentsOf(deps);
    expect(await alertsOf(deps, first!)).toEqual(checkout.map(({ fingerprint }) => fingerprint).sort());
    expect(await alertsOf(deps, second!)).toContain(fresh.fingerprint);
    expect(await incidentsOf(deps)).toHaveLength(2);

    // Only what stayed goes on; what left ends, is forgotten, and fires anew.
    await receive(deps, ended(again), ended(search[1]), ended(fresh));
    await database.query(
      "UPDATE firewatch.incidents SET resolved_at = now() - interval '3 hours' WHERE number = 2",
    );
    await receive(deps, { ...again, startsAt: new Date() });
    const incidents = await incidentsOf(deps);
    expect(incidents.map(({ status }) => status)).toEqual(['open', 'resolved', 'open']);
  });

  test('a merge by hand brings it back for good', async () => {
    const { deps, one, search } = await setUp();
    const { into } = await splitIncident(deps, ALICE, { ...request(one, 'r1'), ...named('search') });
    await mergeIncident(deps, ALICE, { ...request(into, 'r2'), intoId: one.id });

    await receive(deps, { ...search[0], startsAt: new Date() });

    const incidents = await incidentsOf(deps);
    expect(incidents.map(({ status }) => status)).toEqual(['open', 'resolved']);
    expect(await alertsOf(deps, incidents[0]!)).toHaveLength(5);
  });

  test('by chosen alerts takes all of their kind; a private incident stays private in both', async () => {
    const { deps, database, one } = await setUp();
    await database.query('UPDATE firewatch.incidents SET is_private = true');
    const { alerts } = (await readIncident(deps, one.id))!;
    const chosen = alerts.find(({ labels }) => labels['service'] === 'search')!;

    const { moved, into } = await splitIncident(deps, ALICE, {
      ...request(one, 'r1'),
      which: { alertIds: [chosen.id] },
    });

    expect(moved).toBe(2);
    expect(into.isPrivate).toBe(true);
    expect((await incidentsOf(deps))[1]?.isPrivate).toBe(true);
  });

  test('refuses what leaves nothing or finds nothing, and says what there is', async () => {
    const { deps, one, search } = await setUp();
    const trySplit = (which: string) =>
      splitIncident(deps, ALICE, { ...request(one, which), ...named(which) });

    await expect(trySplit('payments')).rejects.toThrow(
      'INC-1 has no alerts of a service or with a name `payments`. It has HighErrorRate for checkout, HighErrorRate for search.',
    );
    await expect(trySplit('HighErrorRate')).rejects.toThrow('Those are all alerts of INC-1');
    await receive(deps, ...search.map((alert) => ended(alert)));
    await expect(trySplit('search')).rejects.toThrow('None of those fires any more');
    expect(await incidentsOf(deps)).toHaveLength(1);
  });
});
