/** Incidents at PagerDuty of which no webhook told, from what is open there and what is known here. */
import type { Alert } from '../alert.js';
import type { Service } from '../service.js';
import { alertOfPaged } from './paged-alert.js';
import { readPagingKey, type ListedPaged } from './paged-incident.js';

/** The newest episode of an alert that an incident there is. */
export interface KnownPaged {
  /** Id of the incident there. */
  readonly fingerprint: string;
  readonly isFiring: boolean;
  readonly endsAt: Date | null;
  /** The service by the catalogue. */
  readonly service: string | null;
}

export interface MissedIncidents {
  readonly alerts: readonly Alert[];
  /** Ids of those that fire here and are not open there. */
  readonly gone: readonly string[];
}

/** `services`: those of the catalogue; what is open was asked for about them alone. */
export function decideMissed(
  open: readonly ListedPaged[],
  known: readonly KnownPaged[],
  services: readonly Service[],
): MissedIncidents {
  const newest = new Map(known.map((one) => [one.fingerprint, one]));
  const alerts = open.flatMap((incident): readonly Alert[] => {
    const startsAt = missedSince(incident, newest.get(incident.id));
    if (startsAt === null || readPagingKey(incident.key)) return [];
    return [{ ...alertOfPaged(incident.facts, services), status: 'firing', startsAt, endsAt: null }];
  });
  const isOpen = new Set(open.map(({ id }) => id));
  const asked = new Set(
    services.flatMap(({ name, pagerDutyServiceId }) => (pagerDutyServiceId ? [name] : [])),
  );
  const gone = known.filter(
    ({ fingerprint, isFiring, service }) =>
      isFiring && !isOpen.has(fingerprint) && service !== null && asked.has(service),
  );
  return { alerts, gone: gone.map(({ fingerprint }) => fingerprint) };
}

/** Null when it is known to be open, or ended here after it was listed. */
function missedSince({ createdAt, statusSince }: ListedPaged, known: KnownPaged | undefined): Date | null {
  if (!known) return createdAt;
  if (known.isFiring || statusSince === null || known.endsAt === null) return null;
  // Opened there once more.
  return statusSince > known.endsAt ? statusSince : null;
}
