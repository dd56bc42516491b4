import { expect, test } from '@jest/globals';
import { processAlerts } from '../../../src/workflows/alerts/process-alerts.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import { declareIncident } from '../../../src/workflows/opening/declare-incident.js';
import { recordAlerts } from '../../../src/workflows/alerts/record-alerts.js';
import type { Alert } from '../../../src/incidents/alert.js';
import type { Database, Sql } from '../../../src/storage/database.js';
import { createMessageQueue } from '../../../src/storage/repositories/messages.js';
import { createStore } from '../../../src/storage/store.js';
import type { Store } from '../../../src/workflows/transaction.js';
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

const HOUR_MS = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms);
const about = (service: string): Partial<Alert> => ({ labels: { alertname: 'X', service } });
const statuses = async (deps: WorkflowDeps) => (await incidentsOf(deps)).map(({ status }) => status);

/** The database, and how many statements it was asked. */
function countStatements(database: Database) {
  let count = 0;
  const counting = (sql: Sql): Sql => ({
    query(text, values) {
      count += 1;
      return sql.query(text, values);
    },
  });
  const counted: Database = {
    ...database,
    ...counting(database),
    transaction: (work, options) => database.transaction((tx) => work(counting(tx)), options),
  };
  return { database: counted, count: () => count };
}

