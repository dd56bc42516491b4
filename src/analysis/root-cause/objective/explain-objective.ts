/** The part of the ranking that a violated objective allows: which components its excess comes from. */
import { formatValue } from '../../format-value.js';
import { attributeObjective, type Attribution } from './attribute-objective.js';
import type { Evidence } from '../evidence.js';
import { measureExcess, type Excess } from './excess.js';
import type { MetricObservation, RootCauseQuestion } from '../question.js';
import { createUsualDescriber } from '../usual.js';

/** A component that accounts for less of the violated objective than this is no answer to why it is violated. */
const MIN_SHARE = 0.05;
/** When all that is found together explains less, most of the trouble lies elsewhere and naming it would mislead. */
const MIN_EXPLAINED = 1 / 3;

/**
 * Shares 0–1 by component; empty when what was measured does not explain the objective, undefined when no objective is
 * given or it was not measured itself.
 */
export function explainObjective(question: RootCauseQuestion): ReadonlyMap<string, Evidence> | undefined {
  const { objective, metrics = [] } = question;
  const nothing = new Map<string, Evidence>();
  if (!objective) return undefined;
  const relevant = metrics.filter(({ signal }) => signal === objective.signal);
  const target = relevant.find(({ component }) => component === objective.component);
  if (!target) return undefined;
  const attempt = (isWeighted: boolean) => attribute(question, objective, { relevant, target, isWeighted });
  // Averages of so many requests add up along calls. Quantiles do not, and requests may be miscounted: then one request of
  // the objective is set against one call of each component.
  const attributed = attempt(true) ?? attempt(false);
  if (!attributed) return nothing;
  const unit = objective.signal === 'latency' ? 'seconds' : 'ratio';
  return new Map(
    attributed
      .filter(({ share }) => share >= MIN_SHARE)
      .map(({ excess, share }) => {
        const [usual, peak] = [formatValue(excess.center, unit), formatValue(excess.peak, unit)];
        const part = `${describeShare(share)} of what ${objective.component} suffers begins here`;
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

/** Nobody measures to the last percent. */
const describeShare = (share: number): string =>
  share > 0.95 ? 'nearly all' : `${Math.round(share * 100)} %`;

/** Undefined when nothing is suffered, or too little of it explained. */
function attribute(
  { metrics = [], calls }: RootCauseQuestion,
  objective: NonNullable<RootCauseQuestion['objective']>,
  {
    relevant,
    target,
    isWeighted,
  }: { relevant: readonly MetricObservation[]; target: MetricObservation; isWeighted: boolean },
): readonly Attribution[] | undefined {
  const describer = createUsualDescriber();
  const traffic = new Map<string, MetricObservation>();
  for (const metric of metrics) {
    if (isWeighted && metric.signal === 'requests') traffic.set(metric.component, metric);
  }
  const measure = (metric: MetricObservation) =>
    // Whose requests are not counted is taken to be called once for each request of the objective.
    measureExcess(metric, traffic.get(metric.component) ?? traffic.get(objective.component), {
      moments: target.times,
      isSymptom: metric === target,
      describer,
    });
  const symptom = measure(target);
  if (!symptom) return undefined;
  const excesses = new Map<string, Excess>();
  for (const metric of relevant) {
    if (metric.component === objective.component) continue;
    const excess = measure(metric);
    if (excess && excess.total > (excesses.get(metric.component)?.total ?? 0)) {
      excesses.set(metric.component, excess);
    }
  }
  const measured = new Set(relevant.map(({ component }) => component));
  // Graphs are partial: whom nobody is known to call may be called from here.
  const called = new Set(calls.map(({ callee }) => callee));
  const orphans = [...excesses.keys()]
    .filter((component) => !called.has(component))
    .map((callee) => ({ caller: objective.component, callee }));
  const attributed = attributeObjective({ symptom, excesses, measured, calls: [...calls, ...orphans] });
  const explained = attributed.reduce((sum, { share }) => sum + share, 0);
  return explained < MIN_EXPLAINED ? undefined : attributed;
}
