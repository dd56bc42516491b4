/** Which incident an alert belongs to, and why in words. Decided from values alone; a storm becomes few incidents. */
import { createHash } from 'node:crypto';
import type { IncidentId } from '../shared/ids.js';
import { serviceOfAlert, type Alert } from './alert.js';
import { distance, type ServiceCatalog } from './service.js';

/** An incident as grouping sees it: unresolved, or resolved by its source only a moment ago. */
export interface GroupingCandidate {
  readonly id: IncidentId;
  readonly groupKey: string;
  readonly startedAt: Date;
  /** When its trouble ended by its alerts; null while it is unresolved. Only what began before belongs to it. */
  readonly resolvedAt: Date | null;
  readonly alertCount: number;
  readonly fingerprints: ReadonlySet<string>;
  /** Services of the incident and of its alerts. */
  readonly services: ReadonlySet<string>;
}

export interface GroupingSettings {
  /** Alerts of neighbouring services that began within this many seconds of the incident belong to it. */
  readonly withinSeconds: number;
  /** Longest path of calls between two services that still counts as neighbouring. */
  readonly maxDistance: number;
  /** An incident takes no more alerts than this by neighbourhood, so that a bad catalogue cannot swallow everything. */
  readonly maxAlerts: number;
}

type Grouping =
  | { readonly kind: 'join'; readonly incidentId: IncidentId; readonly reason: string }
  | { readonly kind: 'open'; readonly groupKey: string; readonly reason: string };

/** The strongest reason wins: the same alert, the sender's own group, the same service, then a close service. */
export function decideGrouping(
  alert: Alert,
  candidates: readonly GroupingCandidate[],
  catalog: ServiceCatalog,
  settings: GroupingSettings,
): Grouping {
  const groupKey = groupKeyOf(alert);
  const service = serviceOfAlert(alert.labels);
  const join = (candidate: GroupingCandidate, reason: string): Grouping => ({
    kind: 'join',
    incidentId: candidate.id,
    reason,
  });

  const same = candidates.find((candidate) => candidate.fingerprints.has(alert.fingerprint));
  if (same) return join(same, 'the same alert again');
  const grouped = candidates.find((candidate) => candidate.groupKey === groupKey);
  if (grouped) return join(grouped, `${alert.source} grouped it with the others`);
  if (service === null) return { kind: 'open', groupKey, reason: 'it names no service' };

  const open = candidates.filter((candidate) => candidate.alertCount < settings.maxAlerts);
  const sameService = open.find((candidate) => candidate.services.has(service));
  if (sameService) return join(sameService, `it is about ${service} as well`);

  let nearest: { candidate: GroupingCandidate; hops: number; via: string } | undefined;
  for (const candidate of open) {
    const apartSeconds = Math.abs(alert.startsAt.getTime() - candidate.startedAt.getTime()) / 1000;
    if (apartSeconds > settings.withinSeconds) continue;
    for (const via of candidate.services) {
      const hops = distance(catalog, service, via, settings.maxDistance);
      if (hops < (nearest?.hops ?? Infinity)) nearest = { candidate, hops, via };
    }
  }
  if (nearest && nearest.hops <= settings.maxDistance) {
    const calls = nearest.hops === 1 ? 'one call' : `${nearest.hops} calls`;
    return join(
      nearest.candidate,
      `${service} is ${calls} away from ${nearest.via} and it began at about the same time`,
    );
  }
  return { kind: 'open', groupKey, reason: 'no open incident is about this service or a close one' };
}

/** Longer keys do not fit into the database's index (2,704 bytes, and a character has up to four). */
const MAX_GROUP_KEY = 500;

/** The sender's group when it has one, else the alert itself; a very long one by its hash. */
export function groupKeyOf(alert: Alert): string {
  const key = alert.groupKey ?? alert.fingerprint;
  if (key.length <= MAX_GROUP_KEY) return `${alert.source}:${key}`;
  return `${alert.source}:sha256:${createHash('sha256').update(key).digest('hex')}`;
}
