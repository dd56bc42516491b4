/** An incident became worse than it was: its thread hears of it, it wakes, and the paging system is told. */
import { called } from '../../incidents/escalation.js';
import type { Impact, ImpactComponent } from '../../incidents/impact.js';
import { FIREWATCH, incidentLabel, type Incident } from '../../incidents/incident.js';
import type { PagingSystem } from '../../incidents/ports/paging-system.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import { isSnoozed } from '../../incidents/update-schedule.js';
import { wakeQuietly, type WakeDeps } from '../lifecycle/wake-incident.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { Transaction } from '../transaction.js';

export interface CallDeps extends WakeDeps {
  readonly catalog: () => ServiceCatalog;
  /** Null when no paging system is configured. */
  readonly paging: PagingSystem | null;
}

/** Reasons told beside the numbers; the card has all of them. */
const MAX_REASONS = 2;
const CHANGING: readonly ImpactComponent['name'][] = ['failing_requests', 'error_budget', 'severity'];

/** The incident with its call, for the caller to save, who holds its lock. */
export async function callForRise(
  deps: CallDeps,
  tx: Transaction,
  incident: Incident & { readonly impact: Impact },
): Promise<Incident> {
  const { impact } = incident;
  const { score, rise, computedAt: now } = impact;
  const since = rise && `${rise.since.slice(11, 16)} UTC`;
  const why = rise ? `Impact rose from ${rise.from} to ${score} since ${since}` : `Impact is ${score} of 100`;
  const isAsleep = isSnoozed(incident, now);
  const awake = isAsleep ? await wakeQuietly(deps, tx, incident) : incident;
  const isPaged = incident.service !== null && deps.catalog().get(incident.service)?.pagerDutyServiceId;
  await sayInThread(tx, {
    incidentId: incident.id,
    kind: 'impact.rose',
    actor: FIREWATCH,
    text: [
      `${why}: ${reasonsFor(impact)}.`,
      ...(isAsleep ? ['It was asleep and is awake again.'] : []),
      ...(deps.paging && isPaged ? ['Whoever is on call is paged at high urgency.'] : []),
    ].join(' '),
  });
  await tx.audit.append({
    actor: FIREWATCH,
    event: 'impact.rose',
    subject: incident.id,
    details: { incident: incidentLabel(incident), from: rise?.from ?? null, to: score },
  });
  await tx.jobs.send('sync-paging', { incidentId: incident.id });
  return { ...awake, escalation: called(incident.escalation, why, now) };
}

/** What can change while an incident lasts, what was measured first; what a service is like is known from the beginning. */
function reasonsFor({ components }: Impact): string {
  return components
    .filter(({ name, points }) => points > 0 && CHANGING.includes(name))
    .toSorted(
      (a, b) =>
        Number(a.name === 'severity') - Number(b.name === 'severity') ||
        b.points / b.outOf - a.points / a.outOf,
    )
    .slice(0, MAX_REASONS)
    .map(({ reason }) => reason)
    .join('; ');
}
