/** An incident about checkout with a local PagerDuty beside it, and the jobs that bring the two together. */
import type { Incident as Copy } from '../../demo/pagerduty/account/model.js';
import { startLocalPagerDuty } from '../../demo/pagerduty/local-pagerduty.js';
import { createPagerDuty } from '../../src/clients/pagerduty.js';
import type { Alert } from '../../src/incidents/alert.js';
import type { IncidentId } from '../../src/shared/ids.js';
import { acceptPagingEvent } from '../../src/workflows/paging/accept-paging-event.js';
import { reconcilePaging } from '../../src/workflows/paging/reconcile-paging.js';
import { syncPaging } from '../../src/workflows/paging/sync-paging.js';
import type { TestDatabase } from './every-database.js';
import { buildAlert, createWorkflowDeps, incidentsOf, receive } from './workflow-deps.js';

const NEVER = new AbortController().signal;
const TOKEN = 'pd-token';
const BOT = { id: 'UBOT', name: 'Firewatch', email: 'bot@example.com' };
/** Known in Slack by her address. */
export const ALICE_THERE = { id: 'UALICE', name: 'Alice A.', email: 'alice@example.com' };
/** Not known in Slack. */
export const BEN_THERE = { id: 'UBEN', name: 'Ben B.', email: 'ben@example.com' };

export async function startPaged(
  { store, database }: Pick<TestDatabase, 'store' | 'database'>,
  alert = buildAlert(),
) {
  const pagerDuty = await startLocalPagerDuty({
    tokens: [TOKEN],
    users: [BOT, ALICE_THERE, BEN_THERE],
    policies: [{ id: 'POL1', name: 'Shop', levels: [['UALICE'], ['UBEN']] }],
    services: [{ id: 'PSHOP', name: 'checkout', policyId: 'POL1', routingKey: 'a'.repeat(32) }],
  });
  const plain = createWorkflowDeps(store);
  const known = plain.catalog();
  const list = () => known.list().map((service) => ({ ...service, pagerDutyServiceId: 'PSHOP' }));
  const catalog = {
    ...known,
    list,
    get: (name: string) => list().find((service) => service.name === name),
  };
  const deps = {
    ...plain,
    catalog: () => catalog,
    paging: createPagerDuty({ token: TOKEN, fromEmail: BOT.email, apiUrl: pagerDuty.url, timeoutMs: 500 }),
  };
  // What PagerDuty tells of is there already.
  if (alert.source === 'pagerduty') {
    const event = { routing_key: 'a'.repeat(32), event_action: 'trigger', dedup_key: 'disk' };
    const payload = { summary: 'Disk is full', source: 'disk', severity: 'critical' };
    await fetch(`${pagerDuty.url}/v2/enqueue`, {
      method: 'POST',
      body: JSON.stringify({ ...event, payload }),
    });
  }
  const tell = (told: Alert) => receive(plain, told);
  await tell(alert);
  const incident = async () => (await incidentsOf(plain))[0]!;
  const { id } = await incident();

  /** Jobs that wait, run until none is left; fails when they keep asking for more. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 10; round += 1) {
      const jobs = await database.query<{ name: string; data: { incidentId: IncidentId } }>(
        `DELETE FROM pgboss.job WHERE name IN ('sync-paging', 'reconcile-paging') AND state = 'created' RETURNING name, data`,
      );
      if (jobs.length === 0) return;
      const ids = new Set(
        jobs.filter(({ name }) => name === 'sync-paging').map(({ data }) => data.incidentId),
      );
      for (const incidentId of ids) await syncPaging(deps, incidentId, NEVER);
    }
    throw new Error('The two sides do not come to rest.');
  }

  return {
    deps,
    database,
    pagerDuty,
    alert,
    tell,
    id,
    incident,
    settle,
    copy: (): Copy => pagerDuty.incidents.at(-1)!,
    sync: () => syncPaging(deps, id, NEVER),
    reconcile: async () => {
      await reconcilePaging(deps, NEVER);
      await settle();
    },
    announce: (event: Partial<Parameters<typeof acceptPagingEvent>[1]>) =>
      acceptPagingEvent(deps, {
        pagingId: pagerDuty.incidents.at(-1)!.id,
        key: null,
        isStatus: false,
        status: null,
        note: null,
        ...event,
      }),
    /** Requests that changed something there, since the last call. */
    writes: (() => {
      let seen = 0;
      return () => {
        const all = pagerDuty.requests.filter(({ method }) => method !== 'GET');
        const fresh = all.slice(seen).map(({ method, path, body }) => `${method} ${path} ${body}`);
        seen = all.length;
        return fresh;
      };
    })(),
    timeline: async () =>
      (await store.transaction((tx) => tx.timeline.list(id, 100))).map(
        ({ actor, text }) => `${actor.kind === 'firewatch' ? 'firewatch' : actor.id}: ${text}`,
      ),
    close: () => pagerDuty.close(),
  };
}
