import { expect, test } from '@jest/globals';
import type { PagingSystem } from '../../src/incidents/ports/paging-system.js';
import type { IncidentId } from '../../src/shared/ids.js';
import { housekeeping } from '../../src/workflows/housekeeping.js';
import { syncPaging } from '../../src/workflows/sync-paging.js';
import { describeOnOneDatabase } from '../helpers/every-database.js';
import { buildAlert, createWorkflowDeps, ended, incidentsOf, receive } from '../helpers/workflow-deps.js';

const NEVER = new AbortController().signal;

/** Remembers what it was told; an incident's id there is its key. */
function createPaging() {
  const titles: string[] = [];
  const states = new Map<string, 'triggered' | 'acknowledged' | 'resolved'>();
  const paging: PagingSystem = {
    onCall: async () => [{ name: 'Alice', email: null, level: 1 }],
    async createIncident({ key, title }) {
      titles.push(title);
      states.set(key, 'triggered');
      return key;
    },
    acknowledge: async (id) => void states.set(id, 'acknowledged'),
    resolve: async (id) => void states.set(id, 'resolved'),
    status: async (id) => states.get(id) ?? 'resolved',
  };
  return { states, titles, paging };
}

describeOnOneDatabase('paging', (open) => {
  const start = async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const known = deps.catalog();
    const list = () => known.list().map((service) => ({ ...service, pagerDutyServiceId: 'PSHOP' }));
    const catalog = {
      ...known,
      list,
      get: (name: string) => list().find((service) => service.name === name),
    };
    const alert = buildAlert();
    await receive(deps, alert);
    const [incident] = await incidentsOf(deps);
    const system = createPaging();
    const sync = (paging = system.paging, id: IncidentId = incident!.id) =>
      syncPaging({ store, log: deps.log, catalog: () => catalog, paging }, id, NEVER);
    return { ...system, deps, database, catalog, alert, id: incident!.id, sync };
  };

  test('says what it is about without links', async () => {
    const { database, titles, sync } = await start();
    await database.query("UPDATE firewatch.incidents SET title = 'x https://evil.example'");
    await sync();

    expect(titles).toEqual(['INC-1 x https[:]//evil.example']);
  });

  test('goes on with the incident there that it was told of, instead of paging people once more', async () => {
    const { deps, states, paging, catalog, id } = await start();
    states.set('PTOLD', 'triggered');
    await receive(
      deps,
      buildAlert({ source: 'pagerduty', fingerprint: 'PTOLD', labels: { service: 'search' } }),
    );
    const told = (await incidentsOf(deps)).find((incident) => incident.id !== id)!;
    const sync = () =>
      syncPaging({ store: deps.store, log: deps.log, catalog: () => catalog, paging }, told.id, NEVER);

    await sync();
    await deps.store.transaction(async (tx) => {
      const current = await tx.incidents.lock(told.id);
      await tx.incidents.save({ ...current!, status: 'acknowledged' });
    });
    await sync();

    expect([...states]).toEqual([['PTOLD', 'acknowledged']]);
  });

  test('tells people anew about an incident that is open once more', async () => {
    const { deps, states, alert, id, sync } = await start();
    await sync();
    await receive(deps, ended(alert));
    await sync();

    await receive(deps, { ...alert, startsAt: new Date() });
    await sync();

    expect([...states]).toEqual([
      [`firewatch:${id}`, 'resolved'],
      [`firewatch:${id}:1`, 'triggered'],
    ]);
    expect(await incidentsOf(deps)).toMatchObject([{ pagerDutyIncidentId: `firewatch:${id}:1` }]);
  });

  test('keeps the incident there while trouble comes back before anybody resolved it', async () => {
    const { deps, states, alert, id, database, sync } = await start();
    await sync();
    await database.query(
      "UPDATE firewatch.incidents SET status = 'mitigated', mitigated_at = now() - interval '1 minute'",
    );

    await receive(deps, { ...alert, startsAt: new Date() });
    await sync();

    expect([...states]).toEqual([[`firewatch:${id}`, 'triggered']]);
  });

  test('does not forget the incident there when two jobs overlap', async () => {
    const { deps, paging, alert, id, sync } = await start();
    await receive(deps, ended(alert));
    const slow: PagingSystem = {
      ...paging,
      async onCall() {
        // The one before, which found it open, ends meanwhile.
        await deps.store.transaction(async (tx) => {
          const current = await tx.incidents.lock(id);
          await tx.incidents.save({ ...current!, pagerDutyIncidentId: 'P1' });
        });
        return [];
      },
    };

    await sync(slow);

    expect(await incidentsOf(deps)).toMatchObject([{ pagerDutyIncidentId: 'P1' }]);
  });

  test('happens although nobody can say who is on call', async () => {
    const { deps, paging, id, sync } = await start();

    await sync({ ...paging, onCall: () => Promise.reject(new Error('no such policy')) });

    expect(await incidentsOf(deps)).toMatchObject([{ pagerDutyIncidentId: `firewatch:${id}`, onCall: [] }]);
  });

  test('is asked for again every minute until it worked', async () => {
    const { deps, paging, database, catalog, sync } = await start();
    const jobs = () =>
      database.query("SELECT data FROM pgboss.job WHERE name = 'sync-paging' AND state = 'created'");
    const keepHouse = () => housekeeping({ ...deps, catalog: () => catalog, paging });
    await database.query("DELETE FROM pgboss.job WHERE name = 'sync-paging'");

    await keepHouse();
    expect(await jobs()).toHaveLength(0);
    await database.query("UPDATE firewatch.incidents SET opened_at = now() - interval '3 minutes'");
    await keepHouse();
    expect(await jobs()).toHaveLength(1);
    await sync();
    await keepHouse();

    expect(await jobs()).toHaveLength(1);
  });
});
