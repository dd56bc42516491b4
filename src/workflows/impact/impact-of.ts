/** The impact score of an incident from what was measured, with what the catalogue knows. */
import { computeImpact } from '../../incidents/compute-impact.js';
import type { Impact } from '../../incidents/impact.js';
import type { ImpactInput } from '../../incidents/impact-parts.js';
import type { ServiceCatalog } from '../../incidents/service.js';

export type Measured = Pick<ImpactInput, 'failing' | 'lastMeasured' | 'budgets' | 'at'>;

export function impactOf(
  catalog: ServiceCatalog,
  { service, severity, startedAt }: Pick<ImpactInput, 'service' | 'severity' | 'startedAt'>,
  measured: Measured,
): Impact {
  const dependants = service === null ? [] : catalog.allDependants(service);
  const tier = (service === null ? undefined : catalog.get(service)?.tier) ?? null;
  const { failing, lastMeasured } = measured;
  // Who is near a service that the catalogue lacks is known only as long as it is seen.
  const isOthers = service !== null && tier === null && lastMeasured?.service !== failing.service;
  const whose = failing.share === null ? (lastMeasured ?? failing).service : failing.service;
  return computeImpact({
    service,
    severity,
    startedAt,
    tier,
    dependants: dependants.map(({ name, tier }) => ({ name, tier })),
    unitOfWork: whose === null ? undefined : catalog.get(whose)?.unitOfWork,
    ...measured,
    lastMeasured: isOthers ? null : lastMeasured,
  });
}

/** What is known of an incident that was just opened. */
export function unmeasured(service: string | null, at: Date): Measured {
  return {
    failing: { service, share: null, why: 'it has just been opened' },
    lastMeasured: null,
    budgets: null,
    at,
  };
}
