/** The record of requests to models: what each came to, and what may still be spent. */
import type { IncidentId } from '../../shared/ids.js';
import type { CallOutcome, ExceededBudget, PlannedCall, RequestsMade } from '../ports.js';

/** Input and output tokens together, and US dollars. */
export interface Budget {
  readonly tokens: number;
  readonly cost: number;
}

export interface Budgets {
  /** All requests about one incident and all that was merged with it, investigations and questions, however long it lasts. */
  readonly incident: Budget;
  /** All requests of one day in UTC, by the database's clock. */
  readonly day: Budget;
}

/** Who asks, and about what. */
export interface CallSubject {
  readonly purpose: 'investigation' | 'question';
  /** Null: a question about no incident in particular; only the day's budgets hold it. */
  readonly incidentId: IncidentId | null;
  /** Null for a question. */
  readonly investigationId: string | null;
}

/** `costUsd` is null where the model's price is unknown; then the budgets of tokens hold alone. */
export type PricedCall = PlannedCall & CallSubject & { readonly costUsd: number | null };
export type PricedOutcome = CallOutcome & { readonly costUsd: number | null };

export type Reservation =
  | { readonly isGranted: true; readonly id: string }
  | { readonly isGranted: false; readonly budget: ExceededBudget };

/** What was spent, open reservations included at their full size. */
export interface Spent {
  readonly calls: number;
  readonly inputTokens: number;
  /** Of the input. */
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** Of the calls whose price is known. */
  readonly costUsd: number;
  /** Calls whose price is unknown. */
  readonly unpricedCalls: number;
}

/** How much of each budget is used, 0 to 1 and more. The incidents' are those of the incident that used most today. */
export type BudgetShares = Readonly<Record<ExceededBudget, number>>;

export interface ModelCallLedger {
  /**
   * Grants a request only if everything reserved and spent, this one included, stays within all budgets. One at a time,
   * whichever replica asks.
   */
  reserve(call: PricedCall, budgets: Budgets): Promise<Reservation>;
  /** Puts what it really came to in place of the reservation. False when that had happened before. */
  settle(id: string, outcome: PricedOutcome): Promise<boolean>;
  /** Ends reservations of processes that died: they count as spent, at their full size. Returns how many. */
  giveUpOlderThan(seconds: number): Promise<number>;
  ofInvestigation(investigationId: string): Promise<RequestsMade>;
  /** With what was merged into it. */
  ofIncident(incidentId: IncidentId): Promise<Spent>;
  /** All requests from then on. */
  since(from: Date): Promise<Spent>;
  shares(budgets: Budgets): Promise<BudgetShares>;
}
