import type { IncidentId } from '../../shared/ids.js';

export type Verdict = 'right' | 'wrong';

/** What people think of an analysis, inside the caller's transaction. */
export interface FeedbackRepository {
  /** Records a person's verdict on an analysis. Returns the one it replaces; undefined when it is the first. */
  give(feedback: {
    readonly investigationId: string;
    readonly incidentId: IncidentId;
    readonly slackUserId: string;
    readonly verdict: Verdict;
  }): Promise<Verdict | undefined>;
  /** Verdicts on one analysis. */
  count(investigationId: string): Promise<Readonly<Record<Verdict, number>>>;
}
