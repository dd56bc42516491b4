/** Answers "what else is broken, and what hurts most?". Unresolved incidents only. */
import { z } from 'zod';
import { incidentLabel, type Incident } from '../../src/incidents/incident.js';
import { defineTool } from '../tool.js';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 25; // more open incidents than this are one big one

export const listIncidents = defineTool({
  name: 'list_incidents',
  description: [
    'List unresolved incidents by impact on users, highest first.',
    'Use this when this incident may be part of another.',
    'Example: {"limit":5}',
    'It does not list resolved ones: find_similar_incidents does.',
  ].join('\n'),
  requires: [],
  evidence: { kind: 'tool_result', source: 'incidents' },
  input: z.strictObject({
    limit: z
      .number()
      .int()
      .min(1)
      .max(MAX_LIMIT)
      .default(DEFAULT_LIMIT)
      .describe(`At most ${MAX_LIMIT}; default ${DEFAULT_LIMIT}`),
  }),
  async run({ limit }, context) {
    const incidents = await context.incidents.listByImpact(limit + 1);
    const shown = incidents.slice(0, limit);
    const [worst] = shown;
    if (!worst) return { status: 'no_data', searched: 'unresolved incidents' };
    return {
      status: 'ok',
      query: `unresolved incidents by impact, at most ${limit}`,
      summary: `${shown.length} unresolved ${shown.length === 1 ? 'incident' : 'incidents'}; highest impact: ${incidentLabel(worst)} (${worst.impact?.score ?? 'not scored'}).`,
      data: shown.map((incident) => present(incident, incident.id === context.incident.id)),
      hasMore: incidents.length > limit,
    };
  },
});

function present(incident: Incident, isThisOne: boolean) {
  return {
    incident: incidentLabel(incident),
    ...(isThisOne ? { thisOne: true } : {}),
    title: incident.title.slice(0, 200),
    status: incident.status,
    severity: incident.severity,
    service: incident.service,
    startedAt: incident.startedAt.toISOString(),
    impact: incident.impact?.score ?? null,
    parts: (incident.impact?.components ?? []).map(
      ({ name, points, outOf, reason }) => `${name} ${points}/${outOf}: ${reason}`,
    ),
  };
}
