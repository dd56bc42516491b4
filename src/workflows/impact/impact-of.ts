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
  const failing = measured.failing.service;
  return computeImpact({
    service,
    severity,
    startedAt,
    tier: (service === null ? undefined : catalog.get(service)?.tier) ?? null,
    dependants: dependants.map(({ name, tier }) => ({ name, tier })),
    unitOfWork: failing === null ? undefined : catalog.get(failing)?.unitOfWork,
    ...measured,
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
