/**
 * An incident whose channel does not take its first message is shown in the default channel instead, where people find it.
 * That is written down before anything is posted there: whoever is interrupted goes on in the new channel.
 */
import { FIREWATCH, incidentLabel } from '../../incidents/incident.js';
import type { ClaimedMessage } from '../../incidents/ports/message-queue.js';
import type { Logger } from '../../observability/logger.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';
import { sayInThread } from './say-in-thread.js';

export interface ShowElsewhereDeps {
  readonly store: Store;
  readonly settings: Pick<WorkflowSettings, 'defaultChannel'>;
  readonly log: Logger;
}

/** What is wrong with a channel, and what helps, for a sentence each. */
export interface ChannelTrouble {
  readonly what: string;
  readonly help: string;
}

const nameOf = (channel: string) => channel.replace(/^#/, '');

/**
 * False, and nothing is changed, when there is no other channel, when the card was shown before or is somebody else's by now,
 * and for a private incident: the default channel may have more readers than its own.
 */
export async function showElsewhere(
  { store, settings, log }: ShowElsewhereDeps,
  card: Pick<ClaimedMessage, 'incidentId' | 'leaseToken' | 'channel'>,
  { what, help }: ChannelTrouble,
): Promise<boolean> {
  const { incidentId, channel: from } = card;
  const { defaultChannel: to } = settings;
  if (incidentId === null || nameOf(from) === nameOf(to)) return false;
  const moved = await store.transaction(async (tx) => {
    const incident = await tx.incidents.lock(incidentId);
    if (!incident || (await tx.incidents.privateAmong([incident.number])).has(incident.number)) return null;
    if (!(await tx.unshown.move({ incidentId, leaseToken: card.leaseToken }, to))) return null;
    const change =
      incident.service === null
        ? 'change its channel in the catalogue'
        : `change the channel of ${incident.service} in the catalogue`;
    await sayInThread(tx, {
      incidentId,
      kind: 'note',
      actor: FIREWATCH,
      text: `${what}, so this incident is shown here instead. ${help}, or ${change}.`,
    });
    return incidentLabel(incident);
  });
  if (moved === null) return false;
  log.warn(
    { incident: moved, from, to, why: what, help },
    'the channel of an incident takes no messages; it is shown in the default channel',
  );
  return true;
}
