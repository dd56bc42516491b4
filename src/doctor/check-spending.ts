import { modelsOf, spendingOf } from '../app/settings.js';
import { priceOf } from '../agent/spending/prices.js';
import type { Config } from '../config/config.js';
import { formatUsd } from '../shared/model-cost.js';
import { Look } from './finding.js';

/** Whether the budgets of money hold: they need the price of every model that may be asked. */
export function checkSpending(config: Config): string | null {
  const models = (modelsOf(config) ?? []).map(({ model }) => model);
  if (models.length === 0) return null;
  const { prices, budgets } = spendingOf(config);
  const unknown = models.filter((model) => priceOf(prices, model) === null);
  if (unknown.length > 0)
    throw new Look(
      `The price of ${unknown.join(', ')} is unknown: only the budgets of tokens hold. Set agent.prices or agent.defaultPrice.`,
    );
  const { incident, day } = budgets;
  if (incident.cost > day.cost || incident.tokens > day.tokens)
    throw new Look('agent.budgets.incident is above agent.budgets.day, which ends first.');
  return `at most ${formatUsd(incident.cost)} an incident and ${formatUsd(day.cost)} a day`;
}
