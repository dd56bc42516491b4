/** Reads people in: everybody who joins a channel, and whoever asks. */
import { buildCatchUp, type CatchUp } from '../../incidents/catch-up.js';
import { UserInputError } from '../../shared/errors.js';
import type { IncidentId } from '../../shared/ids.js';
import { readIncident } from '../reading/read-incident.js';

type ReadDeps = Parameters<typeof readIncident>[0];

/** Unresolved incidents looked through for those of a channel. */
const LOOKED_THROUGH = 200;
/** More at once is no help to anybody. */
const MAX_AT_ONCE = 3;

/** The worst of the channel's unresolved incidents. */
export async function catchUpChannel(deps: ReadDeps, channelId: string): Promise<readonly CatchUp[]> {
  const active = await deps.store.transaction((tx) => tx.incidents.listActive(LOOKED_THROUGH));
  const here = active.filter(({ channel }) => channel === channelId).slice(0, MAX_AT_ONCE);
  const all: CatchUp[] = [];
  for (const { id } of here) all.push(await catchUpIncident(deps, id));
  return all;
}

export async function catchUpIncident(deps: ReadDeps, id: IncidentId): Promise<CatchUp> {
  const view = await readIncident(deps, id);
  if (!view) throw new UserInputError('There is no such incident.');
  return buildCatchUp(view, view.roles);
}
