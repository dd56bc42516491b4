/** Answers "how is this service doing, and everything around it?" in one look. It names no cause. */
import { z } from 'zod';
import { formatDuration, formatList } from '../../src/analysis/format-value.js';
import { incidentLabel } from '../../src/incidents/incident.js';
import type { Service } from '../../src/incidents/service.js';
import { UpstreamError } from '../../src/shared/errors.js';
import { boundedText } from '../kit/bounded-text.js';
import { clip, count, digitsOrNull, formatMoment, nameOfChange } from '../kit/format.js';
import { lookUp, refuse } from '../kit/known-services.js';
import { measureSignals, type MeasuredSignals, type SignalReading } from '../kit/measure-signals.js';
import { summariseLogs, tellTrouble } from '../kit/present-logs.js';
import { findLogSelector, readLogWindows } from '../kit/read-log-windows.js';
import { chooseWindows } from '../kit/time-window.js';
import { defineTool, type ToolContext } from '../tool.js';

const MAX_NEIGHBOURS = 8; // four queries each; the ones that it calls come first
const MAX_CHANGES = 5;
const MAX_INCIDENTS = 4;
const INCIDENTS_READ = 25; // more open incidents than this are one big one
const CHANGES_HOURS = 24;
const MAX_MISSING = 6;
const MAX_QUERY_CHARS = 300;

export const getServiceHealth = defineTool({
  name: 'get_service_health',
  description: [
    'Tell how a service is doing: signals now and usually, what it calls, who calls it, changes, open incidents, what is new in its logs.',
    'Use this when the first message does not describe a service that matters.',
    'Example: {"service":"payments"}',
    'It does not rank causes.',
  ].join('\n'),
  requires: ['metrics'],
  evidence: { kind: 'tool_result', source: 'prometheus' },
  input: z.strictObject({
    service: boundedText(200).describe('As in the catalogue'),
  }),
  async run({ service: name }, context) {
    const { catalog, now, range } = context;
    const service = lookUp(name, catalog);
    if ('status' in service) return service;
    const neighbours = neighboursOf(service, context);
    const around = [...neighbours.calls, ...neighbours.calledBy];
    if (service.signals.length === 0 && around.every(({ signals }) => signals.length === 0)) {
      return refuse(`The catalogue has no queries for ${name} and what is around it; use query_metrics.`);
    }

    const [measured, changes, incidents, logs] = await Promise.all([
      measureSignals(context, [service, ...around], range),
      context.changes.list({
        services: [name],
        range: { start: new Date(now.getTime() - CHANGES_HOURS * 3_600_000), end: now },
        limit: MAX_CHANGES + 1,
      }),
      context.incidents.listByImpact(INCIDENTS_READ),
      readLogs(service, context),
    ]);

    const names = new Set([name, ...around.map((one) => one.name)]);
    const related = incidents.filter(({ service: on }) => on !== null && names.has(on));
    const own = measured.readings.filter((reading) => reading.service === name);
    const state = (one: Service) => describeState(one.name, measured);
    return {
      status: 'ok',
      query: `signals of ${[...names].join(', ')}; changes, incidents and logs of ${name}`,
      range,
      summary: summarise(name, own, around, measured),
      data: {
        signals: own.map(presentReading),
        calls: neighbours.calls.map(state),
        calledBy: neighbours.calledBy.map(state),
        changes: changes.slice(0, MAX_CHANGES).map((change) => ({
          at: formatMoment(change.at),
          change: nameOfChange(change),
          summary: clip(change.summary),
        })),
        openIncidents: related.slice(0, MAX_INCIDENTS).map((one) => ({
          incident: incidentLabel(one),
          service: one.service,
          severity: one.severity,
          title: clip(one.title),
          ...(one.id === context.incident.id ? { thisOne: true } : {}),
        })),
        logs: logs.words,
        ...(measured.missing.length > 0 ? { notMeasured: measured.missing.slice(0, MAX_MISSING) } : {}),
      },
      hasMore: changes.length > MAX_CHANGES || related.length > MAX_INCIDENTS || neighbours.left > 0,
      isUnusual: own.some(({ anomaly }) => anomaly.isAnomalous) || logs.isTrouble,
    };
  },
});

