/** What a monitoring system told us, in our own words; vendor payloads are translated into this at the edge. */
import type { AlertId, IncidentId } from '../shared/ids.js';
import type { Actor } from './incident.js';

/** `Alert.source` of what Alertmanager tells or lists. */
export const ALERTMANAGER_SOURCE = 'alertmanager';
/** `Alert.source` of an incident at PagerDuty; its fingerprint is the incident's id there. */
export const PAGERDUTY_SOURCE = 'pagerduty';

type AlertStatus = 'firing' | 'resolved';

/**
 * One episode of one alert: it began to fire at `startsAt` and may have ended at `endsAt`. The same fingerprint firing
 * again later is another episode. (source, fingerprint, startsAt) identifies it.
 */
export interface Alert {
  /** The system that sent it: `alertmanager`, … */
  readonly source: string;
  /** The source's own hash of the labels. */
  readonly fingerprint: string;
  readonly status: AlertStatus;
  /** The `alertname` label, or `unnamed alert` where there is none. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: Date;
  /**
   * The sender tells changes without saying since when: `startsAt` is the time of the change, and an episode of the same
   * fingerprint and severity that lasted at that time is the one that is meant.
   */
  readonly isStartGuessed?: true;
  /** Set only once resolved. */
  readonly endsAt: Date | null;
  /** A link given by the sender. Untrusted: shown as text, never fetched. */
  readonly generatorUrl: string | null;
  /** The sender's own grouping key, when it groups. */
  readonly groupKey: string | null;
  /** The sender's own address, as it gives it: which of several it was. Untrusted: only compared. */
  readonly sentBy?: string;
}

export interface StoredAlert extends Alert {
  readonly id: AlertId;
  readonly incidentId: IncidentId | null;
  /** Why it belongs to that incident, as a clause; absent or null while it belongs to none. */
  readonly groupingReason?: string | null;
  readonly firstReceivedAt: Date;
  readonly lastReceivedAt: Date;
  /** How often the sender told us about this episode. */
  readonly receivedCount: number;
}

/** A beginning longer ago than this is taken for a sender's mistake, such as Go's zero time in the year 1. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;

/** When the trouble began, as far as the sender can be believed; else when we first heard of it. */
export function beganAt({
  startsAt,
  firstReceivedAt,
}: Pick<StoredAlert, 'startsAt' | 'firstReceivedAt'>): Date {
  const agoMs = firstReceivedAt.getTime() - startsAt.getTime();
  return agoMs >= 0 && agoMs <= MAX_AGE_MS ? startsAt : firstReceivedAt;
}

/**
 * The service an alert is about, read from the labels people use for it, the most specific first. Null when none is
 * present; the catalogue decides whether the name is known.
 */
export function serviceOfAlert(labels: Readonly<Record<string, string>>): string | null {
  for (const key of ['service', 'app', 'app_kubernetes_io_name', 'component', 'deployment', 'job']) {
    const value = labels[key];
    if (value) return value;
  }
  return null;
}

/** Characters of one annotation; labels stay whole, because they say which alert it is. */
const MAX_ANNOTATION = 8 * 1024;

/** Cuts texts that nobody would read to their end. */
export function shortened(annotations: Alert['annotations']): Alert['annotations'] {
  return Object.fromEntries(
    Object.entries(annotations).map(([name, text]) => [
      name,
      text.length > MAX_ANNOTATION ? `${text.slice(0, MAX_ANNOTATION)}… (cut)` : text,
    ]),
  );
}

/** Who says so: the monitoring system. */
export function senderOf({ source }: Alert): Actor {
  return { kind: 'system', id: source };
}

/** The PromQL of its rule, from Prometheus's link to its own graph; null when there is no such link. */
export function expressionOf({ generatorUrl }: Pick<Alert, 'generatorUrl'>): string | null {
  if (generatorUrl === null || !URL.canParse(generatorUrl, ANY_HOST)) return null;
  return new URL(generatorUrl, ANY_HOST).searchParams.get('g0.expr');
}

/** A Prometheus that does not know its own address sends a path alone. */
const ANY_HOST = 'http://prometheus.invalid';
