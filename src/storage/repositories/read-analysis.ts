/** Reads an analysis as it was stored, whichever version of Firewatch wrote it. */
import type { Investigation } from '../../workflows/transaction.js';

type Analysis = NonNullable<Investigation['analysis']>;
type Report = Analysis['report'];

/** Before hypotheses were kept, a report had a list of ruled-out causes, and nobody checked its statements. */
type StoredReport = Omit<Report, 'hypotheses'> & {
  readonly hypotheses?: Report['hypotheses'];
  readonly ruledOut?: readonly { cause: string; why: string; evidenceIds: string[] }[];
};
export type StoredAnalysis = Omit<Analysis, 'report' | 'proposals' | 'verification' | 'promptVersion'> & {
  readonly report: StoredReport;
  readonly proposals?: Analysis['proposals'];
  readonly verification?: Analysis['verification'];
  readonly promptVersion?: string | null;
};

export function readAnalysis(stored: StoredAnalysis): Analysis {
  const { ruledOut = [], hypotheses, cause, ...report } = stored.report;
  return {
    ...stored,
    report: {
      ...report,
      cause: cause && { ...cause, component: cause.component ?? null },
      hypotheses:
        hypotheses ??
        ruledOut.map(({ evidenceIds, ...one }) => ({
          ...one,
          status: 'ruled out' as const,
          supports: [],
          contradicts: evidenceIds,
        })),
    },
    proposals: stored.proposals ?? [],
    verification: stored.verification ?? null,
    promptVersion: stored.promptVersion ?? null,
  };
}
