/** Drafts the postmortem: wanted in the incident's thread, made from what is stored at the moment it is sent. */
import type { Incident } from '../../incidents/incident.js';
import { buildPostmortem, type Postmortem } from '../../incidents/postmortem/postmortem.js';
import type { PostmortemOptions } from '../../incidents/postmortem/postmortem-view.js';
import type { IncidentId } from '../../shared/ids.js';
import { wantPostmortem } from './draft-if-severe.js';
import { lockIncident } from '../known-incident.js';
import { readIncident } from '../reading/read-incident.js';
import type { Store } from '../transaction.js';
import type { ChangeRequest } from '../use-cases/lifecycle.js';
import { actorOf, type Person } from '../use-cases/person.js';

/** A storm's incident has thousands of entries; its newest ones are enough to write from. */
const TIMELINE_ENTRIES = 1000;

export async function draftPostmortem(
  deps: { store: Store },
  by: Person,
  { incidentId, requestId }: ChangeRequest,
): Promise<Incident> {
  return deps.store.transaction(async (tx) => {
    const incident = await lockIncident(tx, incidentId);
    if (await tx.timeline.ofRequest(incidentId, requestId)) return incident;
    await wantPostmortem(tx, incident, actorOf(by), requestId);
    return incident;
  });
}

/** With the whole timeline, of which people otherwise see the newest part. */
export async function readPostmortem(
  deps: Parameters<typeof readIncident>[0],
  id: IncidentId,
  options: PostmortemOptions = {},
): Promise<Postmortem | undefined> {
  const view = await readIncident(deps, id);
  if (!view) return undefined;
  const timeline = await deps.store.transaction((tx) => tx.timeline.list(id, TIMELINE_ENTRIES));
  return buildPostmortem({ ...view, timeline }, options);
}
