/** Grafana alerting's webhook contact point, version 1 of its format. */
import { z } from 'zod';
import { shortened, type Alert } from '../../incidents/alert.js';
import { labelsAboutMonitoring, retitled } from '../about-monitoring.js';
import { alertFields, fingerprintOf, groupFields, groupKeyIn, readEach } from '../alert-group.js';
import { sharedToken } from '../bearer.js';
import { parseJson, parseWith } from '../payload.js';
import { signedBody } from '../signed-body.js';
import { offWithout, type Received, type Source } from '../source.js';

const Envelope = z.object({
  version: z.literal('1', 'must be "1", the version of Grafana\'s format; Alertmanager has its own address'),
  orgId: z.number().nullish(),
  ...groupFields,
});

const WebhookAlert = z.object({
  ...alertFields,
  /** What the rule's expressions came to, by their letters. */
  values: z.record(z.string(), z.unknown()).nullish(),
  valueString: z.string().nullish(),
  silenceURL: z.string().nullish(),
  dashboardURL: z.string().nullish(),
  panelURL: z.string().nullish(),
});
type WebhookAlert = z.output<typeof WebhookAlert>;
type Texts = Readonly<Record<string, string>>;

/** Names that Grafana gives an alert when a rule could not be judged: they are about the watcher, not the watched. */
const ABOUT_THE_WATCHER: ReadonlyMap<string, (rule: string) => string> = new Map([
  ['DatasourceNoData', (rule: string) => `Grafana finds no data for the rule “${rule}”`],
  ['DatasourceError', (rule: string) => `Grafana cannot evaluate the rule “${rule}”`],
]);

/** What Grafana proves itself by: a token, a signature of the body, or both. Null: not configured. */
export interface GrafanaSecrets {
  readonly tokens: readonly string[] | null;
  readonly signing: readonly string[] | null;
}

export function grafana({ tokens, signing }: GrafanaSecrets): Source {
  const token = tokens && sharedToken(tokens, 'GRAFANA_TOKEN');
  const signature =
    signing &&
    signedBody({
      secrets: signing,
      header: 'x-grafana-alerting-signature',
      prefix: '',
      variable: 'GRAFANA_SIGNING_SECRET',
      place: 'under HMAC Signature of the contact point, without a timestamp header,',
    });
  return {
    name: 'grafana',
    path: '/webhooks/grafana',
    off: offWithout('GRAFANA_TOKEN or GRAFANA_SIGNING_SECRET', token !== null || signature !== null),
    challenge: 'Bearer',
    admit: (headers) => token?.admit(headers) ?? signature?.admit(headers),
    ...(signature && { verify: signature.verify }),
    read: ({ body, receivedAt }) => parseGrafana(parseJson(body), receivedAt),
    sign: (body) => ({ ...token?.sign(), ...signature?.sign(body) }),
  };
}

/** @throws UserInputError when not even the envelope can be read. */
export function parseGrafana(body: unknown, receivedAt: Date): Received {
  const envelope = parseWith(Envelope, body);
  const org = envelope.orgId ?? 1;
  const group = groupKeyIn(envelope);
  const read = readEach(envelope.alerts, (entry, index) =>
    toAlert(parseWith(WebhookAlert, entry, `alerts[${index}]`), { org, group, receivedAt }),
  );
  const truncated = envelope.truncatedAlerts ?? 0;
  return truncated === 0
    ? read
    : { ...read, warning: `Grafana left ${truncated} alerts out; raise “Max alerts” of the contact point.` };
}

function toAlert(
  alert: WebhookAlert,
  { org, group, receivedAt }: { org: number; group: string | null; receivedAt: Date },
): Alert {
  const name = alert.labels['alertname'] || 'unnamed alert';
  const says = ABOUT_THE_WATCHER.get(name);
  const texts = { ...extras(alert), ...alert.annotations };
  const watcher = says?.(alert.labels['rulename'] ?? 'unnamed rule');
  return {
    source: 'grafana',
    // Organisations share nothing, so their alerts may have the same labels.
    fingerprint: `${org}/${alert.fingerprint || fingerprintOf(alert.labels)}`,
    status: alert.status,
    name,
    labels: watcher === undefined ? alert.labels : labelsAboutMonitoring(alert.labels),
    annotations: shortened(watcher === undefined ? texts : retitled(texts, watcher)),
    startsAt: alert.startsAt,
    endsAt: alert.status === 'resolved' ? (alert.endsAt ?? receivedAt) : null,
    generatorUrl: alert.generatorURL || null,
    groupKey: group === null ? null : `${org}/${group}`,
  };
}

function extras({ values, valueString, silenceURL, dashboardURL, panelURL }: WebhookAlert): Texts {
  const measured = Object.entries(values ?? {}).map(([letter, value]) => `${letter}=${String(value)}`);
  const texts = {
    values: measured.join(', ') || valueString,
    dashboard: dashboardURL,
    panel: panelURL,
    silence: silenceURL,
  };
  return Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => (text ? [[name, text]] : [])));
}
