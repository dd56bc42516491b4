/**
 * A local PagerDuty: the REST API, Events API v2 and webhooks v3 as far as incident response needs them, with the vendor's
 * rules, limits and errors, and a page for people. What the vendor does is in README.md.
 */
import { createAccount } from './account/account.js';
import { createIncidents } from './account/incidents.js';
import type { AccountSeed, Agent, Incident, Service } from './account/model.js';
import { createPresent } from './account/present.js';
import { createEventsApi } from './events/events-api.js';
import { createFaults } from './faults.js';
import { accountRoutes } from './rest/account-routes.js';
import { incidentRoutes } from './rest/incident-routes.js';
import { createRestApi } from './rest/rest-api.js';
import { createPagerDutyServer } from './server.js';
import { createWebhooks } from './webhooks/webhooks.js';

export interface LocalPagerDutyOptions extends AccountSeed {
  /** REST API keys. */
  readonly tokens: readonly string[];
  /** 0, any free one, unless told. */
  readonly port?: number;
  /** Rows per page at most, to make paging happen with few rows. */
  readonly maxRows?: number;
  /** Calls per token and minute; 960 unless told. */
  readonly restPerMinute?: number;
  /** Events per integration key and minute; 120 unless told. */
  readonly eventsPerMinute?: number;
  /** Pauses before a webhook is tried again. */
  readonly retryDelaysMs?: readonly number[];
  readonly now?: () => Date;
}

export type LocalPagerDuty = Awaited<ReturnType<typeof startLocalPagerDuty>>;

export async function startLocalPagerDuty(options: LocalPagerDutyOptions) {
  const { tokens, maxRows, now = () => new Date() } = options;
  let url = '';
  const account = createAccount(options);
  const incidents = createIncidents({ account, now });
  const present = createPresent({ account, site: () => url, api: () => url });
  const faults = createFaults();
  const webhooks = createWebhooks({ present, faults, retryDelaysMs: options.retryDelaysMs });
  incidents.onEvent(webhooks.accept);
  const nowMs = () => now().getTime();
  const server = createPagerDutyServer({
    account,
    incidents,
    faults,
    rest: createRestApi({
      account,
      tokens,
      now: nowMs,
      perMinute: options.restPerMinute,
      routes: [
        incidentRoutes({ account, incidents, present, now, maxRows }),
        accountRoutes({ account, present, maxRows }),
      ],
    }),
    events: createEventsApi({ account, incidents, now: nowMs, perMinute: options.eventsPerMinute }),
  });
  url = await server.listen(options.port ?? 0);

  return {
    /** Of the APIs and the page, without a slash at the end. */
    url,
    /** Everything that was asked of its APIs, oldest first. */
    requests: server.asked,
    incidents: incidents.all,
    people: people({ account, incidents }),
    faults,
    webhooks,
    async close(): Promise<void> {
      webhooks.close();
      await server.close();
    },
  };
}

/** What people and timers do at PagerDuty itself. Throws what the page would show. */
function people({
  account,
  incidents,
}: {
  account: ReturnType<typeof createAccount>;
  incidents: ReturnType<typeof createIncidents>;
}) {
  const user = (id: string) => {
    const found = account.user(id);
    if (!found) throw new Error(`PagerDuty has no user ${id}.`);
    return found;
  };
  const by = (id: string): Agent => ({ kind: 'user', user: user(id) });
  const itself = ({ service }: { service: Service }): Agent => ({ kind: 'service', service });

  return {
    acknowledge: (incident: Incident, userId: string) => incidents.acknowledge(incident, by(userId)),
    resolve: (incident: Incident, userId: string) => incidents.resolve(incident, by(userId)),
    reopen: (incident: Incident, userId: string) => incidents.reopen(incident, by(userId)),
    addNote: (incident: Incident, userId: string, text: string) =>
      incidents.addNote(incident, text, user(userId)),
    setPriority: (incident: Incident, userId: string, name: string | null) =>
      incidents.setPriority(
        incident,
        account.priorities.find((one) => one.name === name) ?? null,
        by(userId),
      ),
    setTitle: (incident: Incident, title: string) => incidents.setTitle(incident, title),
    escalate: (incident: Incident, userId: string, level: number) =>
      incidents.escalate(incident, level, by(userId)),
    reassign: (incident: Incident, userId: string, to: readonly string[]) =>
      incidents.reassign(incident, to.map(user), by(userId)),
    answerRequest: (incident: Incident, userId: string, state: 'joined' | 'declined') =>
      incidents.answerRequest(incident, user(userId), state),
    /** The acknowledgement runs out. */
    timeOutAcknowledgement: (incident: Incident) => incidents.unacknowledge(incident, itself(incident)),
    /** PagerDuty closes what was open for too long. */
    autoResolve: (incident: Incident) => incidents.resolve(incident, itself(incident)),
  };
}
