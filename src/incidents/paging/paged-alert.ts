/** An incident at PagerDuty as an alert here, whether a webhook told of it or it was looked up. */
import { PAGERDUTY_SOURCE, type Alert } from '../alert.js';
import type { Service } from '../service.js';
import { cut, oneLine } from '../../shared/text.js';

const MAX_NAME = 200;

/** What PagerDuty says of one, in our words; null for what it leaves out. */
export interface PagedFacts {
  readonly id: string;
  readonly number: number | null;
  readonly title: string | null;
  readonly url: string | null;
  readonly service: { readonly id: string; readonly name: string | null } | null;
  readonly policy: string | null;
  readonly team: string | null;
  /** As the account calls it. */
  readonly priority: string | null;
  readonly urgency: string | null;
}

/** Everything but when it was. */
export function alertOfPaged(
  facts: PagedFacts,
  services: readonly Service[],
): Omit<Alert, 'status' | 'startsAt' | 'endsAt'> {
  const { id, number, url, policy, team, urgency } = facts;
  const title = oneLine(facts.title ?? '') || `Incident ${number ?? id}`;
  const service = serviceOf(facts.service, services);
  return {
    source: PAGERDUTY_SOURCE,
    fingerprint: id,
    name: cut(title, MAX_NAME),
    labels: {
      alertname: cut(title, MAX_NAME),
      severity: severityOf(facts),
      ...(service === null ? {} : { service }),
      ...(urgency ? { urgency } : {}),
      ...(team ? { team } : {}),
    },
    annotations: {
      summary: title,
      ...(number ? { pagerduty_incident: `#${number}` } : {}),
      ...(policy ? { escalation_policy: policy } : {}),
    },
    generatorUrl: url,
    groupKey: null,
  };
}

/** Its priority where the account uses them; an urgent one without is serious, and nobody said how much. */
function severityOf({ priority, urgency }: PagedFacts): string {
  if (priority) return priority.toLowerCase();
  return urgency === 'low' ? 'warning' : 'high';
}

/** The catalogue's name for PagerDuty's service; what the catalogue lacks goes by PagerDuty's name. */
function serviceOf(service: PagedFacts['service'], services: readonly Service[]): string | null {
  if (!service) return null;
  const known = services.find(({ pagerDutyServiceId }) => pagerDutyServiceId === service.id);
  return known?.name ?? service.name ?? service.id;
}
