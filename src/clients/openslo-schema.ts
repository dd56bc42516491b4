/** The parts of OpenSLO v1 that Firewatch reads. What else a file holds, such as alert policies, is passed over. */
import { z } from 'zod';

const Metric = z.object({
  metricSource: z.object({
    metricSourceRef: z.string().optional(),
    type: z.string().optional(),
    spec: z.record(z.string(), z.unknown()).optional(),
  }),
});

export const Indicator = z.object({
  ratioMetric: z
    .object({
      counter: z.boolean().optional(),
      good: Metric.optional(),
      bad: Metric.optional(),
      total: Metric.optional(),
      raw: Metric.optional(),
      rawType: z.enum(['success', 'failure'], 'must be success or failure').optional(),
    })
    .optional(),
  thresholdMetric: z.unknown().optional(),
});

export const Objective = z.object({
  displayName: z.string().optional(),
  target: z.number('must be a number').optional(),
  targetPercent: z.number('must be a number').optional(),
});

const NO_SERVICE = 'must name the service as the catalogue does';

export const SloDocument = z.object({
  metadata: z.object({ name: z.string('must be a name').min(1, 'must be a name') }),
  spec: z.object({
    service: z.string(NO_SERVICE).min(1, NO_SERVICE),
    indicator: z.object({ spec: Indicator }).optional(),
    indicatorRef: z.string().optional(),
    timeWindow: z.tuple(
      [z.object({ duration: z.string('must be a duration such as 30d'), isRolling: z.boolean().optional() })],
      'must be one window, such as [{duration: 30d, isRolling: true}]',
    ),
    budgetingMethod: z.string().optional(),
    objectives: z.array(Objective, 'must be a list of objectives').min(1, 'must be a list of objectives'),
  }),
});

/** Share 0–1; undefined when it is missing, or no promise that can be kept or broken. */
export function readTarget({ target, targetPercent }: z.output<typeof Objective>): number | undefined {
  const share = target ?? (targetPercent === undefined ? NaN : Number((targetPercent / 100).toFixed(8)));
  return share > 0 && share < 1 ? share : undefined;
}
