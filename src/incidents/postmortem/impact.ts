/** Who was hurt, and which alerts told of it. */
import { effectiveScore } from '../impact.js';
import { more, times, TO_ADD } from './format.js';
import { escapeMarkdown as esc } from './markdown.js';
import type { PostmortemView } from './postmortem-view.js';

export function formatImpact({ incident, alerts }: PostmortemView): string {
  const score = effectiveScore(incident);
  const components = incident.impact?.components ?? [];
  const names = new Map<string, number>();
  for (const { name } of alerts) names.set(name, (names.get(name) ?? 0) + 1);
  const told = [...names].map(([name, n]) => `${esc(name, 100)}${n > 1 ? ` (${times(n)})` : ''}`);
  return [
    score === null ? '- The impact score was not computed.' : `- Impact score ${score} of 100.`,
    ...components.map(
      ({ reason, points, outOf }) => `- ${esc(reason, 200)} (${Math.round(points)} of ${outOf} points).`,
    ),
    ...(incident.impactOverride
      ? [`- Set by a person to ${incident.impactOverride.score}: ${esc(incident.impactOverride.reason, 300)}`]
      : []),
    told.length === 0
      ? '- No alert fired.'
      : `- Alerts: ${told.slice(0, 20).join(', ')}${more(told.length, 20)}.`,
    `- ${TO_ADD} how many users noticed, what they could not do, what it cost.`,
  ].join('\n');
}
