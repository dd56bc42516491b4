/**
 * An incident whose analysis names the cause of an earlier one: its thread says so and offers to merge the two. Whether they
 * are one is for people to say; nothing is merged by itself.
 */
import { FIREWATCH, incidentLabel, type Incident } from '../../incidents/incident.js';
import type { MessageRequest } from '../../incidents/ports/message.js';
import { findSameCause, type KnownCause, type SameCause } from '../../incidents/same-cause.js';
import { formatDuration } from '../../shared/duration.js';
import type { IncidentId } from '../../shared/ids.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store, Transaction } from '../transaction.js';
import type { RecurrenceView } from './recurrence-view.js';

/** Of incidents that blame one service within the time, the newest analyses: more than people can compare. */
const MAX_CAUSES = 50;

export interface RecurrenceDeps {
  readonly settings: Pick<WorkflowSettings, 'sameCauseWithinSeconds'>;
}

/** After an analysis: says it once for each earlier incident, in this thread and in those of later ones that wait for it. */
export async function sayRecurrence(
  deps: RecurrenceDeps,
  tx: Transaction,
  incident: Incident,
  now: Date,
): Promise<void> {
  // What is over needs no way to be put together any more.
  if (incident.status === 'resolved') return;
  const cause = await tx.knownCauses.of(incident.id);
  const others = cause ? await othersOf(deps, tx, cause) : [];
  const same = cause && findSameCause(cause, others, sinceOf(deps, cause));
  if (same) await say(tx, incident.id, same, now);
  else await touchRecurrence(tx, incident.id);
  if (!cause) return;
  // What opened later was analysed first: it is told that this one is the earlier.
  const isLater = ({ number, resolvedAt }: KnownCause) => number > cause.number && resolvedAt === null;
  for (const later of others.filter(isLater)) {
    const found = findSameCause(later, [cause, ...others], sinceOf(deps, later));
    if (found?.earlier.incidentId === incident.id) await say(tx, later.incidentId, found, now);
  }
}

/** As the message shows it, by what is on record now; undefined when there is no such incident. */
export async function readRecurrence(
  deps: RecurrenceDeps & { readonly store: Store },
  id: IncidentId,
): Promise<RecurrenceView | undefined> {
  return deps.store.transaction(async (tx) => {
    const incident = await tx.incidents.get(id);
    if (!incident) return undefined;
    const cause = await tx.knownCauses.of(id);
    const others = cause ? await othersOf(deps, tx, cause) : [];
    return { incident, same: (cause && findSameCause(cause, others, sinceOf(deps, cause))) ?? null };
  });
}

/** Whatever the message says depends on the incident's state. One that was never wanted stays so. */
export async function touchRecurrence(tx: Transaction, incidentId: IncidentId): Promise<void> {
  const message = messageOf(incidentId);
  if ((await tx.notifier.postedIn(message)) !== undefined) await tx.notifier.touch(message);
}

async function say(
  tx: Transaction,
  incidentId: IncidentId,
  { earlier, why }: SameCause,
  now: Date,
): Promise<void> {
  const label = `Same cause as ${incidentLabel(earlier)},`;
  await tx.notifier.touch(messageOf(incidentId));
  const last = await tx.timeline.last(incidentId, 'cause.recurred');
  if (last?.text.startsWith(label)) return;
  const { resolvedAt, openedAt } = earlier;
  const when = resolvedAt === null ? `opened ${ago(openedAt, now)}` : `resolved ${ago(resolvedAt, now)}`;
  await tx.timeline.append({
    incidentId,
    kind: 'cause.recurred',
    actor: FIREWATCH,
    text: `${label} ${when}: ${why}.`,
  });
}

function othersOf(deps: RecurrenceDeps, tx: Transaction, cause: KnownCause): Promise<readonly KnownCause[]> {
  return tx.knownCauses.inService(cause.service, sinceOf(deps, cause), MAX_CAUSES);
}

/** From the incident's beginning: what was recent then stays so, however late the message is read. */
function sinceOf({ settings }: RecurrenceDeps, { openedAt }: KnownCause): Date {
  return new Date(openedAt.getTime() - settings.sameCauseWithinSeconds * 1000);
}

const messageOf = (incidentId: IncidentId): MessageRequest => ({
  kind: 'same_cause',
  incidentId,
  subjectId: null,
});

const ago = (at: Date, now: Date) => `${formatDuration(now.getTime() - at.getTime())} ago`;
