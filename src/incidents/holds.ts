/**
 * What keeps an alert from asking for anybody: its service is under maintenance, or alerts of its kind have to come several
 * times. It is stored and shown meanwhile, and opens an incident when it still fires afterwards: nothing is held for ever.
 */
import { formatDuration } from '../shared/duration.js';
import { matchesName } from '../shared/name-pattern.js';
import { beganAt, type StoredAlert } from './alert.js';
import type { Actor } from './incident.js';

export interface MaintenanceWindow {
  readonly service: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** In the words of whoever declared it. */
  readonly reason: string;
  readonly declaredBy: Actor;
}

/** Alerts of this kind open an incident when so many came within so long, or when one has fired for so long. */
export interface OpenAfterRule {
  /** `Alert.source`; null: of any sender. */
  readonly source: string | null;
  /** Name of the alert, `*` for any run of characters. */
  readonly alertname: string;
  readonly firings: number;
  readonly withinSeconds: number;
}

export interface Hold {
  readonly until: Date;
  /** Half a sentence: `1 of 3 firings within 10 min`. */
  readonly why: string;
}

/** One that is held back. */
export interface HeldAlert extends Hold, Pick<StoredAlert, 'name' | 'source' | 'labels' | 'startsAt'> {
  readonly service: string | null;
}

/** The window of this service that lasts longest, of those that last now. */
export function findWindow(
  windows: readonly MaintenanceWindow[],
  service: string | null,
  now: Date,
): MaintenanceWindow | undefined {
  return windows
    .filter((window) => window.service === service && window.startsAt <= now && window.endsAt > now)
    .toSorted((a, b) => b.endsAt.getTime() - a.endsAt.getTime())[0];
}

export function holdForMaintenance({ endsAt, reason }: MaintenanceWindow): Hold {
  return { until: endsAt, why: `maintenance: ${reason}` };
}

/** The first that fits. */
export function findRule(
  rules: readonly OpenAfterRule[],
  { source, name }: Pick<StoredAlert, 'source' | 'name'>,
): OpenAfterRule | undefined {
  return rules.find(
    (rule) => (rule.source === null || rule.source === source) && matchesName(rule.alertname, name),
  );
}

/** `firings`: of this alert's kind within the rule's time, this one included. Undefined: it need not wait any longer. */
export function holdForFirings(
  { firings: wanted, withinSeconds }: OpenAfterRule,
  alert: StoredAlert,
  { firings, now }: { readonly firings: number; readonly now: Date },
): Hold | undefined {
  const until = new Date(beganAt(alert).getTime() + withinSeconds * 1000);
  if (firings >= wanted || until <= now) return undefined;
  return { until, why: `${firings} of ${wanted} firings within ${formatDuration(withinSeconds * 1000)}` };
}
