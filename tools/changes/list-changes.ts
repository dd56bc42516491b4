/** Answers "what did people change lately, here and around?". It does not say whether a change is to blame. */
import { z } from 'zod';
import type { Change } from '../../src/incidents/change.js';
import { distance, type ServiceCatalog } from '../../src/incidents/service.js';
import type { TimeRange } from '../../src/shared/series.js';
import { defineTool } from '../tool.js';

const MAX_CHANGES = 20;
const HOPS = 2; // two calls away: farther changes rarely explain a symptom, and hubs would pull everything in
const MAX_MINUTES = 7 * 24 * 60;

export const listChanges = defineTool({
  name: 'list_changes',
  description: [
    'List recent deploys, configuration, flag and scaling changes of a service and the services around it, newest first.',
    'Use this when you need to know',
    '- what changed shortly before a symptom began,',
    '- which version is running and who released it.',
    `Without minutes it covers the incident and the calm before it; without a service, the incident's. At most ${MAX_CHANGES} come back.`,
    'Example: {"service":"checkout","minutes":120}',
    'It does not prove that a change caused anything: compare its time with the onset.',
  ].join('\n'),
  requires: [],
  evidence: { kind: 'change', source: 'changes' },
  input: z.strictObject({
    service: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe("Name of the service in the catalogue; default: the incident's"),
    minutes: z
      .number()
      .min(1)
      .max(MAX_MINUTES)
      .optional()
      .describe('How many minutes to look back from now; default: from before the incident began'),
  }),
  async run({ service: asked, minutes }, { catalog, changes, incident, range: incidentRange, now }) {
    const service = asked ?? incident.service;
    const range: TimeRange =
      minutes === undefined ? incidentRange : { start: new Date(now.getTime() - minutes * 60_000), end: now };
    const services = service === null ? [] : neighbourhood(catalog, service);

    const found = await changes.list({ services, range, limit: MAX_CHANGES + 1 });

    const around = service === null ? 'all services' : services.join(', ');
    const query = `changes of ${around} from ${range.start.toISOString()} to ${range.end.toISOString()}`;
    const [newest] = found;
    if (!newest) return { status: 'no_data', searched: query };
    return {
      status: 'ok',
      query,
      range,
      summary: `${Math.min(found.length, MAX_CHANGES)} ${found.length === 1 ? 'change' : 'changes'}; newest: ${newest.kind} of ${newest.service ?? 'an unnamed service'} at ${newest.at.toISOString()}.`,
      data: found.slice(0, MAX_CHANGES).map((change) => present(change, incident.startedAt)),
      hasMore: found.length > MAX_CHANGES,
    };
  },
});

function neighbourhood(catalog: ServiceCatalog, service: string): string[] {
  const known = catalog.list().map((other) => other.name);
  return [
    service,
    ...known.filter((other) => other !== service && distance(catalog, service, other, HOPS) <= HOPS),
  ];
}

function present(change: Change, startedAt: Date) {
  const seconds = Math.round((change.at.getTime() - startedAt.getTime()) / 1000);
  return {
    at: change.at.toISOString(),
    relativeToStart: seconds <= 0 ? `${-seconds} s before the incident` : `${seconds} s after it began`,
    kind: change.kind,
    service: change.service,
    summary: change.summary.slice(0, 200),
    version: change.version?.slice(0, 100) ?? null,
    author: change.author?.slice(0, 100) ?? null,
    source: change.source,
  };
}
