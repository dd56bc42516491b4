/**
 * Wants the weekly digest of each team to which something happened. Done again and again during the day that follows its
 * moment, by every bot: a message that is wanted already stays as it is, so each is posted once.
 */
import { dueDigest } from '../../incidents/digest/schedule.js';
import { channelOf, scopesOf } from '../../incidents/digest/teams.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import type { Clock } from '../../shared/clock.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';
import { DIGEST_DAYS, subjectOf } from './subject.js';

export interface PostDigestsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly catalog: () => ServiceCatalog;
  readonly settings: Pick<WorkflowSettings, 'digest' | 'defaultChannel'>;
}

export async function postDigests({ store, clock, catalog, settings }: PostDigestsDeps): Promise<void> {
  const due = settings.digest && dueDigest(settings.digest, clock.now());
  if (!due) return;
  const { week, until } = due;
  const from = new Date(until.getTime() - DIGEST_DAYS * 86_400_000);
  await store.transaction(async (tx) => {
    const services = await tx.digests.busy({ from, to: until });
    for (const scope of scopesOf(catalog(), services)) {
      await tx.notifier.touch({
        kind: 'weekly_digest',
        incidentId: null,
        subjectId: subjectOf(week, scope),
        place: { channel: channelOf(catalog(), scope, settings.defaultChannel), threadTs: null },
      });
    }
  });
}
