/** An incident that opens among many others becomes part of their storm: one queue in the channel in place of its thread. */
import { FIREWATCH, type Incident } from '../../incidents/incident.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import { isStorm, STORM_SECONDS } from '../../incidents/storm.js';
import type { StormId } from '../../shared/ids.js';
import type { WorkflowSettings } from '../settings.js';
import type { Transaction } from '../transaction.js';

export interface StormDeps {
  readonly catalog: () => ServiceCatalog;
  readonly settings: Pick<WorkflowSettings, 'defaultChannel' | 'storm'>;
}

/** The caller holds the grouping lock. `incident` was just opened by an alert, and its card touched. */
export async function gatherStorm(deps: StormDeps, tx: Transaction, incident: Incident): Promise<void> {
  // A channel is called by its name before the first post and by its id from then on; the configuration stays the same.
  const channelOf = (service: string | null) =>
    (service === null ? undefined : deps.catalog().get(service)?.channel) ?? deps.settings.defaultChannel;
  const channel = channelOf(incident.service);
  const opened = (await tx.storms.openedWithin(STORM_SECONDS)).filter(
    ({ service }) => channelOf(service) === channel,
  );
  const goingOn = await tx.storms.goingOn(channel, STORM_SECONDS);
  if (!isStorm(opened.length, goingOn !== undefined, deps.settings.storm)) return;

  const stormId = goingOn ?? (await tx.storms.begin(channel));
  await tx.storms.gather(
    stormId,
    opened.map(({ id }) => id),
  );
  await tx.storms.hold(incident.id);
  await tx.timeline.append({
    incidentId: incident.id,
    kind: 'note',
    actor: FIREWATCH,
    text: `It is one of ${opened.length} incidents within ten minutes: it stands in the storm's queue, and its thread opens as soon as somebody does something about it.`,
  });
  await touchStorm(tx, stormId, channel);
}

export async function touchStorm(tx: Transaction, id: StormId, channel: string): Promise<void> {
  const place = { channel, threadTs: null };
  await tx.notifier.freshenAll([{ kind: 'storm_card', incidentId: null, subjectId: id, place }]);
}
