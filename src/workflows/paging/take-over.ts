/** What somebody did in the paging system is done here, in the name of the same person where Slack knows them. */
import { randomUUID } from 'node:crypto';
import type { Incident } from '../../incidents/incident.js';
import type { PagingSync } from '../../incidents/paging/decide-paging-sync.js';
import { pagingRequest } from '../../incidents/paging/origin-tag.js';
import type { PagedIncident, PagingAgent, PagingNote } from '../../incidents/paging/paged-incident.js';
import type { PagingSystem } from '../../incidents/ports/paging-system.js';
import { UserInputError } from '../../shared/errors.js';
import { cut, deadLine, withoutInvisible } from '../../shared/text.js';
import { acknowledgeIncident } from '../lifecycle/acknowledge-incident.js';
import { addNote } from '../lifecycle/add-note.js';
import { changeSeverity } from '../lifecycle/change-severity.js';
import { resolveIncident } from '../lifecycle/resolve-incident.js';
import type { Doer } from '../use-cases/person.js';
import { ITSELF, type PagingDeps } from './paging-deps.js';

const MAX_NOTE = 900; // a note here takes 1,000 with the name before it
const MAX_NAME = 80;

export async function takeOver(
  deps: PagingDeps & { readonly paging: PagingSystem },
  incident: Incident,
  theirs: PagedIncident,
  { event, severity, notes }: PagingSync['toUs'],
  signal: AbortSignal,
): Promise<void> {
  const request = (what: string) => ({ incidentId: incident.id, requestId: pagingRequest(what) });
  const by = (agent: PagingAgent | null) => identify(deps, agent, signal);

  for (const note of notes) {
    const text = readNote(note);
    if (text === '') continue;
    const who = await by(note.by);
    await unlessTooLate(() =>
      addNote(deps, who.doer, { ...request(`note:${note.id}`), text: `${who.prefix}${text}` }),
    );
  }
  // A later bout of the same is another request.
  const bout = `${theirs.id}:${incident.reopenCount}:${randomUUID()}`;
  if (severity) {
    // Who did it is not told with the incident.
    const reason = 'its priority was changed in PagerDuty';
    await unlessTooLate(() =>
      changeSeverity(deps, ITSELF, { ...request(`priority:${bout}`), severity, reason }),
    );
  }
  if (!event) return;
  const who = await by(theirs.movedBy);
  const change = { ...request(`${event}:${bout}`), where: who.where };
  await unlessTooLate<unknown>(() =>
    event === 'acknowledge'
      ? acknowledgeIncident(deps, who.doer, change)
      : resolveIncident(deps, who.doer, { ...change, cause: null, fix: null }),
  );
}

/** By the address that both systems know. */
async function identify(
  { paging, people }: PagingDeps & { readonly paging: PagingSystem },
  agent: PagingAgent | null,
  signal: AbortSignal,
): Promise<{ readonly doer: Doer; readonly where: string; readonly prefix: string }> {
  if (!agent?.isPerson) return { doer: ITSELF, where: 'in PagerDuty', prefix: '' };
  const email = await paging.emailOf(agent.id, signal);
  const slackUserId = email === null ? null : await people.findByEmail(email);
  const name = deadLine(agent.name, MAX_NAME);
  return slackUserId === null
    ? { doer: ITSELF, where: `by ${name} in PagerDuty`, prefix: `${name}: ` }
    : { doer: { slackUserId }, where: 'in PagerDuty', prefix: 'In PagerDuty: ' };
}

const readNote = ({ text }: PagingNote) => cut(withoutInvisible(text).trim(), MAX_NOTE);

/** Somebody here went further meanwhile: what was wanted is no longer possible, and no longer needed. */
async function unlessTooLate<T>(change: () => Promise<T>): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (!(error instanceof UserInputError)) throw error;
  }
}
