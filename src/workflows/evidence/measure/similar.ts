/** Which past incidents were like the present one, by what is known of both. */
import type { Suspect } from '../../../analysis/findings.js';
import {
  findSimilarIncidents,
  type IncidentTraits,
  type PastIncident,
  type SimilarIncident,
} from '../../../analysis/similar-incidents/find-similar-incidents.js';
import { serviceOfAlert, type Alert } from '../../../incidents/alert.js';
import type { Observation } from '../../../incidents/evidence.js';
import type { Incident } from '../../../incidents/incident.js';
import type { ResolvedIncident } from '../../../incidents/ports/past-incidents.js';

/** More than three are a statistic, and nobody opens them. */
const MAX_SIMILAR = 3;
/** A weaker suspect may be anything; to compare by it would find the wrong incidents. */
const MIN_SUSPECT_CONFIDENCE = 0.4;

export interface RecalledIncident extends PastIncident {
  readonly about: ResolvedIncident;
}

export interface Present {
  readonly incident: Pick<Incident, 'service'>;
  readonly alerts: readonly Alert[];
  /** Most likely first. */
  readonly suspects: readonly Suspect[];
  /** Of the present look; those about logs are compared. */
  readonly observations: readonly Observation[];
}

export interface Recalled {
  readonly similar: readonly SimilarIncident<RecalledIncident>[];
  /** How many were compared. */
  readonly outOf: number;
}

/** @param added what is known of the present one besides; causes are names of services. */
export function recallSimilar(
  present: Present,
  past: readonly ResolvedIncident[],
  added: IncidentTraits = NOTHING,
): Recalled {
  const traits = join(traitsOf(present), { ...added, causes: added.causes.map(causeIn) });
  const { incidents } = findSimilarIncidents(traits, past.map(toPast), { limit: past.length });
  // What only happened in the same place is another trouble.
  const telling = incidents.filter(({ common }) => common.some((kind) => kind !== 'services'));
  return { similar: telling.slice(0, MAX_SIMILAR), outOf: past.length };
}

const NOTHING: IncidentTraits = { services: [], alerts: [], templates: [], causes: [] };

function join(a: IncidentTraits, b: IncidentTraits): IncidentTraits {
  const both = (kind: keyof IncidentTraits) => [...new Set([...a[kind], ...b[kind]])];
  return {
    services: both('services'),
    alerts: both('alerts'),
    templates: both('templates'),
    causes: both('causes'),
  };
}

function traitsOf({ incident, alerts, suspects, observations }: Present): IncidentTraits {
  const services = [incident.service, ...alerts.map(({ labels }) => serviceOfAlert(labels))];
  const [suspect] = suspects;
  return {
    services: [...new Set(services.filter((name) => name !== null))],
    alerts: [...new Set(alerts.map(({ name }) => name))],
    templates: observations.flatMap(templateOf),
    causes: suspect && suspect.confidence >= MIN_SUSPECT_CONFIDENCE ? [causeIn(suspect.service)] : [],
  };
}

function toPast(about: ResolvedIncident): RecalledIncident {
  const { id, startedAt, services, alerts, templates, cause, verifiedFix, saidFix } = about;
  return {
    id,
    at: startedAt.getTime() / 1000,
    services,
    alerts: [...new Set(alerts.map(({ name }) => name))],
    templates,
    causes: cause?.service ? [causeIn(cause.service)] : [],
    fix: verifiedFix?.title ?? saidFix,
    about,
  };
}

/** Words about a cause are never the same twice; where it was is. */
const causeIn = (service: string) => `trouble in ${service}`;

function templateOf({ kind, data, isAnomalous }: Observation): string[] {
  if (kind !== 'log' || !isAnomalous || typeof data !== 'object' || data === null) return [];
  const { template, change } = data as Readonly<Record<string, unknown>>;
  return typeof template === 'string' && change !== 'vanished' ? [template] : [];
}
