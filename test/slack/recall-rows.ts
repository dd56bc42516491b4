/** Rows of evidence about what is to come and what was before. */
import type { Evidence } from '../../src/incidents/evidence.js';
import { sampleEvidence } from './sample-view.js';

export const FORECAST_ROW: Evidence = sampleEvidence('E10', {
  kind: 'forecast',
  service: 'orders-db',
  statement:
    'Disk of orders-db will reach its limit of 100 % at about 04:19 UTC (in 59 min; 55 min to 63 min) if it goes on like this: it is at 84 % and rises by 16 % an hour since 01:21 UTC.',
  why: 'There is time to act before it is another cause of failures.',
  query: 'disk_used / disk_size',
});

export const QUIET_FORECAST_ROW: Evidence = sampleEvidence('E11', {
  kind: 'forecast',
  service: 'web',
  statement: 'Not running out within a day: certificate of web (61 days).',
  why: 'What is left for long is not the cause.',
  query: 'cert',
  isAnomalous: false,
});

export interface SimilarChanges {
  readonly cause?: string | null;
  readonly fix?: string | null;
  readonly reasons?: readonly string[];
  readonly thread?: { readonly channel: string; readonly ts: string } | null;
}

/** A similar incident as the evidence pass stores it. */
export function similarRow(id: string, number: number, changes: SimilarChanges = {}): Evidence {
  return sampleEvidence(id, {
    kind: 'similar',
    service: null,
    statement: `Like INC-${number} (3 weeks ago). Its cause: A null price. It ended with: Roll back checkout. Alike: same alert CheckoutErrorsHigh, seen in 2 of 40 past incidents.`,
    why: 'What helped then may help now.',
    source: 'incidents',
    query: null,
    data: {
      number,
      startedAt: '2026-11-01T03:00:00.000Z',
      ago: '3 weeks ago',
      score: 0.8,
      outOf: 40,
      reasons: ['same alert CheckoutErrorsHigh, seen in 2 of 40 past incidents'],
      cause: 'A null price.',
      isConfirmed: true,
      fix: 'Roll back checkout',
      isVerified: true,
      runbookId: 'bad-release',
      thread: { channel: 'C0INCIDENTS', ts: '1793500000.000100' },
      ...changes,
    },
    isAnomalous: false,
  });
}
