/** An incident as grouping sees it, and how it changes with each alert that joins. */
import type { IncidentId } from '../../shared/ids.js';
import { serviceOfAlert, type Alert } from '../alert.js';
import { groupKeyOf } from './group-key.js';

/** Unresolved, or resolved by its source only a moment ago. */
export interface GroupingCandidate {
  readonly id: IncidentId;
  readonly number: number;
  readonly groupKey: string;
  readonly startedAt: Date;
  /** When the newest of its alerts began; `startedAt` while it has none. */
  readonly lastAlertAt: Date;
  /** When its trouble ended by its alerts; null while it is unresolved. Only what began before belongs to it. */
  readonly resolvedAt: Date | null;
  readonly alertCount: number;
  readonly fingerprints: ReadonlySet<string>;
  /** What the senders grouped its alerts by, as `senderGroupOf` has it. */
  readonly senderGroups: ReadonlySet<string>;
  /** Fingerprints that a person took out of it: they never come back by themselves. */
  readonly splitOff: ReadonlySet<string>;
  /** Services of the incident and of its alerts. */
  readonly services: ReadonlySet<string>;
  /** Names of its alerts. */
  readonly names: ReadonlySet<string>;
  /** What its alerts say of which service, as `kindOf` has it. */
  readonly kinds: ReadonlySet<string>;
  /** What its alerts say for each of `GROUPING_LABELS`. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of its first minute, `ONSET_SECONDS`. */
  readonly onset: Onset;
}

export interface Onset {
  readonly alertCount: number;
  /** What they were about: services, or hosts where they name none. */
  readonly subjects: ReadonlySet<string>;
}

/**
 * Alerts of one cause that begin together begin within so long: one scrape and one evaluation of the rules at their usual
 * one minute (Prometheus: `scrape_interval` and `evaluation_interval`, default 1m).
 */
export const ONSET_SECONDS = 60;

/**
 * Which copy of the system an alert is about: copies break for themselves. Alertmanager's own example groups by cluster
 * first (prometheus.io/docs/alerting/latest/configuration).
 */
export const SCOPE_LABELS: readonly string[] = ['cluster', 'environment', 'env', 'tenant'];

/** What it runs on. Not `instance`: for what kube-state-metrics tells, that is kube-state-metrics. */
export const PLACE_LABELS: readonly string[] = ['node', 'host', 'hostname', 'pod'];

export const GROUPING_LABELS: readonly string[] = [...SCOPE_LABELS, ...PLACE_LABELS];

/** The service, or what it runs on where it names none; null when it says neither. */
export function subjectOf(labels: Alert['labels']): string | null {
  const place = PLACE_LABELS.find((key) => labels[key]);
  return serviceOfAlert(labels) ?? (place === undefined ? null : (labels[place] ?? null));
}

/** Null when the sender does not group. */
export function senderGroupOf({ source, groupKey }: Alert): string | null {
  return groupKey === null ? null : `${source}:${groupKey}`;
}

/** Equal for alerts of one name about one service. */
export function kindOf({
  name,
  service,
}: {
  readonly name: string;
  readonly service: string | null;
}): string {
  return JSON.stringify([name, service]);
}

/** The copy of the system: those of `SCOPE_LABELS` that it has. */
export function scopeOf(labels: Alert['labels']): Readonly<Record<string, string>> {
  return Object.fromEntries(SCOPE_LABELS.flatMap((key) => (labels[key] ? [[key, labels[key]]] : [])));
}

/** The incident that an alert opens. */
export function openedBy(
  alert: Alert,
  { id, number }: Pick<GroupingCandidate, 'id' | 'number'>,
): GroupingCandidate {
  const empty: GroupingCandidate = {
    id,
    number,
    groupKey: groupKeyOf(alert),
    startedAt: alert.startsAt,
    lastAlertAt: alert.startsAt,
    resolvedAt: null,
    alertCount: 0,
    fingerprints: new Set(),
    senderGroups: new Set(),
    splitOff: new Set(),
    services: new Set(),
    names: new Set(),
    kinds: new Set(),
    labels: new Map(),
    onset: { alertCount: 0, subjects: new Set() },
  };
  return withAlert(empty, alert);
}

/**
 * The incident once the alert has joined it. The one given is used up, its sets go on in the new one: to copy all
 * fingerprints for each alert would take time with the square of a storm.
 */
export function withAlert(candidate: GroupingCandidate, alert: Alert): GroupingCandidate {
  const { fingerprint, name, labels, startsAt } = alert;
  const isOnset = startsAt.getTime() - candidate.startedAt.getTime() <= ONSET_SECONDS * 1000;
  const told = new Map(candidate.labels);
  for (const key of GROUPING_LABELS) {
    const value = labels[key];
    if (value) told.set(key, withMember(told.get(key), value));
  }
  return {
    ...candidate,
    startedAt: startsAt < candidate.startedAt ? startsAt : candidate.startedAt,
    lastAlertAt: startsAt > candidate.lastAlertAt ? startsAt : candidate.lastAlertAt,
    alertCount: candidate.alertCount + 1,
    fingerprints: withMember(candidate.fingerprints, fingerprint),
    senderGroups: withMember(candidate.senderGroups, senderGroupOf(alert)),
    services: withMember(candidate.services, serviceOfAlert(labels)),
    names: withMember(candidate.names, name),
    kinds: withMember(candidate.kinds, kindOf({ name, service: serviceOfAlert(labels) })),
    labels: told,
    onset: isOnset
      ? {
          alertCount: candidate.onset.alertCount + 1,
          subjects: withMember(candidate.onset.subjects, subjectOf(labels)),
        }
      : candidate.onset,
  };
}

function withMember(set: ReadonlySet<string> = new Set(), value: string | null): ReadonlySet<string> {
  return value === null ? set : (set as Set<string>).add(value);
}
