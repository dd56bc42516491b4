/** The budgets of one run: prices its requests, holds them in the ledger and counts them. */
import type { Metrics } from '../../observability/metrics.js';
import type { CallOutcome, PlannedCall, Spending } from '../ports.js';
import type { Budgets, CallSubject, ModelCallLedger } from './ledger.js';
import { costOf, priceOf, type Prices } from './prices.js';

export interface SpendingSettings {
  readonly prices: Prices;
  readonly budgets: Budgets;
}

export interface SpendingDeps extends SpendingSettings {
  /** One transaction of its own. */
  readonly withLedger: <T>(work: (ledger: ModelCallLedger) => Promise<T>) => Promise<T>;
  readonly metrics: Pick<
    Metrics,
    'modelCost' | 'modelTokens' | 'modelSeconds' | 'modelCalls' | 'modelRefusedByBudget'
  >;
}

/** What the database's columns hold; nobody comes near it. */
const MAX_COUNT = 2 ** 31 - 1;

export function createSpending(
  { prices, budgets, withLedger, metrics }: SpendingDeps,
  subject: CallSubject,
): Spending {
  /** The requests under way; a reservation is settled by the process that made it. */
  const underWay = new Map<string, PlannedCall>();
  const { investigationId } = subject;

  return {
    async reserve(planned) {
      const call = {
        ...planned,
        // What cannot be counted is more than any budget has.
        inputTokens: wholeCount(planned.inputTokens, MAX_COUNT),
        maxOutputTokens: wholeCount(planned.maxOutputTokens, MAX_COUNT),
      };
      const costUsd = costOf(priceOf(prices, call.model), {
        inputTokens: call.inputTokens,
        cachedTokens: 0,
        outputTokens: call.maxOutputTokens,
      });
      const reservation = await withLedger((ledger) =>
        ledger.reserve({ ...call, ...subject, costUsd }, budgets),
      );
      if (reservation.isGranted) underWay.set(reservation.id, call);
      else metrics.modelRefusedByBudget.inc({ budget: reservation.budget });
      return reservation;
    },
    async settle(id, reported) {
      const planned = underWay.get(id);
      if (planned === undefined) throw new Error(`Nothing was reserved here under ${id}.`);
      const outcome = {
        ...reported,
        // A server that reports nonsense is charged for what was reserved.
        inputTokens: wholeCount(reported.inputTokens, planned.inputTokens),
        cachedTokens: wholeCount(reported.cachedTokens, 0),
        outputTokens: wholeCount(reported.outputTokens, planned.maxOutputTokens),
        latencyMs: wholeCount(reported.latencyMs, 0),
      };
      const costUsd = costOf(priceOf(prices, planned.model), outcome);
      const isNew = await withLedger((ledger) => ledger.settle(id, { ...outcome, costUsd }));
      underWay.delete(id);
      if (isNew) count(metrics, planned.model, outcome, costUsd);
    },
    ...(investigationId === null
      ? {}
      : { made: () => withLedger((ledger) => ledger.ofInvestigation(investigationId)) }),
  };
}

function count(
  metrics: SpendingDeps['metrics'],
  model: string,
  { result, inputTokens, cachedTokens, outputTokens, latencyMs }: CallOutcome,
  costUsd: number | null,
): void {
  metrics.modelCalls.inc({ model, result });
  const cached = Math.min(cachedTokens, inputTokens);
  metrics.modelTokens.inc({ model, direction: 'input' }, inputTokens - cached);
  metrics.modelTokens.inc({ model, direction: 'cached_input' }, cached);
  metrics.modelTokens.inc({ model, direction: 'output' }, outputTokens);
  if (costUsd !== null) metrics.modelCost.inc({ model }, costUsd);
  metrics.modelSeconds.observe({ model }, latencyMs / 1000);
}

/** Servers report what they like. */
function wholeCount(value: number, otherwise: number): number {
  if (!Number.isFinite(value) || value < 0) return otherwise;
  return Math.min(Math.ceil(value), MAX_COUNT);
}