describeOnOneDatabase('processAlerts', (open) => {
  const start = async () => {
    const { store, database } = await open();
    return { database, deps: createWorkflowDeps(store) };
  };

  test('puts alerts of one service, of neighbours and of one group into one incident', async () => {
    const { deps, database } = await start();
    const grouped = { groupKey: '{}:{team="shop"}' };

    await receive(
      deps,
      buildAlert({ ...about('checkout'), ...grouped, startsAt: ago(3000) }),
      buildAlert({ ...about('checkout'), startsAt: ago(2000) }),
      buildAlert({ ...about('payments'), startsAt: ago(1000) }),
      buildAlert({ labels: {}, ...grouped, startsAt: ago(500) }),
      buildAlert({ ...about('search'), startsAt: ago(400) }),
    );

    const incidents = await incidentsOf(deps);
    expect(incidents.map(({ service }) => service)).toEqual(['checkout', 'search']);
    const reasons = await database.query(
      'SELECT grouping_reason AS reason FROM firewatch.alerts ORDER BY starts_at',
    );
    expect(reasons.map(({ reason }) => reason)).toEqual([
      'it opened the incident',
      'it is about checkout as well, 1 s apart',
      'checkout calls payments, HighErrorRate fires there too, 1 s apart',
      'alertmanager grouped it with the others',
      'it opened the incident; nothing links search to an open incident',
    ]);
  });

  test('finds each of many alerts its incident, also where those of several come in turn', async () => {
    const { deps, database } = await start();
    const services = ['checkout', 'search'];
    const alerts = Array.from({ length: 40 }, (_, index) =>
      buildAlert({ ...about(services[index % 2] ?? ''), startsAt: ago(50_000 - index * 1000) }),
    );

    await receive(deps, ...alerts);

    const incidents = await incidentsOf(deps);
    expect(incidents.map(({ service }) => service)).toEqual(services);
    for (const { id } of incidents) {
      const [row] = await database.query(
        'SELECT count(*)::int AS count FROM firewatch.alerts WHERE incident_id = $1 AND is_handled',
        [id],
      );
      expect(row).toEqual({ count: 20 });
      const entries = await database.query(
        "SELECT text FROM firewatch.timeline WHERE incident_id = $1 AND kind = 'alert.firing' ORDER BY id",
        [id],
      );
      expect(entries).toHaveLength(19);
      expect(String(entries[0]?.['text'])).toContain('joined: it is about');
    }
  });

  test('takes the worst severity and the earliest credible beginning', async () => {
    const { deps } = await start();
    const early = ago(10 * 60_000);

    await receive(deps, buildAlert({ labels: { service: 'checkout', severity: 'warning' } }));
    await receive(deps, buildAlert({ startsAt: early }), buildAlert({ startsAt: new Date(0) }));

    const [incident] = await incidentsOf(deps);
    expect(incident).toMatchObject({ severity: 'sev1', startedAt: early });
  });

  test('resolves with the last alert, and reopens for the same alert within the window', async () => {
    const { deps } = await start();
    const [one, two] = [buildAlert({ startsAt: ago(9000) }), buildAlert({ startsAt: ago(8000) })];
    await receive(deps, one, two);

    await receive(deps, ended(one, ago(5000)));
    expect(await statuses(deps)).toEqual(['open']);
    await receive(deps, ended(two, ago(5000)));
    expect(await statuses(deps)).toEqual(['resolved']);
    await receive(deps, { ...one, startsAt: ago(1000) });

    expect(await incidentsOf(deps)).toMatchObject([{ status: 'open', reopenCount: 1 }]);
  });

  test('opens a mitigated incident again for trouble that began after the fix', async () => {
    const { deps, database } = await start();
    await receive(deps, buildAlert({ ...about('checkout'), startsAt: ago(60_000) }));
    await database.query(
      "UPDATE firewatch.incidents SET status = 'mitigated', mitigated_at = now() - interval '30 s'",
    );

    await receive(deps, buildAlert({ ...about('checkout'), startsAt: ago(40_000) }));
    expect(await statuses(deps)).toEqual(['mitigated']);
    await receive(deps, buildAlert({ ...about('checkout'), startsAt: ago(10_000) }));

    expect(await statuses(deps)).toEqual(['open']);
  });

  test('an alert that began during an incident and is told after its end opens that incident again', async () => {
    const { deps } = await start();
    const first = buildAlert({ ...about('checkout'), startsAt: ago(60_000) });
    await receive(deps, first);
    await receive(deps, ended(first));
    expect(await statuses(deps)).toEqual(['resolved']);

    await receive(deps, buildAlert({ ...about('payments'), startsAt: ago(30_000) }));

    expect(await statuses(deps)).toEqual(['open']);
  });

  test('opens a new incident when the same alert comes back after the window', async () => {
    const { deps, database } = await start();
    const alert = buildAlert({ startsAt: ago(3 * HOUR_MS) });
    await receive(deps, alert);
    await receive(deps, ended(alert, ago(2 * HOUR_MS)));
    await database.query("UPDATE firewatch.incidents SET resolved_at = now() - interval '2 hours'");

    await receive(deps, { ...alert, startsAt: ago(1000) });

    expect(await statuses(deps)).toEqual(['resolved', 'open']);
  });

  test('does not reopen what a person resolved while the sender repeats itself', async () => {
    const { deps } = await start();
    const alert = buildAlert();
    await receive(deps, alert);
    const [incident] = await incidentsOf(deps);
    await resolveIncident(deps, ALICE, { incidentId: incident!.id, requestId: 'r1', cause: null, fix: null });

    await receive(deps, alert);

    expect(await statuses(deps)).toEqual(['resolved']);
  });

  test('the same episode told again long after its end fires once more; late duplicates change nothing', async () => {
    const { deps, database } = await start();
    const alert = buildAlert({ startsAt: ago(HOUR_MS) });
    await receive(deps, alert);
    await receive(deps, ended(alert));
    await receive(deps, alert);
    expect(await statuses(deps)).toEqual(['resolved']);
    await database.query("UPDATE firewatch.alerts SET last_received_at = now() - interval '4 minutes'");
    await receive(deps, alert);
    expect(await statuses(deps)).toEqual(['resolved']);
    // What was ignored does not count as word of its end.
    await database.query(
      "UPDATE firewatch.alerts SET last_received_at = last_received_at - interval '2 minutes'",
    );

    await receive(deps, alert);

    expect(await incidentsOf(deps)).toMatchObject([{ status: 'open', reopenCount: 1 }]);
    const [row] = await database.query('SELECT status, ends_at, is_handled FROM firewatch.alerts');
    expect(row).toEqual({ status: 'firing', ends_at: null, is_handled: true });
    await receive(deps, ended(alert));
    expect(await statuses(deps)).toEqual(['resolved']);
  });

  test('the same episode told again reopens what was mitigated meanwhile', async () => {
    const { deps, database } = await start();
    const [one, two] = [buildAlert({ startsAt: ago(9000) }), buildAlert({ startsAt: ago(8000) })];
    await receive(deps, one, two);
    await receive(deps, ended(one));
    await database.query("UPDATE firewatch.incidents SET status = 'mitigated', mitigated_at = now()");
    await database.query("UPDATE firewatch.alerts SET last_received_at = now() - interval '6 minutes'");

    await receive(deps, one);

    expect(await incidentsOf(deps)).toMatchObject([{ status: 'open', reopenCount: 1 }]);
  });

  test('how many alerts there are waits for a calm moment, that none is left does not', async () => {
    const { deps, database } = await start();
    const [one, other] = [1, 2].map((pod) =>
      buildAlert({ labels: { ...about('checkout').labels, pod: `p${pod}` } }),
    );
    await receive(deps, one!);
    const queue = createMessageQueue(database);
    const claim = async () =>
      (await queue.claim({ limit: 9, leaseSeconds: 60 })).find((m) => m.kind === 'incident_card');
    await queue.delivered((await claim())!, { channel: 'C0', ts: '1.1' });

    await receive(deps, other!);
    expect(await claim()).toBeUndefined();
    await receive(deps, ended(one!));
    expect(await claim()).toBeUndefined();
    await receive(deps, ended(other!));
    expect(await claim()).toMatchObject({ kind: 'incident_card', ts: '1.1' });
  });

  test('opens and joins by a group key of any length', async () => {
    const { deps } = await start();
    let seed = 1;
    const noise = Array.from({ length: 20_000 }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed.toString(36).slice(-1);
    }).join('');

    await receive(
      deps,
      buildAlert({ labels: {}, groupKey: `${noise}a` }),
      buildAlert({ labels: {}, groupKey: `${noise}a` }),
      buildAlert({ labels: {}, groupKey: `${noise}b` }),
    );

    const incidents = await incidentsOf(deps);
    expect(incidents.map(({ groupKey }) => groupKey)).toEqual([
      expect.stringMatching(/^alertmanager:sha256:[0-9a-f]{64}$/),
      expect.stringMatching(/^alertmanager:sha256:[0-9a-f]{64}$/),
    ]);
  });

  test('leaves an incident declared by hand open when its alerts end, and says so', async () => {
    const { deps, database } = await start();
    const request = { requestId: 'r1', title: 'Customers cannot pay', severity: null, service: 'checkout' };
    await declareIncident(deps, ALICE, request);
    const alert = buildAlert();

    await receive(deps, alert);
    await receive(deps, ended(alert));

    expect(await statuses(deps)).toEqual(['open']);
    const notes = await database.query("SELECT subject_id FROM firewatch.messages WHERE kind = 'note'");
    expect(notes).toHaveLength(1);
  });

  test('resolves although the end of an earlier episode was never told', async () => {
    const { deps } = await start();
    const first = buildAlert({ startsAt: ago(60_000) });
    const second = { ...first, startsAt: ago(30_000) };

    await receive(deps, first);
    await receive(deps, second);
    await receive(deps, ended(second));

    expect(await statuses(deps)).toEqual(['resolved']);
  });

  test('resolves when two senders told different beginnings and one of them the end', async () => {
    const { deps } = await start();
    const later = buildAlert({ startsAt: ago(30_000) });
    const earlier = { ...later, startsAt: ago(45_000) };

    await receive(deps, later);
    await receive(deps, earlier);
    expect(await statuses(deps)).toEqual(['open']);
    await receive(deps, ended(earlier));

    expect(await statuses(deps)).toEqual(['resolved']);
  });

  test('an old beginning that arrives after the end of a later episode opens nothing', async () => {
    const { deps } = await start();
    const later = buildAlert({ startsAt: ago(30_000) });
    await receive(deps, later);
    await receive(deps, ended(later, ago(10_000)));

    await receive(deps, { ...later, startsAt: ago(45_000) });

    expect(await statuses(deps)).toEqual(['resolved']);
  });

  test('a beginning from the far future does not hide what comes after it', async () => {
    const { deps } = await start();
    const alert = buildAlert({ startsAt: new Date('2099-01-01T00:00:00Z') });
    await receive(deps, alert);
    await receive(deps, ended(alert));

    await receive(deps, { ...alert, startsAt: ago(1000) });

    expect(await incidentsOf(deps)).toMatchObject([{ status: 'open', reopenCount: 1 }]);
  });

  test('opens an incident of its own when the former one may not be reopened beside its group', async () => {
    const { deps } = await start();
    const group = '{}:{zone="a"}';
    const leader = buildAlert({ ...about('search'), groupKey: group, startsAt: ago(90_000) });
    const follower = buildAlert({ ...about('search'), startsAt: ago(80_000) });
    await receive(deps, leader, follower);
    await receive(deps, ended(leader, ago(60_000)), ended(follower, ago(60_000)));
    await receive(deps, buildAlert({ ...about('web'), groupKey: group, startsAt: ago(50_000) }));

    await receive(deps, { ...follower, startsAt: ago(1000) });

    expect(await statuses(deps)).toEqual(['resolved', 'open', 'open']);
  });

  test('an alert that cannot be handled keeps nobody waiting, and is tried again', async () => {
    const { deps, database } = await start();
    const alerts = ['a', 'poison', 'b'].map((service, index) =>
      buildAlert({ ...about(service), startsAt: ago(10_000 - index) }),
    );
    const catalog = deps.catalog();
    let isBroken = true;
    const broken = {
      ...deps,
      settings: deps.settings,
      catalog: () => ({
        ...catalog,
        get(name: string) {
          if (isBroken && name === 'poison') throw new Error('poisoned');
          return catalog.get(name);
        },
      }),
    };
    await recordAlerts(deps, alerts);

    await expect(processAlerts(broken)).rejects.toThrow('1 alerts could not be handled');
    expect((await incidentsOf(deps)).map(({ service }) => service)).not.toContain('poison');
    expect(await incidentsOf(deps)).toHaveLength(2);
    isBroken = false;
    await processAlerts(broken);

    const left = await database.query('SELECT id FROM firewatch.alerts WHERE NOT is_handled');
    expect(left).toEqual([]);
    const services = await database.query('SELECT service FROM firewatch.incidents');
    expect(services.map(({ service }) => service)).toContain('poison');
  });

  test('handles a storm of a thousand alerts in one group with no more work for each than a few take', async () => {
    const { database, jobs } = await open();
    const counted = countStatements(database);
    const deps = createWorkflowDeps(createStore(counted.database, jobs.within));
    const storm = async (size: number, groupKey: string) => {
      const before = counted.count();
      const alerts = Array.from({ length: size }, (_, index) =>
        buildAlert({ labels: { alertname: 'Down', instance: `${index}` }, groupKey }),
      );
      await receive(deps, ...alerts);
      await receive(deps, ...alerts.map((alert) => ended(alert)));
      return (counted.count() - before) / size;
    };
    const few = await storm(20, '{}:{job="proxy"}');

    const many = await storm(1000, '{}:{job="node"}');

    expect((await incidentsOf(deps)).map(({ status }) => status)).toEqual(['resolved', 'resolved']);
    const [row] = await database.query(
      'SELECT count(*)::int AS count FROM firewatch.alerts WHERE incident_id IS NOT NULL',
    );
    expect(row).toEqual({ count: 1020 });
    expect(many).toBeLessThan(few * 1.2);
  }, 120_000);

  test('reads what there is to join once for many alerts, also where some of them end in between', async () => {
    const { deps } = await start();
    const numbered = (index: number, after: number) =>
      buildAlert({ ...about('checkout'), fingerprint: `f${index}`, startsAt: ago(60_000 - after) });
    const first = Array.from({ length: 20 }, (_, index) => numbered(index, index * 1000));
    await receive(deps, ...first);
    const more = first.map((_, index) => numbered(100 + index, index * 1000 + 500));
    await recordAlerts(deps, [...first.slice(1).map((alert) => ended(alert)), ...more]);
    let turns = 0;
    let reads = 0;
    const counting: Store = {
      transaction: (work, options) =>
        deps.store.transaction((tx) => {
          turns += 1;
          const groupingCandidates = (limit: number) => {
            reads += 1;
            return tx.incidents.groupingCandidates(limit);
          };
          return work({ ...tx, incidents: { ...tx.incidents, groupingCandidates } });
        }, options),
    };

    await processAlerts({ ...deps, store: counting });

    expect(await statuses(deps)).toEqual(['open']);
    expect(reads).toBeGreaterThan(0);
    expect(reads).toBeLessThanOrEqual(turns);
  });

  test('what began after an end that came in the same moment does not bring it back', async () => {
    const { deps } = await start();
    const old = buildAlert({ ...about('checkout'), fingerprint: 'old', startsAt: ago(50_000) });
    await receive(deps, old);

    await receive(
      deps,
      buildAlert({ ...about('search'), fingerprint: 'first', startsAt: ago(60_000) }),
      ended(old, ago(20_000)),
      buildAlert({ ...about('checkout'), fingerprint: 'new', startsAt: ago(10_000) }),
    );

    expect(await statuses(deps)).toEqual(['resolved', 'open', 'open']);
  });

  test('two workers at once open one incident', async () => {
    const { deps, database } = await start();
    await recordAlerts(deps, [buildAlert(), buildAlert()]);

    await Promise.all([processAlerts(deps), processAlerts(deps), processAlerts(deps)]);

    expect(await database.query('SELECT id FROM firewatch.incidents')).toHaveLength(1);
  });
});