function neighboursOf({ name, dependsOn }: Service, { catalog }: ToolContext) {
  const callees = dependsOn.flatMap((callee) => catalog.get(callee) ?? []);
  const callers = catalog.dependants(name);
  const calls = callees.slice(0, MAX_NEIGHBOURS);
  const calledBy = callers
    .filter((caller) => !calls.includes(caller))
    .slice(0, MAX_NEIGHBOURS - calls.length);
  return { calls, calledBy, left: callees.length + callers.length - calls.length - calledBy.length };
}

/** Beside all else a log store that does not answer costs a sentence, no more. */
async function readLogs(
  service: Service,
  context: ToolContext,
): Promise<{ readonly words: string; readonly isTrouble: boolean }> {
  const { logs, signal } = context;
  if (!logs) return { words: 'no log store is configured', isTrouble: false };
  try {
    const selector = await findLogSelector(service, logs, context);
    if (selector === null)
      return { words: 'the log store has no lines that bear its name', isTrouble: false };
    const windows = chooseWindows(null, context);
    const compared = await readLogWindows(logs, selector, windows, signal);
    const before = `${formatDuration(Math.round(compared.seconds.before))} before the incident`;
    return {
      words: summariseLogs(compared, service.name, before),
      isTrouble: tellTrouble(compared),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof UpstreamError)) throw error;
    return { words: 'the log store did not answer; search_logs may say why', isTrouble: false };
  }
}

function presentReading({ signal, anomaly, season }: SignalReading) {
  return {
    signal: signal.name,
    isUnusual: anomaly.isAnomalous,
    what: season === undefined ? anomaly.reason : `${anomaly.reason}, as ${season}`,
    usual: digitsOrNull(anomaly.baseline),
    now: digitsOrNull(anomaly.current),
    ...(anomaly.isAnomalous ? { query: clip(signal.query, MAX_QUERY_CHARS) } : {}),
  };
}

/** One line for each neighbour: what is unusual about it, or that nothing is. */
function describeState(name: string, { readings }: MeasuredSignals) {
  const own = readings.filter(({ service }) => service === name);
  const unusual = own.filter(({ anomaly }) => anomaly.isAnomalous);
  if (own.length === 0) return { service: name, state: 'not measured' };
  return {
    service: name,
    state:
      unusual.length === 0
        ? 'as usual'
        : unusual.map(({ signal, anomaly }) => `${signal.name} ${anomaly.reason}`).join('; '),
  };
}

function summarise(
  name: string,
  own: readonly SignalReading[],
  around: readonly Service[],
  { readings }: MeasuredSignals,
): string {
  const unusual = own
    .filter(({ anomaly }) => anomaly.isAnomalous)
    .sort((a, b) => b.anomaly.score - a.anomaly.score);
  const [worst] = unusual;
  const ill = around.filter((one) =>
    readings.some(({ service, anomaly }) => service === one.name && anomaly.isAnomalous),
  );
  const itself =
    own.length === 0
      ? `${name} could not be measured`
      : worst
        ? `${unusual.length} of ${count(own.length, 'signal')} of ${name} ${unusual.length === 1 ? 'is' : 'are'} unusual; most: ${worst.signal.name} ${worst.anomaly.reason}`
        : `all ${count(own.length, 'signal')} of ${name} are as usual`;
  const others =
    around.length === 0
      ? 'nothing is known around it'
      : ill.length === 0
        ? `nothing around it is unusual (${formatList(around.map((one) => one.name))})`
        : `also unusual: ${formatList(ill.map((one) => one.name))}`;
  return `${itself.charAt(0).toUpperCase()}${itself.slice(1)}; ${others}.`;
}
