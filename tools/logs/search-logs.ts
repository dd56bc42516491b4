/** Answers "what do the logs say, and what do they say that they did not say before?" by templates. It shows no raw stream. */
import { z } from 'zod';
import { formatDuration, formatList } from '../../src/analysis/format-value.js';
import { TROUBLE_FILTER } from '../../src/incidents/log-selection.js';
import type { LogSource } from '../../src/incidents/ports/log-source.js';
import { boundedText } from '../kit/bounded-text.js';
import { formatRange } from '../kit/format.js';
import { lookUp, refuse, type Refusal } from '../kit/known-services.js';
import { checkLogQuery, lineFilter } from '../kit/log-query.js';
import { presentLogs, summariseLogs, tellTrouble } from '../kit/present-logs.js';
import { findLogSelector, readLogWindows } from '../kit/read-log-windows.js';
import {
  chooseRange,
  chooseWindows,
  endMinutesAgo,
  lengthOf,
  refuseEmpty,
  startMinutesAgo,
} from '../kit/time-window.js';
import { defineTool, type ToolContext } from '../tool.js';

const MAX_HOURS = 24; // more is a question for a person with the log store's own page

export const searchLogs = defineTool({
  name: 'search_logs',
  description: [
    'Search log lines, as templates with counts: what is new, surging or gone since before the incident, then what is rare, bad or odd, then the rest.',
    'Use this when you need what a service says itself, or when a message first appeared.',
    "Give a service, a text, both, or LogQL. Default: the incident's service, from two minutes before it was noticed.",
    'Example: {"service":"checkout","text":"connection refused"}',
    'It does not take LogQL that makes numbers.',
  ].join('\n'),
  requires: ['logs'],
  evidence: { kind: 'log', source: 'loki' },
  // The line that decides is often there once, among dozens that are rare as well.
  maxTokens: 2_000,
  input: z.strictObject({
    service: boundedText(200).optional().describe('As in the catalogue'),
    text: boundedText(200).optional().describe('Words in the lines, any case'),
    only: z.enum(['all', 'trouble']).optional().describe('trouble: lines that tell of failure'),
    query: boundedText(1000).optional().describe('LogQL: {app="checkout"} |= "timeout"'),
    startMinutesAgo,
    endMinutesAgo,
  }),
  async run({ service, text, only = 'all', query: written, ...asked }, context) {
    const { logs } = context;
    if (!logs) return refuse('No log store is configured.');
    const range = chooseRange(asked, context);
    const refusal = refuseEmpty(range);
    if (refusal) return refusal;
    if (lengthOf(range) > MAX_HOURS * 3600) {
      return refuse(
        `At most ${MAX_HOURS} hours of logs at a time: raise endMinutesAgo or lower startMinutesAgo.`,
      );
    }
    const isUsual = asked.startMinutesAgo === undefined && asked.endMinutesAgo === undefined;
    const windows = chooseWindows(isUsual ? null : range, context);
    const source = await findSelector({ service, query: written }, logs, context);
    if ('status' in source) return source;
    if (source.selector === null) {
      return { status: 'no_data', searched: source.searched };
    }
    const filters = [
      ...(text === undefined ? [] : [` ${lineFilter(text)}`]),
      ...(only === 'trouble' ? [TROUBLE_FILTER] : []),
    ];
    const query = `${source.selector}${filters.join('')}`;

    const compared = await readLogWindows(logs, query, windows, context.signal);

    const { lines, seconds } = compared;
    const before = `${formatDuration(Math.round(seconds.before))} before ${windows.before.end.toISOString().slice(11, 19)}`;
    if (lines.now === 0 && lines.before === 0) {
      return {
        status: 'no_data',
        searched: `${query} from ${formatRange(windows.now)}, and in the ${before}`,
      };
    }
    return {
      status: 'ok',
      query,
      range: windows.now,
      summary: summariseLogs(compared, source.about, before),
      ...presentLogs(compared, before),
      isUnusual: tellTrouble(compared),
      ...(source.about === null ? {} : { service: source.about }),
    };
  },
});

interface Selected {
  /** Null when the store has nothing of the service. */
  readonly selector: string | null;
  readonly about: string | null;
  /** What was searched, where nothing was found. */
  readonly searched: string;
}

async function findSelector(
  { service: asked, query }: { service: string | undefined; query: string | undefined },
  logs: LogSource,
  context: ToolContext,
): Promise<Selected | Refusal> {
  const { catalog, incident, range, signal } = context;
  if (query !== undefined) {
    if (asked !== undefined) return refuse('Give a service or a query, not both.');
    const checked = checkLogQuery(query);
    return checked.isOk ? { selector: query, about: null, searched: query } : refuse(checked.problem);
  }
  const name = asked ?? incident.service;
  if (name === null) return refuse('The incident names no service; give a service or a query.');
  const service = lookUp(name, catalog);
  if ('status' in service) return service;
  const selector = await findLogSelector(service, logs, context);
  if (selector !== null) return { selector, about: name, searched: selector };
  const labels = await logs.listLabels(range, signal);
  return {
    selector: null,
    about: name,
    searched: `log lines of ${name}: no stream label of the log store names it. Its labels are ${formatList(labels, 20) || 'none'}; a query can select by them`,
  };
}
