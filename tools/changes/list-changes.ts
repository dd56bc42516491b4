/** Answers "what did people change lately, here and around?". It does not say whether a change is to blame. */
import { z } from 'zod';
import type { Change } from '../../src/incidents/change.js';
import { neighbourhood } from '../../src/incidents/service.js';
import type { TimeRange } from '../../src/shared/series.js';
import { boundedText } from '../kit/bounded-text.js';
import { MAX_MINUTES } from '../kit/time-window.js';
import { defineTool } from '../tool.js';

const MAX_CHANGES = 20;
const HOPS = 2; // two calls away: farther changes rarely explain a symptom, and hubs would pull everything in
const DEFAULT_HOURS = 24; // before the incident: a leak may take a day to show

export const listChanges = defineTool({
  name: 'list_changes',
  description: [
    'List deploys, configuration, flag and scaling changes of a service and those around it, newest first.',
    'Use this when you need to know what changed before a symptom, or which version runs.',
    'Example: {"service":"checkout","minutes":120}',
    'It does not weigh them: find_related_changes does.',
  ].join('\n'),
  requires: [],
  evidence: { kind: 'change', source: 'changes' },
  input: z.strictObject({
    service: boundedText(200).optional().describe("Default: the incident's"),
    minutes: z
      .number()
      .min(1)
      .max(MAX_MINUTES)
      .optional()
      .describe(`To look back; default: to ${DEFAULT_HOURS} hours before the incident`),
  }),
  async run({ service: asked, minutes }, { catalog, changes, incident, now }) {
    const service = asked ?? incident.service;
    const start =
      minutes === undefined
        ? incident.startedAt.getTime() - DEFAULT_HOURS * 3_600_000
        : now.getTime() - minutes * 60_000;
    const range: TimeRange = { start: new Date(start), end: now };
    const services = service === null ? [] : neighbourhood(catalog, [service], HOPS);

    const found = await changes.list({ services, range, limit: MAX_CHANGES + 1 });

    const around = service === null ? 'all services' : services.join(', ');
    const query = `changes of ${around} from ${range.start.toISOString()} to ${range.end.toISOString()}`;
    const [newest] = found;
    if (!newest) {
      const isUnknown = service !== null && !catalog.get(service);
      const doubt = isUnknown
        ? ` (the catalogue has no ${JSON.stringify(service)}; is it spelled right?)`
        : '';
      return { status: 'no_data', searched: `${query}${doubt}` };
    }
    return {
      status: 'ok',
      query,
      range,
      summary: `${Math.min(found.length, MAX_CHANGES)} ${found.length === 1 ? 'change' : 'changes'}; newest: ${newest.kind} of ${newest.service ?? 'an unnamed service'}, ${relativeTo(incident.startedAt, newest.at)}: ${newest.summary.slice(0, 100)}.`,
      data: found.slice(0, MAX_CHANGES).map((change) => present(change, incident.startedAt)),
      hasMore: found.length > MAX_CHANGES,
    };
  },
});

function present(change: Change, startedAt: Date) {
  return {
    at: change.at.toISOString(),
    relativeToStart: relativeTo(startedAt, change.at),
    kind: change.kind,
    service: change.service,
    summary: change.summary.slice(0, 200),
    version: change.version?.slice(0, 100) ?? null,
    author: change.author?.slice(0, 100) ?? null,
    source: change.source,
  };
}

/** In the unit that a person would use: 40 s, 12 min, 3 h. */
function relativeTo(startedAt: Date, at: Date): string {
  const seconds = Math.round((at.getTime() - startedAt.getTime()) / 1000);
  const size = Math.abs(seconds);
  const text =
    size < 120 ? `${size} s` : size < 7200 ? `${Math.round(size / 60)} min` : `${Math.round(size / 3600)} h`;
  return seconds <= 0 ? `${text} before the incident` : `${text} after it began`;
}
