/** Where the trouble most likely began, from everything that was observed. */
import { attributeObjective } from './attribute-objective.js';
import { measureExcess, type Excess } from './excess.js';
import type { MetricObservation, RankedComponent, RootCauseQuestion, RootCauses } from './question.js';
import { createUsualDescriber } from './usual.js';
import { formatValue } from '../format-value.js';

/** A component that accounts for less of the violated objective than this is no answer to why it is violated. */
const MIN_SHARE = 0.05;
/** When all that is found together explains less, most of the trouble lies elsewhere and naming it would mislead. */
const MIN_EXPLAINED = 1 / 3;

export function rankRootCauses(question: RootCauseQuestion): RootCauses {
  const { objective } = question;
  if (!objective) return { ranked: [], abstention: 'nothing was violated' };
  const describer = createUsualDescriber();
  const traffic = new Map<string, MetricObservation>();
  for (const metric of question.metrics ?? [])
    if (metric.signal === 'requests') traffic.set(metric.component, metric);
  const relevant = (question.metrics ?? []).filter(({ signal }) => signal === objective.signal);
  const target = relevant.find(({ component }) => component === objective.component);
  const moments = target?.times ?? [];
  const measured = new Set<string>();
  const excesses = new Map<string, Excess>();
  let symptom: Excess | undefined;
  for (const metric of relevant) {
    measured.add(metric.component);
    const isSymptom = metric === target;
    const excess = measureExcess(metric, traffic.get(metric.component), { moments, isSymptom, describer });
    if (!excess) continue;
    if (isSymptom) symptom = excess;
    else excesses.set(metric.component, excess);
  }
  if (!symptom) return { ranked: [], abstention: 'the objective is not violated in what was measured' };
  const unit = objective.signal === 'latency' ? 'seconds' : 'ratio';
  const attributed = attributeObjective({ symptom, excesses, measured, calls: question.calls });
  const explained = attributed.reduce((sum, { share }) => sum + share, 0);
  if (explained < MIN_EXPLAINED) {
    return { ranked: [], abstention: 'nothing that the objective depends on explains it' };
  }
  const ranked: RankedComponent[] = attributed
    .filter(({ share }) => share >= MIN_SHARE)
    .map(({ excess, share }) => ({
      component: excess.component,
      score: share,
      confidence: share,
      reasons: [
        {
          kind: 'metric',
          name: excess.name,
          text: `its ${excess.name} rose from ${formatValue(excess.center, unit)} to ${formatValue(excess.peak, unit)}`,
          weight: 1,
        },
      ],
    }));
  return {
    ranked,
    abstention: ranked.length > 0 ? null : 'nothing that the objective depends on explains it',
  };
}
