/** A resolved incident about which nothing is known but its alert. */
import type { ResolvedIncident } from '../../src/incidents/ports/past-incidents.js';
import type { IncidentId } from '../../src/shared/ids.js';

export function pastIncident(number: number, known: Partial<ResolvedIncident> = {}): ResolvedIncident {
  return {
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}` as IncidentId,
    number,
    startedAt: new Date('2026-10-01T10:00:00Z'),
    services: ['search'],
    alerts: [{ name: 'SearchDown', service: 'search' }],
    templates: [],
    cause: null,
    confirmedCause: null,
    verifiedFix: null,
    saidFix: null,
    thread: null,
    ...known,
  };
}
