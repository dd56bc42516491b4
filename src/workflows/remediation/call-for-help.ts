/** Tells whoever is on call for the service that a fix is not known to have worked: once in the thread, and to the pager. */
import { FIREWATCH, incidentLabel, type Incident, type OnCallPerson } from '../../incidents/incident.js';
import { tagNote } from '../../incidents/paging/origin-tag.js';
import type { PagingNotes, PagingSystem } from '../../incidents/ports/paging-system.js';
import type { Proposal } from '../../remediation/proposal.js';
import { deadLine } from '../../shared/text.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { Transaction } from '../transaction.js';
import type { RemediationDeps } from './remediation-deps.js';

/** Longest wait for the paging system before the thread is told without it. */
const TIMEOUT_MS = 8_000;
/** Audit entries about one proposal that are looked through. */
const ENTRIES = 100;

export interface CallDeps extends Pick<RemediationDeps, 'store' | 'catalog' | 'people' | 'log'> {
  /** Null when no paging system is configured. */
  readonly paging: (Pick<PagingSystem, 'onCall'> & PagingNotes) | null;
}

/** Throws when the paging system takes no note, so that the job is delivered again; the thread is told all the same. */
export async function callForHelp(deps: CallDeps, fix: Proposal, signal: AbortSignal): Promise<void> {
  const called = await findOnCall(deps, fix, signal);
  const incident = await deps.store.transaction(async (tx) => {
    const locked = await tx.incidents.lock(fix.incidentId);
    if (!locked || locked.status === 'resolved') return undefined;
    const known = await tx.audit.ofSubjects([fix.id], ENTRIES);
    if (!known.some(({ event }) => event === 'proposal.escalated')) await tell(tx, fix, called);
    return locked;
  });
  if (incident?.pagerDutyIncidentId && deps.paging)
    await deps.paging.addNote(incident.pagerDutyIncidentId, noteFor(incident, fix), signal);
}

/** Slack user ids of those who are asked first; empty when nobody is known. */
async function findOnCall(deps: CallDeps, fix: Proposal, signal: AbortSignal): Promise<readonly string[]> {
  const serviceId = fix.service === null ? null : deps.catalog().get(fix.service)?.pagerDutyServiceId;
  if (!deps.paging || !serviceId) return [];
  let people: readonly OnCallPerson[];
  try {
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    people = await deps.paging.onCall(serviceId, timeout);
  } catch (error) {
    deps.log.warn({ err: error, proposalId: fix.id }, 'nobody could be found on call for a fix that failed');
    return [];
  }
  const first = Math.min(...people.map(({ level }) => level));
  const emails = people.flatMap(({ level, email }) => (level === first && email !== null ? [email] : []));
  const ids = await Promise.all(emails.map((email) => deps.people.findByEmail(email)));
  return [...new Set(ids.filter((id) => id !== null))];
}

/** The sentence quotes nothing but the runbook, because ids in it ring people. */
async function tell(tx: Transaction, fix: Proposal, onCall: readonly string[]): Promise<void> {
  const roles = await tx.roles.ofIncident(fix.incidentId);
  const commander = roles.find(({ role }) => role === 'commander')?.slackUserId;
  const asked = onCall.length > 0 ? onCall : commander === undefined ? [] : [commander];
  await tx.audit.append({
    actor: FIREWATCH,
    event: 'proposal.escalated',
    subject: fix.id,
    details: { to: asked, status: fix.status },
  });
  const who = asked.length === 0 ? 'Whoever is on call' : asked.join(', ');
  await sayInThread(tx, {
    incidentId: fix.incidentId,
    kind: 'fix.escalated',
    actor: FIREWATCH,
    text: `${who}: “${fix.title}” ${howItEnded(fix)}. Please take over; its card says what was measured and what can be done.`,
  });
}

function howItEnded({ status, undoes }: Proposal): string {
  if (status === 'unverified' && undoes !== null)
    return 'ran, and nobody knows whether all is as it was before';
  return HOW_IT_ENDED[status] ?? 'ended badly';
}

const HOW_IT_ENDED: Readonly<Partial<Record<Proposal['status'], string>>> = {
  unverified: 'ran, and is not known to have helped',
  failed: 'failed',
  unknown: 'may have taken effect or not',
};

/** The first line alone is always the same for one fix, so that the note is recognised. */
function noteFor(incident: Incident, fix: Proposal): string {
  return [
    tagNote(incident, 'fix', `A fix needs a person (${fix.id}).`),
    `${deadLine(fix.title, 300)}: it ${howItEnded(fix)}.`,
    `Look at its card in the thread of ${incidentLabel(incident)} in ${incident.channel}.`,
  ].join('\n');
}
