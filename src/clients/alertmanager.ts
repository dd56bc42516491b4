/** What Alertmanager lists as firing, over version 2 of its HTTP API. Its silences are in services/alertmanager.ts. */
import { z } from 'zod';
import { ALERTMANAGER_SOURCE, shortened, type Alert } from '../incidents/alert.js';
import type { AlertLister, ListedAlert } from '../incidents/ports/alert-lister.js';
import type { Metrics } from '../observability/metrics.js';
import { canonicalJson } from '../shared/canonical-json.js';
import { UpstreamError } from '../shared/errors.js';
import { createHttp } from './http.js';
import { parseJson } from './parse-json.js';

export interface AlertmanagerOptions {
  /** Base address; may hold a path, as `--web.route-prefix` gives it one. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  /** Names of the receivers that call us. Empty: its only one. */
  readonly receivers: readonly string[];
  readonly timeoutMs: number;
  /** Of one list. */
  readonly maxBytes: number;
  readonly metrics?: Pick<Metrics, 'upstreamSeconds'> | undefined;
}

export interface Alertmanager extends AlertLister {
  /** Whom it is, and which receivers count as ours. Throws UpstreamError. */
  ping(signal?: AbortSignal): Promise<{ readonly version: string; readonly receivers: readonly string[] }>;
}

const Status = z.object({
  uptime: z.coerce.date(),
  /** `disabled` is a single one. */
  cluster: z.object({ status: z.enum(['ready', 'settling', 'disabled']) }),
  versionInfo: z.object({ version: z.string() }),
});
const Named = z.object({ name: z.string() });
const Texts = z.record(z.string(), z.string());
const Entry = z.object({
  fingerprint: z.string().min(1).max(128),
  labels: Texts,
  annotations: Texts,
  startsAt: z.coerce.date(),
  generatorURL: z.string().nullish(),
  receivers: z.array(Named),
  status: z.object({ state: z.enum(['active', 'suppressed', 'unprocessed']) }),
});

const Group = z.object({
  receiver: Named,
  labels: Texts,
  alerts: z.array(z.object({ fingerprint: z.string() })),
});

/** @throws ConfigError for an address that is none. */
export function createAlertmanager(options: AlertmanagerOptions): Alertmanager {
  const http = createHttp({
    service: 'alertmanager',
    title: 'Alertmanager',
    check: 'ALERTMANAGER_URL and the network',
    baseUrl: options.url,
    headers: options.token ? { authorization: `Bearer ${options.token}` } : {},
    timeoutMs: options.timeoutMs,
    maxBytes: options.maxBytes,
    metrics: options.metrics,
  });

  function fail(message: string): never {
    throw new UpstreamError('alertmanager', message, { isRetryable: false });
  }

  async function read<T extends z.ZodType>(
    schema: T,
    path: string,
    signal: AbortSignal | undefined,
  ): Promise<z.output<T>> {
    const { body } = await http.request({ path: `/api/v2${path}`, signal });
    return (
      parseJson(schema, body) ??
      fail(
        `${http.label} answered something other than version 2 of Alertmanager's API; check that ALERTMANAGER_URL is the base address.`,
      )
    );
  }

  async function ourReceivers(signal: AbortSignal | undefined): Promise<readonly string[]> {
    const names = (await read(z.array(Named), '/receivers', signal)).map(({ name }) => name);
    if (options.receivers.length === 0) {
      if (names.length === 1) return names;
      return fail(
        `${http.label} has ${names.length} receivers; set ALERTMANAGER_RECEIVER to the one that calls Firewatch (${names.join(', ')}).`,
      );
    }
    const missing = options.receivers.filter((name) => !names.includes(name));
    if (missing.length === 0) return options.receivers;
    return fail(
      `${http.label} has no receiver ${missing.join(', ')}; set ALERTMANAGER_RECEIVER to one of its own (${names.join(', ')}).`,
    );
  }

  return {
    async list(signal) {
      const receivers = new Set(await ourReceivers(signal));
      const entries = await read(z.array(z.unknown()), '/alerts', signal);
      // Asked afterwards: one that was restarted between the two questions must not seem to have been up for long.
      const { uptime, cluster } = await read(Status, '/status', signal);
      const alerts = entries.flatMap((entry): readonly ListedAlert[] => {
        const { data } = Entry.safeParse(entry);
        if (!data) return [];
        return [
          {
            alert: toAlert(data),
            isSuppressed: data.status.state === 'suppressed',
            isForUs: data.receivers.some(({ name }) => receivers.has(name)),
          },
        ];
      });
      return {
        from: http.label,
        alerts,
        unreadable: entries.length - alerts.length,
        upSince: uptime,
        isReady: cluster.status !== 'settling',
      };
    },

    async groups(signal) {
      const receivers = new Set(await ourReceivers(signal));
      const groups = await read(z.array(Group), '/alerts/groups', signal);
      return groups
        .filter(({ receiver, labels }) => receivers.has(receiver.name) && Object.keys(labels).length > 0)
        .map(({ receiver, labels, alerts }) => ({
          name: `${receiver.name} ${canonicalJson(labels)}`,
          fingerprints: alerts.map(({ fingerprint }) => fingerprint),
        }));
    },

    async ping(signal) {
      const { versionInfo } = await read(Status, '/status', signal);
      return { version: versionInfo.version, receivers: await ourReceivers(signal) };
    },
  };
}

/** As its webhook would have told it, so that both are the same episode; the key of its group is told only there. */
function toAlert(entry: z.output<typeof Entry>): Alert {
  return {
    source: ALERTMANAGER_SOURCE,
    fingerprint: entry.fingerprint,
    status: 'firing',
    name: entry.labels['alertname'] || 'unnamed alert',
    labels: entry.labels,
    annotations: shortened(entry.annotations),
    startsAt: entry.startsAt,
    endsAt: null,
    generatorUrl: entry.generatorURL || null,
    groupKey: null,
  };
}
