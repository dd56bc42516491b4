/** Reads one delivery of a known sender and stores what it told. */
import type { Alert } from '../incidents/alert.js';
import type { Change } from '../incidents/change.js';
import type { PagingEvent } from '../incidents/paging/paging-event.js';
import type { Logger } from '../observability/logger.js';
import { within } from '../shared/deadline.js';
import { UserInputError } from '../shared/errors.js';
import { STORE_TIMEOUT_MS } from './batcher.js';
import type { Delivery, Received, Source } from './source.js';

export interface TakingDeps {
  /** Resolves after the commit. */
  recordAlerts(alerts: readonly Alert[]): Promise<void>;
  recordChange(change: Change): Promise<{ isNew: boolean }>;
  /** True when it is about an incident of ours, and news. */
  acceptPagingEvent(event: PagingEvent): Promise<boolean>;
  /** Asks for a look at what alerts the sender has; resolves after the commit. */
  lookUpAlerts(): Promise<void>;
  readonly log: Logger;
}

interface Taken {
  /** Alerts and changes; changes known before are not counted. */
  readonly count: number;
  readonly isNewChange: boolean;
}

/** @throws UserInputError for what cannot be read; the rest of it is stored then. */
export async function takeDelivery(deps: TakingDeps, source: Source, delivery: Delivery): Promise<Taken> {
  const received = source.read(delivery);
  if (received.warning !== undefined) deps.log.warn({ source: source.name }, received.warning);
  await received.confirm?.();
  const stored = await store(deps, received);
  if (received.isCut) await inTime(deps.lookUpAlerts());
  const { problems = [] } = received;
  if (problems.length === 0) return stored;
  throw new UserInputError(describeProblems(problems, received));
}

function describeProblems(problems: readonly string[], { alerts, changes, pagingEvents }: Received): string {
  const [first = ''] = problems;
  const accepted = [alerts, changes, pagingEvents].reduce((sum, parts) => sum + (parts?.length ?? 0), 0);
  if (accepted > 0) {
    const total = accepted + problems.length;
    return `${first} ${problems.length} of ${total} parts were not accepted; the others were.`;
  }
  return problems.length === 1 ? first : `${first} None of the ${problems.length} parts was accepted.`;
}

async function store(
  deps: TakingDeps,
  { alerts = [], changes = [], pagingEvents = [] }: Received,
): Promise<Taken> {
  if (alerts.length > 0) await inTime(deps.recordAlerts(alerts));
  let known = 0;
  for (const change of changes) {
    const { isNew } = await inTime(deps.recordChange(change));
    if (!isNew) known += 1;
  }
  let news = 0;
  for (const event of pagingEvents) if (await inTime(deps.acceptPagingEvent(event))) news += 1;
  return {
    count: alerts.length + changes.length - known + news,
    isNewChange: changes.length > known,
  };
}

/** Then the sender is asked to repeat it; that is harmless when it was stored after all. */
export const inTime = <T>(work: Promise<T>) => within(STORE_TIMEOUT_MS, 'Storing it', work);
