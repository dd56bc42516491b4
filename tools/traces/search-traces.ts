/** Answers "where in a request does the time go, and where do requests begin to fail?" from traces. It counts no requests. */
import { z } from 'zod';
import { judgeTraces } from '../../src/analysis/traces/judge-traces.js';
import type { TracesAnswer } from '../../src/incidents/ports/trace-source.js';
import type { TimeRange } from '../../src/shared/series.js';
import { cut } from '../../src/shared/text.js';
import { boundedText } from '../kit/bounded-text.js';
import { formatRange } from '../kit/format.js';
import { lookUp, refuse } from '../kit/known-services.js';
import { hasMoreThanShown, presentTraces, summariseTraces } from '../kit/present-traces.js';
import {
  chooseRange,
  chooseWindows,
  endMinutesAgo,
  refuseEmpty,
  startMinutesAgo,
} from '../kit/time-window.js';
import { defineTool, type ToolContext, type ToolResult } from '../tool.js';

const MAX_TRACES = 30; // of each time: enough for a median, few enough to be fetched one by one
const MAX_FAILED = 10;
const MAX_SECONDS = 3_600;

export const searchTraces = defineTool({
  name: 'search_traces',
  description: [
    'Compare traces of a service with some from before: who waits longer for whom, where requests begin to fail, where the time goes.',
    'Use this when a dependency may make it slow, or an error comes from further down.',
    'Example: {"service":"checkout","minSeconds":1}',
    'It does not give rates.',
  ].join('\n'),
  requires: ['traces'],
  evidence: { kind: 'trace', source: 'traces' },
  input: z.strictObject({
    service: boundedText(200).optional().describe('As in the catalogue'),
    minSeconds: z.number().min(0).max(MAX_SECONDS).optional().describe('Only traces at least this long'),
    startMinutesAgo,
    endMinutesAgo,
  }),
  async run({ service: asked, minSeconds, ...window }, context) {
    const { traces: source, catalog, incident } = context;
    if (!source) return refuse('No trace store is configured.');
    const range = chooseRange(window, context);
    const refusal = refuseEmpty(range);
    if (refusal) return refusal;
    const name = asked ?? incident.service;
    if (name === null) return refuse('The incident names no service; say whose requests to follow.');
    const service = lookUp(name, catalog);
    if ('status' in service) return service;
    const isUsual = window.startMinutesAgo === undefined && window.endMinutesAgo === undefined;
    const windows = chooseWindows(isUsual ? null : range, context);
    const find = (when: TimeRange, more: { limit: number; onlyErrors?: true; minDurationSeconds?: number }) =>
      source.findTraces({
        service: service.name,
        range: when,
        // One of its own for each, because a store may listen to it once per trace that it reads.
        signal: AbortSignal.any([context.signal]),
        ...more,
      });

    const [usual, now, failed] = await Promise.all([
      find(windows.before, { limit: MAX_TRACES }),
      find(windows.now, {
        limit: MAX_TRACES,
        ...(minSeconds === undefined ? {} : { minDurationSeconds: minSeconds }),
      }),
      find(windows.now, { limit: MAX_FAILED, onlyErrors: true }),
    ]);

    if (now.traces.length === 0 && failed.traces.length === 0) {
      return { status: 'no_data', searched: await describeSearch(now, windows.now, service.name, context) };
    }
    return present({ usual, now, failed }, windows.now, service.name, context);
  },
});

type Answers = Readonly<Record<'usual' | 'now' | 'failed', TracesAnswer>>;

function present(
  { usual, now, failed }: Answers,
  range: TimeRange,
  service: string,
  { catalog }: ToolContext,
): ToolResult {
  const readable = ({ traces }: TracesAnswer) => traces.filter(({ spans }) => spans.length > 0);
  const findings = judgeTraces(
    { service, traces: [...readable(usual), ...readable(now)], failed: readable(failed), gaps: [] },
    {
      troubleStart: range.start.getTime() / 1000,
      isKnown: (name) => catalog.get(name) !== undefined,
    },
  );
  const { slow, failures, gaps } = findings;
  const warnings = [...new Set([usual, now, failed].flatMap((answer) => answer.warnings)), ...gaps];
  const origin = failures[0]?.service ?? slow[0]?.callee ?? service;
  return {
    status: 'ok',
    query: now.query,
    range,
    summary: summariseTraces(findings, {
      service,
      now: now.traces.length,
      before: usual.traces.length,
      failed: failed.traces.length,
    }),
    data: {
      traces: { now: now.traces.length, before: usual.traces.length, failed: failed.traces.length },
      ...presentTraces(findings, readable(now)),
      ...(warnings.length > 0 ? { incomplete: warnings.slice(0, 4).map((text) => cut(text, 200)) } : {}),
    },
    hasMore: hasMoreThanShown(findings),
    isUnusual: slow.length > 0 || failures.some(({ usualShare }) => usualShare === 0),
    service: catalog.get(origin) ? origin : service,
  };
}

/** Says which services have traces when the store has none of this one. */
async function describeSearch(
  { query }: TracesAnswer,
  range: TimeRange,
  service: string,
  { traces, signal }: ToolContext,
): Promise<string> {
  const known = (await traces?.listServices(signal)) ?? [];
  const hint = known.includes(service)
    ? 'it has some of other times'
    : `it has only those of ${known.slice(0, 20).join(', ') || 'nothing'}`;
  return `traces of ${service} (${query}) from ${formatRange(range)}; of the services in the store, ${hint}`;
}
