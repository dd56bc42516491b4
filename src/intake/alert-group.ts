/** What senders of lists of alerts have in common: Alertmanager's shape, which Grafana sends too. Unknown fields are ignored. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Alert } from '../incidents/alert.js';
import { UserInputError } from '../shared/errors.js';
import { Time } from './payload.js';

/** Programs in Go write null for an empty map. */
export const Labels = z.record(z.string(), z.string('must be text'));

export const groupFields = {
  groupKey: z.string().nullish(),
  groupLabels: Labels.nullish(),
  truncatedAlerts: z.number().nullish(),
  alerts: z.array(z.unknown(), 'must be a list of alerts'),
};

export const alertFields = {
  status: z.enum(['firing', 'resolved'], 'must be "firing" or "resolved"'),
  labels: Labels,
  annotations: Labels.nullish().transform((annotations) => annotations ?? {}),
  startsAt: Time,
  /** The year 1 while it fires. */
  endsAt: Time.nullish(),
  generatorURL: z.string().nullish(),
  fingerprint: z.string().max(128).nullish(),
};

type Group = Pick<z.output<z.ZodObject<typeof groupFields>>, 'groupKey' | 'groupLabels'>;
type Texts = Readonly<Record<string, string>>;

/** Without group_by all alerts share the empty group: that is no grouping at all. */
export function groupKeyIn({ groupKey, groupLabels }: Group): string | null {
  return Object.keys(groupLabels ?? {}).length > 0 ? (groupKey ?? null) : null;
}

/**
 * One bad entry does not cost its companions: it becomes a sentence.
 * @param readOne throws UserInputError for an entry that it cannot read.
 */
export function readEach(
  entries: readonly unknown[],
  readOne: (entry: unknown, index: number) => Alert,
): { readonly alerts: readonly Alert[]; readonly problems: readonly string[] } {
  const alerts: Alert[] = [];
  const problems: string[] = [];
  for (const [index, entry] of entries.entries()) {
    try {
      alerts.push(readOne(entry, index));
    } catch (error) {
      if (!(error instanceof UserInputError)) throw error;
      problems.push(error.message);
    }
  }
  return { alerts, problems };
}

/** For senders without fingerprints: a hash of the sorted labels. */
export function fingerprintOf(labels: Texts): string {
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}
