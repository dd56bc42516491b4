/** Keeps an alert from opening or joining anything while there is a reason to; what belongs to an incident already goes on. */
import { serviceOfAlert, type StoredAlert } from '../../incidents/alert.js';
import {
  findRule,
  findWindow,
  holdForFirings,
  holdForMaintenance,
  type Hold,
  type MaintenanceWindow,
  type OpenAfterRule,
} from '../../incidents/holds.js';
import type { Clock } from '../../shared/clock.js';
import type { Store, Transaction } from '../transaction.js';

/** What the operator wrote into the configuration. */
export interface HoldSettings {
  readonly maintenance: readonly MaintenanceWindow[];
  readonly openAfter: readonly OpenAfterRule[];
}

export interface HoldDeps {
  readonly clock: Clock;
  readonly settings: { readonly holds: HoldSettings };
}

/** For many alerts of one transaction: what people declared is read once. Returns what says true of one that has to wait. */
export function createHoldBack(
  { clock, settings: { holds } }: HoldDeps,
  tx: Transaction,
): (alert: StoredAlert) => Promise<boolean> {
  let declared: Promise<readonly MaintenanceWindow[]> | undefined;

  async function findHold(alert: StoredAlert): Promise<Hold | undefined> {
    const now = clock.now();
    declared ??= tx.holds.windows();
    const windows = [...holds.maintenance, ...(await declared)];
    const window = findWindow(windows, serviceOfAlert(alert.labels), now);
    if (window) return holdForMaintenance(window);
    const rule = findRule(holds.openAfter, alert);
    if (!rule) return undefined;
    const { firings, isOpen } = await tx.holds.like(alert, rule.withinSeconds);
    // Where somebody looks at its like already, it belongs there.
    const hold = isOpen ? undefined : holdForFirings(rule, alert, { firings, now });
    // Those that waited with it have nothing to wait for either.
    if (!hold && (await tx.holds.releaseLike(alert)) > 0) await tx.jobs.send('process-alerts', {});
    return hold;
  }

  return async function holdBack(alert) {
    if (alert.status !== 'firing' || alert.incidentId !== null) return false;
    const hold = await findHold(alert);
    if (hold) await tx.holds.hold(alert.id, hold);
    return hold !== undefined;
  };
}

/** What has waited long enough is judged anew, and opens an incident if it still fires. */
export async function releaseHeld({ store }: { readonly store: Store }): Promise<void> {
  await store.transaction(async (tx) => {
    if ((await tx.holds.releaseDue()) > 0) await tx.jobs.send('process-alerts', {});
  });
}
