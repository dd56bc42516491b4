/** Whether an analysis was right, by the word of people alone. */
import type { AnalysisCase } from './analysis-case.js';

export type Label = 'right' | 'wrong' | 'abstained';

/** Where a label comes from; `cause` weighs more than `verdicts`, because it was told when it was over. */
export type LabelSource = 'cause chosen' | 'cause named' | 'verdicts' | 'itself';

export interface Labelled {
  readonly label: Label;
  readonly source: LabelSource;
}

/**
 * In this order: an analysis without a cause has abstained. If people told the cause, the analysis is right when they chose
 * it or when both name the same service, and wrong when the services differ. Otherwise the majority of the verdicts on it
 * counts. Null, no label: nobody said anything, as many said right as wrong, or one side names no service.
 */
export function labelOf({ investigationId, cause, confirmed, feedback }: AnalysisCase): Labelled | null {
  if (cause === null) return { label: 'abstained', source: 'itself' };
  if (confirmed !== null) {
    const source = confirmed.told === 'chosen' ? 'cause chosen' : 'cause named';
    if (confirmed.investigationId === investigationId) return { label: 'right', source };
    if (confirmed.service !== null && cause.service !== null)
      return { label: isSame(confirmed.service, cause.service) ? 'right' : 'wrong', source };
  }
  if (feedback.right === feedback.wrong) return null;
  return { label: feedback.right > feedback.wrong ? 'right' : 'wrong', source: 'verdicts' };
}

const isSame = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
