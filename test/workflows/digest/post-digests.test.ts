import { expect, test } from '@jest/globals';
import { postDigests } from '../../../src/workflows/digest/post-digests.js';
import { readDigest, readWeeklyDigest } from '../../../src/workflows/knowledge/read-digest.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { buildCatalog } from '../../helpers/small-catalog.js';
import { acknowledgeIncident } from '../../../src/workflows/lifecycle/acknowledge-incident.js';
import {
  ALICE,
  buildAlert,
  createWorkflowDeps,
  decide,
  ended,
  incidentsOf,
  proposeRestart,
  receive,
} from '../../helpers/workflow-deps.js';

/** A Monday. */
const MOMENT = new Date('2026-11-23T09:00:00Z');

describeOnOneDatabase('the weekly digest', (open) => {
  const start = async () => {
    const { store, database } = await open();
    const catalog = buildCatalog({
      checkout: { owner: 'group:default/shop', channel: '#shop' },
      payments: { owner: 'group:default/shop' },
      web: { owner: 'frontend' },
    });
    const deps = createWorkflowDeps(store);
    const { settings } = deps;
    const digests = {
      ...deps,
      catalog: () => catalog,
      clock: { ...deps.clock, now: () => new Date(MOMENT.getTime() + 60_000) },
      settings: { ...settings, digest: { day: 1, minutes: 9 * 60, timeZone: 'UTC' } },
      slos: () => ({ of: () => [], list: () => [], problems: [] }),
      budgets: null,
      linkTo: () => null,
    };
    /** Alerts of these services, as if they had come two days before. */
    const happened = async (...services: readonly string[]) => {
      for (const service of services) {
        const alert = buildAlert({ labels: { alertname: 'HighErrorRate', service, severity: 'critical' } });
        await receive(deps, alert);
        await receive(deps, ended(alert));
      }
      await database.query(
        `UPDATE firewatch.incidents SET opened_at = $1::timestamptz - interval '2 days', started_at = $1::timestamptz - interval '2 days'`,
        [MOMENT],
      );
      await database.query(
        `UPDATE firewatch.alerts SET first_received_at = $1::timestamptz - interval '2 days'`,
        [MOMENT],
      );
    };
    const wanted = () =>
      database.query(
        "SELECT key, channel, version FROM firewatch.messages WHERE kind = 'weekly_digest' ORDER BY key",
      );
    return { database, deps, digests, happened, wanted };
  };

  test('is wanted once by each team to which something happened, in its channel', async () => {
    const { digests, happened, wanted } = await start();
    await happened('checkout', 'payments', 'unheard-of');

    await Promise.all([postDigests(digests), postDigests(digests), postDigests(digests)]);
    await postDigests(digests);

    expect(await wanted()).toEqual([
      { key: 'weekly_digest:-:2026-W48', channel: 'C0INCIDENTS', version: 1 },
      { key: 'weekly_digest:-:2026-W48:group:default/shop', channel: '#shop', version: 1 },
    ]);
  });

  test('is not wanted at other times, nor where it is switched off', async () => {
    const { digests, happened, wanted } = await start();
    await happened('checkout');
    const later = { ...digests.clock, now: () => new Date('2026-11-25T09:00:00Z') };

    await postDigests({ ...digests, clock: later });
    await postDigests({ ...digests, settings: { ...digests.settings, digest: null } });

    expect(await wanted()).toEqual([]);
  });

  test('tells of its own services alone, and of nothing when its week was quiet', async () => {
    const { digests, happened } = await start();
    await happened('checkout', 'payments', 'unheard-of');

    const shop = await readWeeklyDigest(digests, '2026-W48:group:default/shop');
    const nobodys = await readWeeklyDigest(digests, '2026-W48');

    expect([shop?.opened, nobodys?.opened]).toEqual([1, 1]);
    expect(await readWeeklyDigest(digests, '2026-W48:frontend')).toBeUndefined();
    expect(await readWeeklyDigest(digests, '2026-W47:group:default/shop')).toBeUndefined();
    expect((await readDigest(digests, { team: 'Shop', days: 7 })).scope).toEqual({
      kind: 'team',
      team: 'group:default/shop',
    });
    expect((await readDigest(digests, { team: '', days: 28 })).opened).toBe(2);
    await expect(readDigest(digests, { team: 'shpo', days: 7 })).rejects.toThrow(
      'The catalogue has no team “shpo”. There are frontend, shop; none stands for services without an owner.',
    );
  });

  test('reads what people did, what helped, and what became part of another incident', async () => {
    const { database, deps, happened } = await start();
    const first = await proposeRestart(deps);
    await acknowledgeIncident(deps, ALICE, { requestId: 'r1', incidentId: first.incident.id });
    await decide(deps, first.id);
    await database.query("UPDATE firewatch.proposals SET status = 'verified'");
    await receive(
      deps,
      buildAlert({ labels: { alertname: 'Slow', service: 'search', severity: 'warning' } }),
    );
    const [, other] = await incidentsOf(deps);
    await happened();

    const read = (services: readonly string[]) =>
      deps.store.transaction((tx) =>
        tx.digests.read(
          { from: new Date(MOMENT.getTime() - 7 * 86_400_000), to: MOMENT },
          { kind: 'only', services },
        ),
      );

    expect(await read(['checkout', 'search'])).toMatchObject({
      isCut: false,
      incidents: expect.arrayContaining([
        expect.objectContaining({
          number: 1,
          acknowledgedAt: expect.any(Date),
          isActedOn: true,
          fix: { runbookId: 'restart', title: expect.any(String) },
        }),
        expect.objectContaining({ number: 2, acknowledgedAt: null, isActedOn: false, fix: null }),
      ]),
    });

    await database.query('UPDATE firewatch.incidents SET merged_into = $1, is_private = true WHERE id = $2', [
      first.incident.id,
      other?.id,
    ]);
    const { incidents, firings } = await read(['checkout', 'search']);
    expect(incidents.map(({ number }) => number)).toEqual([1]);
    expect(firings.map(({ isPrivate }) => isPrivate).filter(Boolean)).toHaveLength(1);
    expect(firings.map(({ incidentId }) => incidentId)).toEqual([first.incident.id, first.incident.id]);
  });

  test('names once what analyses blame in other words, unless people said something else', async () => {
    const { database, digests, happened } = await start();
    await happened('checkout');
    await happened('checkout');
    const analyse = (mechanism: string) =>
      `jsonb_build_object('report', jsonb_build_object('cause', jsonb_build_object('service', 'checkout', 'component', 'worker', 'mechanism', '${mechanism} ' || i.title || i.id)))`;
    await database.query(
      `UPDATE firewatch.investigations AS n SET analysis = ${analyse('It hangs')}, findings = $1, set_aside = NULL
       FROM firewatch.incidents AS i WHERE i.id = n.incident_id`,
      [
        JSON.stringify({
          runbooks: [
            { runbookId: 'restart', service: 'checkout', checks: [{ holds: true }, { holds: null }] },
          ],
        }),
      ],
    );
    const read = async () => (await readDigest(digests, { team: 'shop', days: 7 })).repeats;

    const all = await read();
    await database.query("UPDATE firewatch.incidents SET confirmed_cause = 'A storm' WHERE number = 1");

    expect(all.map(({ incidents }) => incidents.length)).toEqual([2]);
    expect((await read()).map(({ incidents }) => incidents.length)).toEqual([]);
  });

  test('says of private incidents how many there were, and no more', async () => {
    const { database, digests, happened } = await start();
    await happened('checkout');
    await happened('checkout');
    await database.query("UPDATE firewatch.incidents SET is_private = true, confirmed_cause = 'A secret'");

    const digest = await readDigest(digests, { team: 'shop', days: 7 });

    expect(digest).toMatchObject({ opened: 2, privateOnes: 2, noisiest: [], repeats: [] });
    expect(JSON.stringify(digest)).not.toMatch(/secret|HighErrorRate/i);
  });
});
