import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { processAlerts } from '../../../src/workflows/alerts/process-alerts.js';
import { reconcileWithSender } from '../../../src/workflows/alerts/reconcile-with-sender.js';
import type { AlertLister } from '../../../src/incidents/ports/alert-lister.js';
import {
  listerAt,
  postAlerts,
  postTo,
  startLonelyAlertmanager,
  type PostedAlert,
} from '../../helpers/alertmanager.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { describeWithServer, findFreePort, type RealServer } from '../../helpers/real-servers.js';
import { waitUntil } from '../../helpers/wait-until.js';
import { buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';

const MINUTE_MS = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS);

// One for the whole file: each test has alerts of its own service, of which the others' incidents know nothing.
describeWithServer('alertmanager', 'reconcileWithSender', () => {
  let alertmanager: RealServer;
  beforeAll(async () => {
    alertmanager = await startLonelyAlertmanager();
  }, 30_000);
  afterAll(() => alertmanager.stop());

  describeOnOneDatabase('reconcileWithSender', (open) => {
    async function start() {
      const { store, database, jobs } = await open();
      const deps = createWorkflowDeps(store);
      const service = `service-${randomUUID().slice(0, 8)}`;
      const look = async (
        { isCut = false, minutesLater = 0, lister }: Look = {},
        signal = AbortSignal.timeout(10_000),
      ) => {
        const clock = { now: () => new Date(Date.now() + minutesLater * MINUTE_MS) };
        const alertLister = lister ?? listerAt(alertmanager.url);
        await reconcileWithSender({ ...deps, clock, alertLister }, { isCut }, signal);
        await processAlerts(deps);
      };
      // A name of its own: Alertmanager groups by it.
      const labels = { alertname: `Errors-${service}`, service };
      const mine = async () =>
        (await incidentsOf(deps)).filter((incident) => incident.service?.startsWith(service));
      const statuses = async () => (await mine()).map(({ status }) => status);
      return { deps, database, jobs, service, labels, look, mine, statuses };
    }
    interface Look {
      isCut?: boolean;
      minutesLater?: number;
      lister?: AlertLister;
    }

    test('opens what fires without a webhook ever having told of it, once, with its own beginning', async () => {
      const { labels, look, mine } = await start();
      const startsAt = ago(10);
      await postAlerts(alertmanager.url, { labels, startsAt });

      await look();
      await look();

      expect(await mine()).toMatchObject([{ status: 'open', startedAt: startsAt, source: 'alertmanager' }]);
    });

    test('leaves alone what is silenced, inhibited, sent elsewhere, or too young to have been told of', async () => {
      const { labels, service, look, mine } = await start();
      const region = service;
      await postTo(alertmanager.url, '/silences', {
        matchers: [{ name: 'service', value: `${service}-quiet`, isRegex: false, isEqual: true }],
        startsAt: new Date().toISOString(),
        endsAt: new Date(Date.now() + MINUTE_MS).toISOString(),
        createdBy: 'test',
        comment: 'test',
      });
      await postAlerts(
        alertmanager.url,
        { labels: { ...labels, service: `${service}-quiet` }, startsAt: ago(10) },
        { labels: { ...labels, alertname: 'Outage', region, team: 'other' }, startsAt: ago(10) },
        { labels: { ...labels, alertname: 'Slow', region }, startsAt: ago(10) },
        { labels: { ...labels, alertname: 'Young' }, startsAt: ago(1) },
      );
      // It learns a little later what inhibits what.
      await waitUntil('the inhibition', async () => {
        const answer = await fetch(
          `${alertmanager.url}/api/v2/alerts?inhibited=false&filter=region="${region}"`,
        );
        const names = ((await answer.json()) as PostedAlert[]).map(({ labels: { alertname } }) => alertname);
        return names.join() === 'Outage';
      });

      await look();

      expect(await mine()).toEqual([]);
      await look({ minutesLater: 2 });
      expect(await mine()).toMatchObject([{ title: expect.stringContaining('Young') }]);
    });

    test('keeps a group together: what was left out of a webhook, and what no webhook told of', async () => {
      const { deps, database, service, look } = await start();
      const startsAt = ago(10);
      const labelsOf = (alertname: string, i: number) => ({
        alertname: `${alertname}-${service}`,
        service: `${service}-${i}`,
      });
      const names = ['Cut', 'Lost'];
      await postAlerts(
        alertmanager.url,
        ...names.flatMap((name) => [0, 1, 2].map((i) => ({ labels: labelsOf(name, i), startsAt }))),
      );
      const { alerts } = await listerAt(alertmanager.url).list();
      const told = alerts.find(
        ({ alert }) => alert.labels['service'] === `${service}-0` && alert.name.startsWith('Cut'),
      );
      await receive(deps, { ...told!.alert, groupKey: 'as its webhook names it' });

      await look({ isCut: true });

      const keys = await database.query(
        'SELECT group_key AS key, count(*)::int AS count FROM firewatch.alerts WHERE service LIKE $1 GROUP BY 1 ORDER BY 1',
        [`${service}-%`],
      );
      expect(keys).toEqual([
        { key: 'as its webhook names it', count: 3 },
        { key: `listed firewatch {"alertname":"Lost-${service}"}`, count: 3 },
      ]);
    });

    test('does not wait when the sender said that it left alerts out', async () => {
      const { labels, look, statuses } = await start();
      await postAlerts(alertmanager.url, { labels, startsAt: new Date() });

      await look({ isCut: true });

      expect(await statuses()).toEqual(['open']);
    });

    test('ends what is not listed any more, saying how it knows', async () => {
      const { deps, labels, look, mine } = await start();
      const startsAt = ago(10);
      await postAlerts(alertmanager.url, { labels, startsAt });
      await look();
      await postAlerts(alertmanager.url, { labels, startsAt, endsAt: new Date() });

      await look({ minutesLater: 4 });
      expect(await mine()).toMatchObject([{ status: 'open' }]);
      await look({ minutesLater: 20 });

      const [incident] = await mine();
      expect(incident).toMatchObject({ status: 'resolved' });
      const timeline = await deps.store.transaction((tx) => tx.timeline.list(incident!.id, 20));
      expect(timeline.map(({ text }) => text)).toContain(
        `Alertmanager does not list ${labels.alertname} any more, though nobody told of its end.`,
      );
      // It fires again later: that is told by nobody either.
      await postAlerts(alertmanager.url, { labels, startsAt: new Date() });
      await look({ minutesLater: 3 });
      expect(await mine()).toMatchObject([{ status: 'open' }]);
    });

    test('ends nothing because of an Alertmanager that has just started, is silent, or was never seen to list it', async () => {
      const { deps, labels, service, look, statuses } = await start();
      await postAlerts(alertmanager.url, { labels, startsAt: ago(10) });
      await look();
      // Told by another Alertmanager, of which this one knows nothing.
      await receive(
        deps,
        buildAlert({ labels: { service: `${service}-a` }, sentBy: 'http://a:9093', startsAt: ago(60) }),
        buildAlert({ labels: { service: `${service}-b` }, sentBy: 'http://b:9093', startsAt: ago(60) }),
      );
      const empty = await startLonelyAlertmanager();
      try {
        const restarted = listerAt(empty.url);
        const same = {
          ...restarted,
          list: async () => ({ ...(await restarted.list()), from: `Alertmanager at ${host()}` }),
        };
        await look({ minutesLater: 14, lister: same });
        expect(await statuses()).toEqual(['open', 'open', 'open']);
      } finally {
        await empty.stop();
      }
      const nobody = listerAt(`http://127.0.0.1:${await findFreePort()}`);
      await expect(look({ minutesLater: 60, lister: nobody })).rejects.toThrow(/ALERTMANAGER_URL/);
      await look({ minutesLater: 60 });
      expect(await statuses()).toEqual(['open', 'open', 'open']);
    }, 30_000);

    test('ends what its only sender told of before it was looked up, once some of that was listed there', async () => {
      const { deps, labels, service, look, statuses } = await start();
      const sentBy = 'http://alertmanager:9093';
      const [gone, listed] = [`${service}-gone`, `${service}-listed`];
      await receive(
        deps,
        buildAlert({ labels: { service: gone }, sentBy, startsAt: ago(60) }),
        buildAlert({ labels: { service: listed }, sentBy, startsAt: ago(60), fingerprint: 'known' }),
      );
      const real = listerAt(alertmanager.url);
      await postAlerts(alertmanager.url, { labels: { ...labels, service: listed }, startsAt: ago(60) });
      const lister: AlertLister = {
        ...real,
        list: async () => {
          const listing = await real.list();
          const alerts = listing.alerts.map((entry) =>
            entry.alert.labels['service'] === listed
              ? { ...entry, alert: { ...entry.alert, fingerprint: 'known' } }
              : entry,
          );
          return { ...listing, alerts };
        },
      };

      await look({ minutesLater: 20, lister });
      expect(await statuses()).toEqual(['open', 'open']);
      await look({ minutesLater: 20, lister });

      expect(await statuses()).toEqual(['resolved', 'open']);
    });

    test('says which receivers there are when it cannot know which one is ours', async () => {
      const { look } = await start();

      await expect(look({ lister: listerAt(alertmanager.url, []) })).rejects.toThrow(
        /2 receivers; set ALERTMANAGER_RECEIVER.*\(firewatch, elsewhere\)/,
      );
      await expect(look({ lister: listerAt(alertmanager.url, ['pager']) })).rejects.toThrow(
        /no receiver pager.*firewatch, elsewhere/,
      );
    });

    const host = () => new URL(alertmanager.url).host;
  });
});
