/**
 * Groups alerts and decides when a group is told, with Alertmanager's rules: group_wait before the first message,
 * group_interval between messages when something changed, repeat_interval when nothing did.
 */
import { keepLabels, type LabelSet } from '../label-set.js';
import { deliverWebhook, type WebhookReceiver } from './webhook-delivery.js';
import { buildWebhookMessage, type OutgoingAlert } from './webhook-payload.js';

const MIN_DELIVERY_MS = 10_000; // Alertmanager's least time for the deliveries of one flush.

export interface Grouping {
  readonly waitMs: number;
  readonly intervalMs: number;
  readonly repeatMs: number;
  /** Label names that form a group; `...` groups by all labels. */
  readonly by: readonly string[];
}
export interface Notifier {
  /** Takes over alerts that fire or have just been resolved. */
  update(alerts: readonly OutgoingAlert[]): void;
  /** Cancels timers and deliveries and waits for them. */
  stop(): Promise<void>;
}

interface Group {
  readonly labels: LabelSet;
  readonly alerts: Map<string, OutgoingAlert>;
  /** What the receiver was last told, by label key. */
  told: { firing: Set<string>; resolved: Set<string>; atMs: number } | undefined;
  timer: NodeJS.Timeout | undefined;
  flushing: Promise<void> | undefined;
}

export function createNotifier(deps: {
  receiver: WebhookReceiver;
  grouping: Grouping;
  /** Whether the end of alerts is told too; true unless said otherwise, as in Alertmanager. */
  sendResolved?: boolean;
  receiverName?: string;
  externalUrl: () => string;
  /** Called when a message could not be delivered; the next interval tries again. */
  onFailure?: (reason: string) => void;
  firstPauseMs?: number;
}): Notifier {
  const { grouping } = deps;
  const groups = new Map<string, Group>();
  const stopping = new AbortController();
  const sendsResolved = deps.sendResolved ?? true;

  function update(alerts: readonly OutgoingAlert[]): void {
    if (stopping.signal.aborted) return;
    for (const alert of alerts) {
      const labels = grouping.by.includes('...')
        ? alert.labels
        : keepLabels(alert.labels, new Set(grouping.by));
      const group = groups.get(labels.key);
      if (group !== undefined) group.alerts.set(alert.labels.key, alert);
      // Nobody was told about an alert that is over before its group exists, so there is nothing to take back.
      else if (alert.endsAtMs === undefined) openGroup(labels, alert);
    }
  }

  function openGroup(labels: LabelSet, alert: OutgoingAlert): void {
    const alerts = new Map([[alert.labels.key, alert]]);
    const group: Group = { labels, alerts, told: undefined, timer: undefined, flushing: undefined };
    groups.set(labels.key, group);
    schedule(group, grouping.waitMs);
  }

  function schedule(group: Group, delayMs: number): void {
    group.timer = setTimeout(() => {
      group.flushing = flush(group).finally(() => (group.flushing = undefined));
    }, delayMs);
  }

  async function flush(group: Group): Promise<void> {
    const nextMs = Date.now() + grouping.intervalMs;
    const alerts = [...group.alerts.values()];
    const firing = new Set(
      alerts.filter(({ endsAtMs }) => endsAtMs === undefined).map(({ labels }) => labels.key),
    );
    const resolved = new Set(alerts.map(({ labels }) => labels.key).filter((key) => !firing.has(key)));
    let isSettled = true;
    if (isDue(group, firing, resolved)) {
      const told = sendsResolved ? alerts : alerts.filter(({ endsAtMs }) => endsAtMs === undefined);
      isSettled = told.length === 0 || (await deliver(group, told));
      if (isSettled) group.told = { firing, resolved, atMs: Date.now() };
    }
    if (isSettled) forgetResolved(group, alerts);
    if (stopping.signal.aborted) return;
    if (group.alerts.size === 0) groups.delete(group.labels.key);
    else schedule(group, Math.max(0, nextMs - Date.now()));
  }

  function isDue({ told }: Group, firing: ReadonlySet<string>, resolved: ReadonlySet<string>): boolean {
    if (told === undefined) return firing.size > 0;
    if (!isSubset(firing, told.firing)) return true;
    if (firing.size === 0) return told.firing.size > 0;
    if (sendsResolved && !isSubset(resolved, told.resolved)) return true;
    return Date.now() - told.atMs >= grouping.repeatMs;
  }

  async function deliver(group: Group, alerts: readonly OutgoingAlert[]): Promise<boolean> {
    const message = buildWebhookMessage({
      alerts,
      groupLabels: group.labels,
      receiver: deps.receiverName ?? 'firewatch',
      externalUrl: deps.externalUrl(),
    });
    const outcome = await deliverWebhook(deps.receiver, message, {
      deadlineMs: Math.max(grouping.intervalMs, MIN_DELIVERY_MS),
      signal: stopping.signal,
      ...(deps.firstPauseMs === undefined ? {} : { firstPauseMs: deps.firstPauseMs }),
    });
    if (!outcome.isDelivered && !stopping.signal.aborted) deps.onFailure?.(outcome.reason);
    return outcome.isDelivered;
  }

  return {
    update,
    async stop() {
      stopping.abort();
      for (const { timer } of groups.values()) clearTimeout(timer);
      await Promise.all([...groups.values()].map(async ({ flushing }) => flushing));
    },
  };
}

/** Drops what was resolved when the message was built, unless it has started to fire again since. */
function forgetResolved(group: Group, flushed: readonly OutgoingAlert[]): void {
  for (const alert of flushed) {
    if (alert.endsAtMs !== undefined && group.alerts.get(alert.labels.key) === alert) {
      group.alerts.delete(alert.labels.key);
    }
  }
}

function isSubset(small: ReadonlySet<string>, large: ReadonlySet<string>): boolean {
  return [...small].every((key) => large.has(key));
}
