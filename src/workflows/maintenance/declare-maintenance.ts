/** Maintenance of a service: until it is over, its alerts open nothing. Each member may declare it and end it; both are audited. */
import type { MaintenanceWindow } from '../../incidents/holds.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import { judgeAccount } from '../../remediation/policy/eligibility.js';
import { UserInputError } from '../../shared/errors.js';
import { cut } from '../../shared/text.js';
import type { RemediationDeps } from '../remediation/remediation-deps.js';
import { describeDecider } from '../remediation/describe-decider.js';
import type { Store, Transaction } from '../transaction.js';
import type { MaintenanceUseCases } from '../use-cases/maintenance.js';
import { actorOf, type Person } from '../use-cases/person.js';

/** What takes longer has to be said again: a forgotten window hides outages. */
const MAX_SECONDS = 7 * 24 * 60 * 60;
const MAX_REASON = 300;

export type MaintenanceDeps = Pick<RemediationDeps, 'people' | 'policy'> & {
  readonly store: Store;
  readonly catalog: () => ServiceCatalog;
};

/** @throws UserInputError for a service that nobody knows, a time that is none, or somebody who is no member. */
export async function declareMaintenance(
  deps: MaintenanceDeps,
  by: Person,
  request: Parameters<MaintenanceUseCases['declareMaintenance']>[1],
): Promise<MaintenanceWindow> {
  const { requestId, service, seconds } = request;
  const reason = cut(request.reason.trim(), MAX_REASON);
  if (!(seconds > 0 && seconds <= MAX_SECONDS))
    throw new UserInputError('Maintenance can last up to 7 days; say it again when it takes longer.');
  if (reason === '') throw new UserInputError('Say why: others will wonder why its alerts are quiet.');
  await requireMember(deps, by);
  const declaredBy = actorOf(by);
  return deps.store.transaction(async (tx) => {
    await requireKnown(deps, tx, service);
    const { window, isNew } = await tx.holds.declare({ requestId, service, reason, declaredBy, seconds });
    if (isNew) {
      await tx.audit.append({
        actor: declaredBy,
        event: 'maintenance.declared',
        subject: `service:${service}`,
        details: { reason, until: window.endsAt.toISOString() },
      });
    }
    return window;
  });
}

export async function endMaintenance(
  deps: MaintenanceDeps,
  by: Person,
  service: string,
): ReturnType<MaintenanceUseCases['endMaintenance']> {
  await requireMember(deps, by);
  return deps.store.transaction(async (tx) => {
    // A batch that has read the window may hold back one more, which would wait until the end that was declared.
    await tx.incidents.lockGrouping();
    if ((await tx.holds.end(service)) === 0) return { isEnded: false, released: 0 };
    await tx.audit.append({
      actor: actorOf(by),
      event: 'maintenance.ended',
      subject: `service:${service}`,
      details: {},
    });
    const released = await tx.holds.releaseService(service);
    if (released > 0) await tx.jobs.send('process-alerts', {});
    return { isEnded: true, released };
  });
}

async function requireMember(deps: MaintenanceDeps, by: Person): Promise<void> {
  const may = judgeAccount(await describeDecider(deps, by.slackUserId, null));
  if (!may.isAllowed) throw new UserInputError(may.reason);
}

async function requireKnown({ catalog }: MaintenanceDeps, tx: Transaction, service: string): Promise<void> {
  if (catalog().get(service) || (await tx.holds.knowsService(service))) return;
  const names = catalog()
    .list()
    .map(({ name }) => name);
  throw new UserInputError(
    `No service is called ${service}, and no alert was ever about it. Known services: ${names.join(', ') || 'none'}.`,
  );
}
