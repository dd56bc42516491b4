/** Who carries the pager now, asked at the moment somebody wants to know; without a paging system what else is known. */
import type { OnCallPerson } from '../../incidents/incident.js';
import type { PagingSystem } from '../../incidents/ports/paging-system.js';
import type { Service, ServiceCatalog } from '../../incidents/service.js';
import type { Logger } from '../../observability/logger.js';
import { UserInputError } from '../../shared/errors.js';
import { getIncident } from '../known-incident.js';
import type { Store } from '../transaction.js';
import type { KnowledgeUseCases, OnCallAnswer } from '../use-cases/knowledge.js';

/** Somebody waits for the answer. */
const TIMEOUT_MS = 8_000;

export interface FindOnCallDeps {
  readonly store: Store;
  readonly catalog: () => ServiceCatalog;
  /** Null when no paging system is configured. */
  readonly paging: PagingSystem | null;
  readonly log: Pick<Logger, 'warn'>;
}

export async function findOnCall(
  deps: FindOnCallDeps,
  about: Parameters<KnowledgeUseCases['findOnCall']>[0],
): Promise<OnCallAnswer> {
  if ('service' in about) {
    const service = deps.catalog().get(about.service);
    if (!service) throw new UserInputError(unknownService(deps.catalog(), about.service));
    return {
      incident: null,
      service,
      name: service.name,
      roles: [],
      ...(await ask(deps, service, service.name)),
    };
  }
  const { incident, roles } = await deps.store.transaction(async (tx) => ({
    incident: await getIncident(tx, about.incidentId),
    roles: await tx.roles.ofIncident(about.incidentId),
  }));
  const service = (incident.service === null ? undefined : deps.catalog().get(incident.service)) ?? null;
  const answer = await ask(deps, service, incident.service);
  // What was known when it was paged is better than nothing while the paging system does not answer.
  const people = answer.people.length > 0 ? answer.people : incident.onCall;
  return { incident, service, name: incident.service, roles, people, gap: answer.gap };
}

async function ask(
  { paging, log }: FindOnCallDeps,
  service: Service | null,
  name: string | null,
): Promise<{ people: readonly OnCallPerson[]; gap: string | null }> {
  const nobody = (gap: string) => ({ people: [], gap });
  if (!paging) return nobody('No paging system is connected to Firewatch, so nobody can be looked up.');
  if (name === null) return nobody('No service is named, so there is no rota to look at.');
  if (!service) return nobody(`${name} is not in the catalogue, so its rota is not known.`);
  if (service.pagerDutyServiceId === null)
    return nobody(
      `The catalogue names no PagerDuty service for ${name} (annotation pagerduty.com/service-id).`,
    );
  try {
    const people = await paging.onCall(service.pagerDutyServiceId, AbortSignal.timeout(TIMEOUT_MS));
    return { people, gap: people.length === 0 ? `PagerDuty says that nobody is on call for ${name}.` : null };
  } catch (error) {
    log.warn({ err: error, service: name }, 'nobody could be found on call');
    return nobody('PagerDuty does not answer now.');
  }
}

const MAX_NAMED = 8;

function unknownService(catalog: ServiceCatalog, name: string): string {
  const known = catalog.list().map((service) => service.name);
  const near = known.filter((one) => one.includes(name.toLowerCase()) || name.toLowerCase().includes(one));
  const shown = (near.length > 0 ? near : known).slice(0, MAX_NAMED);
  const hint =
    shown.length === 0
      ? 'The catalogue is empty.'
      : `There ${shown.length === 1 ? 'is' : 'are'} ${shown.join(', ')}.`;
  return `The catalogue has no service “${name.slice(0, 60)}”. ${hint}`;
}
