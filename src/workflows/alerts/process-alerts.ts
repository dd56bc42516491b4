/** Turns stored alerts into incidents: opens, extends, resolves and reopens them. Safe to run any number of times. */
import type { StoredAlert } from '../../incidents/alert.js';
import type { AlertId } from '../../shared/ids.js';
import type { AlertDeps } from './alert-deps.js';
import { createCandidates } from './candidates.js';
import { handleAlert } from './handle-alert.js';
import { createHoldBack } from './hold-back.js';
import { createJoins } from './joins.js';
import { createWaves } from './waves.js';

/** Alerts handled in one transaction: few enough to commit quickly, many enough for a storm. */
const BATCH = 500;
/** A transaction ends after so long whatever is left: on the embedded database everybody waits for it. */
const TURN_MS = 50;
/** But lasts so many times as long as reading what there is to join took: that is as long as the incidents are large. */
const TURN_PER_READING = 4;
/** And never longer, however far away the database is: what was done is lost with the process, and nobody else may group. */
const MAX_TURN_MS = 2_000;
/** Senders who wait for their answer come first: without one they send again. But each turn waits no longer than this. */
const MOST_WAIT_MS = 1_000;
const LOOK_AGAIN_MS = 20;
/** Unresolved incidents considered for grouping. */
const CANDIDATES = 200;

/**
 * @throws after everything else was handled, when an alert could not be: it stays unhandled and is tried again by the next
 * run, but keeps nobody waiting.
 */
export async function processAlerts(deps: AlertDeps): Promise<void> {
  const failed = new Map<AlertId, unknown>();
  let size = BATCH;
  for (;;) {
    let current: AlertId | undefined;
    await letSendersPass(deps);
    try {
      const outcome = await deps.store.transaction(async (tx) => {
        await tx.incidents.lockGrouping();
        const beganAt = deps.clock.now().getTime();
        const alerts = await tx.alerts.takeUnhandled(size, [...failed.keys()]);
        const repeated = await tx.alerts.withEpisodes(alerts.map(({ id }) => id));
        const batch = {
          candidates: createCandidates(tx, CANDIDATES),
          waves: createWaves(tx),
          joins: createJoins(tx),
          hasEpisodes: ({ id }: StoredAlert) => repeated.has(id),
        };
        const holdBack = createHoldBack(deps, tx);
        const handled: AlertId[] = [];
        let done = 0;
        let endsAt: number | undefined;
        for (const alert of alerts) {
          current = alert.id;
          // Who counts alike alerts has to find those that have joined.
          if (deps.settings.holds.openAfter.length > 0) await batch.joins.flush();
          // What is held back is marked as such, and may be let go again by one of the next.
          if (!(await holdBack(alert))) {
            await handleAlert(deps, tx, batch, alert);
            handled.push(alert.id);
          }
          done += 1;
          // The first one also reads what there is to join, and does not count.
          const now = deps.clock.now().getTime();
          endsAt ??= now + Math.min(MAX_TURN_MS, Math.max(TURN_MS, TURN_PER_READING * (now - beganAt)));
          if (now >= endsAt) break;
        }
        await batch.joins.flush();
        await tx.alerts.markHandled(handled);
        return alerts.length < size && done === alerts.length ? 'done' : done;
      });
      if (outcome === 'done') break;
      // About as many as a turn takes: reading more of them each time than are handled would take longer than handling.
      size = Math.min(BATCH, 2 * outcome);
    } catch (error) {
      // No alert was reached: it is not an alert's fault.
      if (current === undefined) throw error;
      // Alone, so that its companions are not undone with it; what fails alone is left out.
      if (size === 1) failed.set(current, error);
      size = size === 1 ? BATCH : 1;
    }
  }
  if (failed.size === 0) return;
  const [[id, cause] = []] = failed;
  throw new Error(`${failed.size} alerts could not be handled; the first is ${id}.`, { cause });
}

async function letSendersPass({ isRushed, clock }: Pick<AlertDeps, 'isRushed' | 'clock'>): Promise<void> {
  const end = clock.now().getTime() + MOST_WAIT_MS;
  while (isRushed?.() && clock.now().getTime() < end)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
}
