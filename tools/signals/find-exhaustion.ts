/** Answers "when does this run out?" for what the catalogue declares, for saturation, or for one query with a limit. */
import { z } from 'zod';
import { forecastExhaustion, type Forecast } from '../../src/analysis/forecast/forecast-exhaustion.js';
import { partOf, soonestFirst } from '../../src/analysis/forecast/soonest-first.js';
import type { Service, WatchedLimit } from '../../src/incidents/service.js';
import { cut } from '../../src/shared/text.js';
import type { TimeRange } from '../../src/shared/series.js';
import { boundedText } from '../kit/bounded-text.js';
import { askAll } from '../kit/ask-all.js';
import { count, digits, digitsOrNull, formatUnix } from '../kit/format.js';
import { lookUp, refuse } from '../kit/known-services.js';
import { lengthOf } from '../kit/time-window.js';
import { defineTool, type ToolContext } from '../tool.js';

const MAX_SHOWN = 8;
const MAX_ASKED = 8; // limits of one service
const DEFAULT_HOURS = 6; // what the usual rules for filling disks look back
const MAX_HOURS = 7 * 24;
const SOON_SECONDS = 86_400; // as for a warning of the usual rules for filling disks
const POINTS = 300; // as many as a forecast looks at
const MAX_PART_CHARS = 80;
const MAX_SEARCHED_CHARS = 2_000; // as long as a single query may be

export const findExhaustion = defineTool({
  name: 'find_exhaustion',
  description: [
    'Say when a resource runs out at its present trend: disk, memory, pool, quota, certificate, budget.',
    'Use this when something fills up, leaks or expires.',
    "Give a service for all it declares, or a query with its limit. Default: the incident's service.",
    'Example: {"query":"node_filesystem_avail_bytes{mountpoint=\\"/data\\"}","limit":0}',
    'It does not forecast what has no trend.',
  ].join('\n'),
  requires: ['metrics'],
  evidence: { kind: 'forecast', source: 'prometheus' },
  input: z.strictObject({
    service: boundedText(200).optional().describe('As in the catalogue'),
    query: boundedText(2000).optional().describe('PromQL of what fills or runs down'),
    limit: z.number().min(-1e18).max(1e18).optional().describe('1 for a share used, 0 for what is left'),
    direction: z.enum(['up', 'down']).optional().describe('Way to the limit'),
    unit: z.enum(['ratio', 'seconds', 'bytes', 'per_second', 'number']).optional().describe('Of the values'),
    hours: z.number().min(0.25).max(MAX_HOURS).optional().describe(`To look back; default ${DEFAULT_HOURS}`),
  }),
  async run({ service: name, query, hours, ...asked }, context) {
    if (query !== undefined && name !== undefined) return refuse('Give a service or a query, not both.');
    if (query !== undefined && asked.limit === undefined) {
      return refuse('A query needs the limit at which its value is exhausted, such as 1 or 0.');
    }
    const limits = query === undefined ? limitsOf(name, context) : [fromQuery(query, asked)];
    if ('status' in limits) return limits;
    const about = query === undefined ? (name ?? context.incident.service ?? '') : cut(query, 160);
    const span = (hours ?? DEFAULT_HOURS) * 3_600_000;
    const range = { start: new Date(context.now.getTime() - span), end: context.now };

    const { answers, failed } = await askAll(
      limits,
      async (limit) => {
        const found = await measure(limit, range, context);
        // What began to report a short while ago is looked at closely.
        const isYoung = found.every(({ forecast }) => forecast.outcome === 'too_few');
        return isYoung && hours === undefined ? measure(limit, context.range, context) : found;
      },
      { nameOf: ({ name: resource }) => resource, signal: context.signal },
    );

    const found = answers.flat().sort(soonestFirst);
    const searched = cut(limits.map((limit) => limit.query).join('\n'), MAX_SEARCHED_CHARS);
    const [first] = found;
    if (!first) return { status: 'no_data', searched };
    const runningOut = found.filter(({ forecast }) => isRunningOut(forecast));
    return {
      status: 'ok',
      query: searched,
      range,
      summary: `${runningOut.length} of ${count(found.length, 'resource')} (${about}) ${runningOut.length === 1 ? 'runs' : 'run'} out; ${runningOut.length > 0 ? 'first' : 'closest'}: ${nameOf(first)} ${first.forecast.reason}.`,
      data: {
        resources: found.slice(0, MAX_SHOWN).map(present),
        ...(failed.length > 0 ? { notMeasured: failed } : {}),
      },
      hasMore: found.length > MAX_SHOWN,
      isUnusual: runningOut.some(({ forecast: { at } }) => isSoon(at, context.now)),
      service: query === undefined ? about : null,
    };
  },
});

interface Found extends WatchedLimit {
  readonly part: string | null;
  readonly current: number;
  readonly forecast: Forecast;
}

async function measure(limit: WatchedLimit, range: TimeRange, context: ToolContext): Promise<Found[]> {
  const stepSeconds = Math.max(1, Math.ceil(lengthOf(range) / POINTS));
  const { series } = await context.metrics.queryRange(limit.query, range, {
    stepSeconds,
    signal: context.signal,
  });
  return series.flatMap((one) => {
    const current = one.values.findLast((value) => Number.isFinite(value));
    if (current === undefined) return [];
    const now = range.end.getTime() / 1000;
    const part = partOf(one.labels, series);
    return [{ ...limit, part, current, forecast: forecastExhaustion({ ...limit, series: one, now }) }];
  });
}

/** What the service declares, and how full its scarcest resource is. */
function limitsOf(asked: string | undefined, { catalog, incident }: ToolContext) {
  const name = asked ?? incident.service;
  if (name === null) return refuse('The incident names no service; give a service or a query.');
  const service = lookUp(name, catalog);
  if ('status' in service) return service;
  const limits = [...service.limits, ...saturationOf(service)].slice(0, MAX_ASKED);
  return limits.length > 0
    ? limits
    : refuse(`The catalogue declares nothing of ${service.name} that can run out; give a query and a limit.`);
}

function saturationOf({ signals }: Service): readonly WatchedLimit[] {
  return signals
    .filter(({ name }) => name === 'saturation')
    .map(({ query }) => ({ name: 'saturation', query, limit: 1, direction: 'up', unit: 'ratio' }));
}

function fromQuery(
  query: string,
  {
    limit = 0,
    direction,
    unit = 'number',
  }: {
    limit?: number | undefined;
    direction?: 'up' | 'down' | undefined;
    unit?: WatchedLimit['unit'] | undefined;
  },
): WatchedLimit {
  return { name: 'the value', query, limit, direction: direction ?? (limit > 0 ? 'up' : 'down'), unit };
}

const isSoon = (at: number | null, now: Date) => at !== null && at - now.getTime() / 1000 <= SOON_SECONDS;

const isRunningOut = ({ outcome }: Forecast) => outcome === 'exhausted' || outcome === 'exhausts';

function present(found: Found) {
  const { current, limit, direction, unit, forecast } = found;
  const { outcome, at, earliest, latest, perHour, since, reason } = forecast;
  return {
    resource: nameOf(found),
    outcome,
    what: reason,
    now: digits(current),
    limit,
    direction,
    unit,
    perHour: digitsOrNull(perHour),
    ...(at === null
      ? {}
      : { at: formatUnix(at), earliest: formatUnix(earliest), latest: formatUnix(latest) }),
    ...(since === null ? {} : { since: formatUnix(since) }),
  };
}

const nameOf = ({ name, part }: Found) => (part === null ? name : `${name} (${cut(part, MAX_PART_CHARS)})`);
