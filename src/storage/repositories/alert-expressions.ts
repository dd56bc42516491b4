/** What the domain reads from an alert, as SQL over a row `a` of firewatch.alerts. */
import { PLACE_LABELS, SCOPE_LABELS } from '../../incidents/grouping/candidate.js';

/** `beganAt` of alert.ts. */
export const BEGAN_AT = `(CASE WHEN a.starts_at BETWEEN a.first_received_at - interval '7 days' AND a.first_received_at
  THEN a.starts_at ELSE a.first_received_at END)`;

/** `subjectOf` of grouping/candidate.ts. */
export const SUBJECT = `coalesce(a.service, ${PLACE_LABELS.map(labelOf).join(', ')})`;

/** `scopeOf` of grouping/candidate.ts. */
export const SCOPE = labelsOf(SCOPE_LABELS);

/** An object of those of its labels that have a value. */
export function labelsOf(keys: readonly string[]): string {
  return `jsonb_strip_nulls(jsonb_build_object(${keys.map((key) => `'${key}', ${labelOf(key)}`).join(', ')}))`;
}

function labelOf(key: string): string {
  return `nullif(a.labels ->> '${key}', '')`;
}
