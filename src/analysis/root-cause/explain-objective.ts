/** The part of the ranking that a violated objective allows: which components its excess comes from. */
import { formatValue } from '../format-value.js';
import { attributeObjective } from './attribute-objective.js';
import type { Evidence } from './evidence.js';
import { measureExcess, type Excess } from './excess.js';
import type { MetricObservation, RootCauseQuestion } from './question.js';
import { createUsualDescriber } from './usual.js';

/** A component that accounts for less of the violated objective than this is no answer to why it is violated. */
const MIN_SHARE = 0.05;
/** When all that is found together explains less, most of the trouble lies elsewhere and naming it would mislead. */
const MIN_EXPLAINED = 1 / 3;

/**
 * Shares 0–1 by component; empty when what was measured does not explain the objective, undefined when no objective is
 * given or it was not measured itself.
 */
export function explainObjective(question: RootCauseQuestion): ReadonlyMap<string, Evidence> | undefined {
  const { objective, metrics = [], calls } = question;
  const nothing = new Map<string, Evidence>();
  if (!objective) return undefined;
  const relevant = metrics.filter(({ signal }) => signal === objective.signal);
  const target = relevant.find(({ component }) => component === objective.component);
  if (!target) return undefined;
  const describer = createUsualDescriber();
  const traffic = new Map<string, MetricObservation>();
  for (const metric of metrics) if (metric.signal === 'requests') traffic.set(metric.component, metric);
  const excesses = new Map<string, Excess>();
  const measure = (metric: MetricObservation) =>
    // Whose requests are not counted is taken to be called once for each request of the objective.
    measureExcess(metric, traffic.get(metric.component) ?? traffic.get(objective.component), {
      moments: target.times,
      isSymptom: metric === target,
      describer,
    });
  const symptom = measure(target);
  if (!symptom) return nothing;
  for (const metric of relevant) {
    if (metric.component === objective.component) continue;
    const excess = measure(metric);
    if (excess && excess.total > (excesses.get(metric.component)?.total ?? 0))
      excesses.set(metric.component, excess);
  }
  const measured = new Set(relevant.map(({ component }) => component));
  const attributed = attributeObjective({ symptom, excesses, measured, calls });
  if (attributed.reduce((sum, { share }) => sum + share, 0) < MIN_EXPLAINED) return nothing;
  const unit = objective.signal === 'latency' ? 'seconds' : 'ratio';
  return new Map(
    attributed
      .filter(({ share }) => share >= MIN_SHARE)
      .map(({ excess, share }) => {
        const [usual, peak] = [formatValue(excess.center, unit), formatValue(excess.peak, unit)];
        const part = `${Math.round(share * 100)} % of what ${objective.component} suffers begins here`;
        return [
          excess.component,
          {
            score: share,
            reasons: [
              {
                kind: 'metric',
                name: excess.name,
                text: `its ${excess.name} rose from ${usual} to ${peak}`,
                weight: share,
              },
              { kind: 'position', name: objective.component, text: part, weight: share },
            ],
          },
        ];
      }),
  );
}
