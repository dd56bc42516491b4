import { expect, test } from '@jest/globals';
import type { Alert } from '../../../src/incidents/alert.js';
import { holdForMaintenance } from '../../../src/incidents/holds.js';
import { releaseHeld } from '../../../src/workflows/alerts/hold-back.js';
import { processAlerts } from '../../../src/workflows/alerts/process-alerts.js';
import { recordAlerts } from '../../../src/workflows/alerts/record-alerts.js';
import {
  declareMaintenance,
  endMaintenance,
} from '../../../src/workflows/maintenance/declare-maintenance.js';
import { readHeldBack } from '../../../src/workflows/maintenance/read-held-back.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  buildAlert,
  createWorkflowDeps,
  ended,
  incidentsOf,
  receive,
} from '../../helpers/workflow-deps.js';

const HOUR = 3600;
const about = (service: string, more: Partial<Alert> = {}) =>
  buildAlert({ name: 'DiskFull', labels: { alertname: 'DiskFull', service }, ...more });

describeOnOneDatabase('alerts that are held back', (open) => {
  async function start(holds: Partial<ReturnType<typeof createWorkflowDeps>['settings']['holds']> = {}) {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.settings = { ...deps.settings, holds: { ...deps.settings.holds, ...holds } };
    const declare = (service: string, requestId = 'r1') =>
      declareMaintenance(deps, ALICE, { requestId, service, seconds: 2 * HOUR, reason: 'database upgrade' });
    return {
      deps,
      declare,
      services: async () => (await incidentsOf(deps)).map(({ service, status }) => `${service} ${status}`),
      held: async () =>
        (await readHeldBack(deps, 20)).alerts.map(({ name, service, why }) => `${name} ${service}: ${why}`),
      /** As if so much time had passed. */
      async letPass(hours: number) {
        const columns = { alerts: ['held_until', 'first_received_at'], maintenance_windows: ['ends_at'] };
        for (const [table, names] of Object.entries(columns))
          for (const name of names)
            await database.query(`UPDATE firewatch.${table} SET ${name} = ${name} - $1 * interval '1 hour'`, [
              hours,
            ]);
        await releaseHeld(deps);
        await processAlerts(deps);
      },
      audited: () =>
        database.query(
          "SELECT event, subject FROM firewatch.audit WHERE event LIKE 'maintenance.%' ORDER BY seq",
        ),
    };
  }

  test('keep from opening anything while their service is under maintenance, and open it afterwards if they still fire', async () => {
    const { deps, declare, services, held, letPass } = await start();
    await declare('checkout');
    const short = about('checkout');
    const long = about('checkout', { name: 'QueueFull' });

    await receive(deps, short, long, about('search'));
    expect(await services()).toEqual(['search open']);
    expect(await held()).toEqual([
      'DiskFull checkout: maintenance: database upgrade',
      'QueueFull checkout: maintenance: database upgrade',
    ]);
    await receive(deps, ended(short));
    await letPass(1);
    expect(await services()).toEqual(['search open']);
    await letPass(2);

    expect(await services()).toEqual(['search open', 'checkout open']);
    expect(await held()).toEqual([]);
    const [, incident] = await incidentsOf(deps);
    const alerts = await deps.store.transaction((tx) => tx.alerts.ofIncident(incident!.id));
    expect(alerts.map(({ name }) => name)).toEqual(['QueueFull']);
  });

  test('go on in an incident that was open before', async () => {
    const { deps, declare, services } = await start();
    const alert = about('checkout');
    await receive(deps, alert);
    await declare('checkout');

    await receive(deps, ended(alert));

    expect(await services()).toEqual(['checkout resolved']);
  });

  test('are let go when somebody says that the maintenance is over; both are audited, and done once', async () => {
    const { deps, declare, services, audited } = await start();
    const [first, again] = [await declare('checkout'), await declare('checkout')];
    expect(again).toEqual(first);
    await receive(deps, about('checkout'));

    expect(await endMaintenance(deps, ALICE, 'checkout')).toEqual({ isEnded: true, released: 1 });
    expect(await endMaintenance(deps, ALICE, 'checkout')).toEqual({ isEnded: false, released: 0 });
    await processAlerts(deps);

    expect(await services()).toEqual(['checkout open']);
    expect(await audited()).toEqual([
      { event: 'maintenance.declared', subject: 'service:checkout' },
      { event: 'maintenance.ended', subject: 'service:checkout' },
    ]);
  });

  test('do not go on waiting when the maintenance is ended while they are being held back', async () => {
    const { deps, declare, services } = await start();
    await declare('checkout');
    await recordAlerts(deps, [about('checkout')]);
    // As a batch does that has read the window already.
    let hold: () => void = () => undefined;
    const mayHold = new Promise<void>((resolve) => (hold = resolve));
    let sayRead: () => void = () => undefined;
    const hasRead = new Promise<void>((resolve) => (sayRead = resolve));
    const batch = deps.store.transaction(async (tx) => {
      await tx.incidents.lockGrouping();
      const [alert] = await tx.alerts.takeUnhandled(1, []);
      const [window] = await tx.holds.windows();
      sayRead();
      await mayHold;
      await tx.holds.hold(alert!.id, holdForMaintenance(window!));
    });
    await hasRead;

    const end = endMaintenance(deps, ALICE, 'checkout');
    await Promise.race([end, new Promise((resolve) => setTimeout(resolve, 300))]);
    hold();
    await Promise.all([batch, end]);
    await processAlerts(deps);

    expect(await services()).toEqual(['checkout open']);
  });

  test('wait for a longer maintenance when there are two', async () => {
    const { deps, declare, services, letPass } = await start();
    await declare('checkout');
    await receive(deps, about('checkout'));
    await declareMaintenance(deps, ALICE, {
      requestId: 'r2',
      service: 'checkout',
      seconds: 9 * HOUR,
      reason: 'more',
    });

    await letPass(3);
    expect(await services()).toEqual([]);
    await letPass(7);

    expect(await services()).toEqual(['checkout open']);
  });

  test('wait for what firewatch.yaml declares, but not before it begins', async () => {
    const at = (hours: number) => new Date(Date.now() + hours * HOUR * 1000);
    const window = { reason: 'move', declaredBy: { kind: 'system', id: 'firewatch.yaml' } } as const;
    const { deps, services, held } = await start({
      maintenance: [
        { ...window, service: 'checkout', startsAt: at(-1), endsAt: at(1) },
        { ...window, service: 'search', startsAt: at(1), endsAt: at(2) },
      ],
    });

    await receive(deps, about('checkout'), about('search'));

    expect(await services()).toEqual(['search open']);
    expect(await held()).toEqual(['DiskFull checkout: maintenance: move']);
    expect((await readHeldBack(deps, 20)).windows.map(({ service }) => service)).toEqual([
      'checkout',
      'search',
    ]);
  });

  test.each([
    ['a service that nobody knows', { service: 'chekout' }, /No service is called chekout.*checkout/],
    ['no time', { seconds: 0 }, /up to 7 days/],
    ['more than a week', { seconds: 8 * 24 * HOUR }, /up to 7 days/],
    ['no reason', { reason: ' ' }, /Say why/],
  ])('maintenance is refused for %s', async (_, wrong, sentence) => {
    const { deps } = await start();
    const request = { requestId: 'r1', service: 'checkout', seconds: HOUR, reason: 'x', ...wrong };

    await expect(declareMaintenance(deps, ALICE, request)).rejects.toThrow(sentence);
  });

  test('may be declared for a service that only alerts know, and not by a guest', async () => {
    const { deps, declare } = await start();
    await receive(deps, about('unmapped'));
    expect(await declare('unmapped')).toMatchObject({ service: 'unmapped' });

    deps.state.people.set(ALICE.slackUserId, { account: 'guest' });
    await expect(declare('checkout', 'r2')).rejects.toThrow(/guest/i);
  });

  const THREE = { source: 'datadog', alertname: 'Disk*', firings: 3, withinSeconds: 600 };

  test('open with the third firing, and all that still fire with it', async () => {
    const { deps, services, held } = await start({ openAfter: [THREE] });
    const fire = () => about('checkout', { source: 'datadog' });
    const first = fire();

    await receive(deps, first);
    expect(await held()).toEqual(['DiskFull checkout: 1 of 3 firings within 10 min']);
    await receive(deps, ended(first));
    await receive(deps, fire());
    expect(await services()).toEqual([]);
    await receive(deps, fire());
    await processAlerts(deps);

    expect(await services()).toEqual(['checkout open']);
    expect(await held()).toEqual([]);
    const [incident] = await incidentsOf(deps);
    expect(await deps.store.transaction((tx) => tx.alerts.countFiring(incident!.id))).toBe(2);
  });

  test('open alone after firing for as long as the firings may take', async () => {
    const { deps, services, letPass } = await start({ openAfter: [THREE] });
    await receive(deps, about('checkout', { source: 'datadog', startsAt: new Date(Date.now() - 60_000) }));
    expect(await services()).toEqual([]);

    // Its beginning is the sender's word; when that is no longer to be believed, it is when we heard of it first.
    deps.state.settings = {
      ...deps.settings,
      holds: { maintenance: [], openAfter: [{ ...THREE, withinSeconds: 30 }] },
    };
    await letPass(1);

    expect(await services()).toEqual(['checkout open']);
  });

  test('are let go by one that comes in the same moment and need not wait', async () => {
    const { deps, services, held } = await start({ openAfter: [THREE] });
    const days = (n: number) => new Date(Date.now() - n * 24 * HOUR * 1000);

    // The first one's beginning is too long ago to be believed.
    const fire = (startsAt: Date) => about('checkout', { source: 'datadog', startsAt });
    await receive(deps, fire(days(8)), fire(days(1)));
    await processAlerts(deps);

    expect(await held()).toEqual([]);
    // A day apart, they are two troubles.
    expect(await services()).toEqual(['checkout open', 'checkout open']);
  });

  test('wait only where the rule fits their sender and name', async () => {
    const { deps, services } = await start({ openAfter: [THREE] });

    await receive(deps, about('checkout'), about('search', { source: 'datadog', name: 'Slow' }));

    expect((await services()).toSorted()).toEqual(['checkout open', 'search open']);
  });
});
