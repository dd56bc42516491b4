/** Asks the metrics backend how many users an incident hurts now. Nothing here throws because of the backend. */
import type { NamedQuery } from '../../incidents/impact.js';
import type { AskedBudget, ImpactInput } from '../../incidents/impact-parts.js';
import type { MetricsSource } from '../../incidents/ports/metrics-source.js';
import type { Service, ServiceCatalog } from '../../incidents/service.js';
import { fastestPair } from '../../incidents/slo/error-budget.js';
import type { SloBook } from '../../incidents/slo/slo.js';
import { errorMessage } from '../../shared/errors.js';
import { cut } from '../../shared/text.js';
import { budgetQueries, type BudgetReader } from './measure-budget.js';

/** More promises about one service than anybody keeps. */
const MAX_SLOS = 5;
const MAX_WHY = 160;

export interface MeasureDeps {
  readonly catalog: () => ServiceCatalog;
  readonly slos: () => SloBook;
  /** Null when no metrics backend is configured. */
  readonly metricsSource: MetricsSource | null;
  readonly budgets: BudgetReader | null;
}

/** `user`: the service whose users' requests count, which the evidence pass found; null where it found none. */
export async function measureImpact(
  deps: MeasureDeps,
  { service, user }: { readonly service: string | null; readonly user: string | null },
  { at, signal }: { readonly at: Date; readonly signal: AbortSignal },
): Promise<Pick<ImpactInput, 'failing' | 'budgets'>> {
  const name = user ?? service;
  const known = name === null ? undefined : deps.catalog().get(name);
  const [failing, budgets] = await Promise.all([
    measureFailing(deps.metricsSource, { name, known }, { at, signal }),
    measureBudgets(deps, [...new Set([user, service])], { at, signal }),
  ]);
  return { failing, budgets };
}

type When = { readonly at: Date; readonly signal: AbortSignal };

async function measureFailing(
  metrics: MetricsSource | null,
  { name, known }: { readonly name: string | null; readonly known: Service | undefined },
  when: When,
): Promise<ImpactInput['failing']> {
  const unknown = (why: string) => ({ service: name, share: null, why });
  if (!metrics) return unknown('no metrics backend is connected');
  if (name === null) return unknown('no service is named');
  const queryOf = (signal: 'errors' | 'requests') =>
    known?.signals.find((one) => one.name === signal)?.query ?? null;
  const [errors, requests] = [queryOf('errors'), queryOf('requests')];
  if (errors === null) return unknown(`the catalogue has no signal "errors" of ${name}`);
  try {
    const valuesOf = async (query: string) =>
      (await metrics.queryInstant(query, when)).series.flatMap(({ values }) => values.slice(-1));
    const [shares, rates] = await Promise.all([
      valuesOf(errors),
      requests === null ? [] : valuesOf(requests).catch(() => []),
    ]);
    const rate = rates.length === 0 ? null : rates.reduce((sum, one) => sum + one, 0);
    if (shares.length === 0)
      return unknown(
        rate === 0 ? `${name} gets no ${known?.unitOfWork ?? 'requests'}` : `there are no samples of ${name}`,
      );
    const share = Math.min(1, Math.max(0, ...shares));
    const queries: NamedQuery[] = [{ name: `failing share of ${name}`, query: errors }];
    if (requests !== null) queries.push({ name: `traffic of ${name}`, query: requests });
    return { service: name, share, perSecond: rate === null ? null : Math.max(0, rate) * share, queries };
  } catch (error) {
    return unknown(cut(errorMessage(error).replace(/\.$/, ''), MAX_WHY));
  }
}

async function measureBudgets(
  { slos, budgets }: MeasureDeps,
  services: readonly (string | null)[],
  { at, signal }: When,
): Promise<readonly AskedBudget[]> {
  const promised = services.flatMap((name) => (name === null ? [] : slos().of(name))).slice(0, MAX_SLOS);
  if (!budgets) return [];
  return Promise.all(
    promised.map(async (slo) => {
      const budget = await budgets.read(slo, at, signal);
      const { longSeconds, shortSeconds } = fastestPair(budget) ?? budget.pairs[0] ?? {};
      const windows = [longSeconds, shortSeconds].filter((window) => window !== undefined);
      return { budget, queries: windows.flatMap((window) => budgetQueries(slo, window)) };
    }),
  );
}
