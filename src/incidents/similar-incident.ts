/** What a row of evidence about a past incident like the present one holds. */
import { isRecord } from '../shared/is-record.js';
import type { Evidence } from './evidence.js';

interface SimilarIncidentData {
  readonly number: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** What is alike, the most telling first. */
  readonly reasons: readonly string[];
  /** What it was; null when nobody knows. */
  readonly cause: string | null;
  /** What ended it; null when that is not on record. */
  readonly fix: string | null;
  /** Where its thread begins in Slack; null when it was never posted. */
  readonly thread: { readonly channel: string; readonly ts: string } | null;
}

/** Undefined for everything else, such as what was looked up and not found. */
export function readSimilarIncident({
  kind,
  data,
}: Pick<Evidence, 'kind' | 'data'>): SimilarIncidentData | undefined {
  if (kind !== 'similar' || !isRecord(data)) return undefined;
  const { number, startedAt, reasons, cause, fix, thread } = data;
  if (typeof number !== 'number' || typeof startedAt !== 'string' || Number.isNaN(Date.parse(startedAt)))
    return undefined;
  return {
    number,
    startedAt,
    reasons: Array.isArray(reasons) ? reasons.filter((reason) => typeof reason === 'string') : [],
    cause: textIn(cause),
    fix: textIn(fix),
    thread: readThread(thread),
  };
}

function readThread(value: unknown): SimilarIncidentData['thread'] {
  if (!isRecord(value)) return null;
  const { channel, ts } = value;
  return typeof channel === 'string' && typeof ts === 'string' ? { channel, ts } : null;
}

const textIn = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
