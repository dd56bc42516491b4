/** The impact score from what is known and measured. Pure. */
import type { Impact } from './impact.js';
import {
  blastRadiusPart,
  durationPart,
  errorBudgetPart,
  failingPart,
  severityPart,
  tierPart,
  type ImpactInput,
} from './impact-parts.js';

export function computeImpact(input: ImpactInput): Impact {
  const { failing, lastMeasured, at } = input;
  const known = failing.share === null ? lastMeasured : failing;
  const components = [
    tierPart(input),
    failingPart(input),
    errorBudgetPart(input, known?.share ?? 0),
    blastRadiusPart(input),
    durationPart(input),
    severityPart(input),
  ];
  const score = Math.round(components.reduce((sum, { points }) => sum + points, 0));
  const measured =
    failing.share === null
      ? lastMeasured && { ...lastMeasured, at: lastMeasured.at.toISOString() }
      : {
          service: failing.service,
          share: failing.share,
          perSecond: failing.perSecond,
          at: at.toISOString(),
        };
  return { score, components, computedAt: at, ...(measured && { failing: measured }) };
}
