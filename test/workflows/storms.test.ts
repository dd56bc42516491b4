import { expect, test } from '@jest/globals';
import { createMessageQueue } from '../../src/storage/repositories/messages.js';
import { createMessageFolding } from '../../src/storage/repositories/message-folding.js';
import { acknowledgeIncident } from '../../src/workflows/lifecycle/acknowledge-incident.js';
import { declareIncident } from '../../src/workflows/opening/declare-incident.js';
import { processAlerts } from '../../src/workflows/alerts/process-alerts.js';
import { recordAlerts } from '../../src/workflows/alerts/record-alerts.js';
import { refreshStorms } from '../../src/workflows/storms/refresh-storms.js';
import { describeOnOneDatabase } from '../helpers/every-database.js';
import {
  ALICE,
  buildAlert,
  createWorkflowDeps,
  incidentsOf,
  receive,
  type WorkflowDeps,
} from '../helpers/workflow-deps.js';

/** Unrelated groups: the sender's, of services that the catalogue does not know. */
const alertsOf = (groups: number, each = 1, first = 0) =>
  Array.from({ length: groups }, (_, group) =>
    Array.from({ length: each }, () =>
      buildAlert({
        labels: { alertname: 'Down', service: `s${first + group}`, severity: 'warning', namespace: 'shop' },
        groupKey: `{}:{service="s${first + group}"}`,
      }),
    ),
  ).flat();

describeOnOneDatabase('a storm', (open) => {
  async function start() {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const cards = () =>
      database.query<{ kind: string; held: boolean; count: number }>(
        `SELECT kind, due_at = 'infinity' AS held, count(*)::int AS count FROM firewatch.messages
         WHERE kind IN ('incident_card', 'storm_card') GROUP BY 1, 2 ORDER BY 1, 2`,
      );
    return { deps, database, cards };
  }
  const readStorm = async (deps: WorkflowDeps) =>
    deps.store.transaction(async (tx) => {
      const [storm] = await tx.storms.shown();
      return storm && tx.storms.read(storm.id, 10);
    });

  test('of 200 groups is exactly 200 incidents under one parent, of which ten have threads', async () => {
    const { deps, database, cards } = await start();
    await recordAlerts(deps, alertsOf(200, 5));

    await Promise.all([processAlerts(deps), processAlerts(deps)]);

    const counts = await database.query(
      'SELECT count(*)::int AS incidents, count(DISTINCT storm_id)::int AS storms, count(storm_id)::int AS children FROM firewatch.incidents',
    );
    expect(counts).toEqual([{ incidents: 200, storms: 1, children: 200 }]);
    const perIncident = await database.query(
      'SELECT count(*)::int AS count FROM firewatch.alerts GROUP BY incident_id HAVING count(*) <> 5',
    );
    expect(perIncident).toEqual([]);
    expect(await cards()).toEqual([
      { kind: 'incident_card', held: false, count: 10 },
      { kind: 'incident_card', held: true, count: 190 },
      { kind: 'storm_card', held: false, count: 1 },
    ]);
    expect(await readStorm(deps)).toMatchObject({ total: 200, unresolved: 200, untaken: 200 });
    const queue = (await readStorm(deps))?.queue ?? [];
    expect(queue).toHaveLength(10);
    const opened = queue[3]!.id;
    await database.query("UPDATE firewatch.messages SET channel = 'C0', ts = '1.2' WHERE key = $1", [
      `incident_card:${opened}`,
    ]);
    expect((await readStorm(deps))?.threads).toEqual(new Map([[opened, { channel: 'C0', ts: '1.2' }]]));
  }, 60_000);

  test('keeps threads back without losing what belongs into them, until somebody takes the incident', async () => {
    const { deps, database } = await start();
    await receive(deps, ...alertsOf(12));
    const queue = createMessageQueue(database);
    const held = (await incidentsOf(deps)).at(-1)!;
    const claimed = async () =>
      (await queue.claim({ limit: 100, leaseSeconds: 60 })).map(({ key }) =>
        key.split(':').slice(0, 2).join(':'),
      );

    expect(await claimed()).not.toContain(`incident_card:${held.id}`);
    expect((await queue.backlog()).oldestSeconds).toBeGreaterThanOrEqual(0);
    expect(await deps.store.transaction((tx) => tx.unshown.takeLate(-60))).not.toContain(held.id);
    await createMessageFolding(database).foldOverflow({ max: 0, digestSeconds: 60 });

    await acknowledgeIncident(deps, ALICE, { incidentId: held.id, requestId: 'r1' });
    expect(await claimed()).toContain(`incident_card:${held.id}`);
    const waiting = await database.query(
      'SELECT count(*)::int AS count FROM firewatch.messages WHERE incident_id = $1 AND folded_into IS NOT NULL',
      [held.id],
    );
    expect(waiting).toEqual([{ count: 0 }]);
    expect(await readStorm(deps)).toMatchObject({ unresolved: 12, untaken: 11 });
  });

  test('goes on with fewer, ends with the calm, and takes in nothing that a person declares', async () => {
    const { deps, database } = await start();
    await receive(deps, ...alertsOf(11));
    const calm = (minutes: number) =>
      database.query(
        `UPDATE firewatch.incidents SET opened_at = opened_at - make_interval(mins => ${minutes});`,
      );
    const byStorm = () =>
      database.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM firewatch.incidents GROUP BY storm_id ORDER BY 1',
      );

    await declareIncident(deps, ALICE, { requestId: 'd1', title: 'odd', severity: null, service: null });
    expect(await byStorm()).toEqual([{ count: 1 }, { count: 11 }]);
    await receive(deps, ...alertsOf(1, 1, 50));
    expect(await byStorm()).toEqual([{ count: 1 }, { count: 12 }]);
    await calm(11);
    await receive(deps, ...alertsOf(1, 1, 60));
    expect(await byStorm()).toEqual([{ count: 2 }, { count: 12 }]);
  });

  test('is shown anew after its incidents changed, and can be switched off', async () => {
    const { deps, database } = await start();
    deps.state.settings = { ...deps.settings, storm: { above: 0 } };
    await receive(deps, ...alertsOf(15));
    expect(await database.query('SELECT id FROM firewatch.storms')).toEqual([]);
    deps.state.settings = { ...deps.settings, storm: { above: 10 } };
    await receive(deps, ...alertsOf(1, 1, 20));
    const version = () =>
      database.query<{ version: number }>("SELECT version FROM firewatch.messages WHERE kind = 'storm_card'");
    const [before] = await version();

    await refreshStorms(deps);

    const [after] = await version();
    expect(after?.version).toBe((before?.version ?? 0) + 1);
  });
});
