/** How incidents went over some days, and how good and how dear the analyses of them were. */
import { recordAuthors, type AuthorRecord } from '../../agent/monitoring/author-records.js';
import type { Store } from '../transaction.js';
import type { StatsAnswer } from './stats-answer.js';

/** Enough for years of incidents, and read in a moment. */
const MAX_CASES = 5_000;
/** Gauges tell of this many days. */
const GAUGE_DAYS = 90;

export async function readStats({ store }: { readonly store: Store }, days: number): Promise<StatsAnswer> {
  return store.transaction(async (tx) => {
    const stats = await tx.stats.read(days);
    const cases = await tx.cases.list({ since: null, limit: MAX_CASES });
    return {
      ...stats,
      models: {
        spent: await tx.modelCalls.since(stats.from),
        authors: recordAuthors(cases, stats.from),
      },
    };
  });
}

/** For metrics: what is known of each author over a quarter of a year before `now`. */
export async function readAuthorRecords(
  { store }: { readonly store: Store },
  now: Date,
): Promise<readonly AuthorRecord[]> {
  const cases = await store.transaction((tx) => tx.cases.list({ since: null, limit: MAX_CASES }));
  return recordAuthors(cases, new Date(now.getTime() - GAUGE_DAYS * 86_400_000));
}
