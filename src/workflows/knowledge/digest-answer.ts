/** What a digest shows. */
import type { Digest } from '../../incidents/digest/digest.js';
import type { DigestScope } from '../../incidents/digest/records.js';
import type { ErrorBudget } from '../../incidents/slo/error-budget.js';

export interface DigestAnswer extends Digest {
  readonly scope: DigestScope;
  readonly days: number;
  /** Addresses of incidents' threads by their numbers; one whose address is not known is missing. */
  readonly links: ReadonlyMap<number, string>;
  /** Those with least left first, and those that cannot be measured last; empty when nothing is promised or measured. */
  readonly budgets: readonly ErrorBudget[];
  /** SLOs beyond those. */
  readonly otherBudgets: number;
}
