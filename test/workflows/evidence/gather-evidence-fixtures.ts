/** A small shop, a metrics backend in memory and runbooks for the tests of the evidence pass. */
import { sampleIncident } from '../../helpers/sample-incident.js';
import { randomUUID } from 'node:crypto';
import type { Alert } from '../../../src/incidents/alert.js';
import type { Change } from '../../../src/incidents/change.js';
import type { Incident } from '../../../src/incidents/incident.js';
import type { LogSource } from '../../../src/incidents/ports/log-source.js';
import type { TraceSource } from '../../../src/incidents/ports/trace-source.js';
import type { MetricsAnswer, MetricsSource } from '../../../src/incidents/ports/metrics-source.js';
import type { ResolvedIncident } from '../../../src/incidents/ports/past-incidents.js';
import type { Runbook, RunbookLibrary, RunbookMatch, RunbookQuery } from '../../../src/incidents/runbook.js';
import type { Service, ServiceCatalog, ServiceTier, SignalName } from '../../../src/incidents/service.js';
import type { IncidentId } from '../../../src/shared/ids.js';
import { gatherEvidence } from '../../../src/workflows/evidence/gather-evidence.js';

export const NOW = new Date('2026-03-04T03:12:40Z');
export const NOTICED = new Date('2026-03-04T03:12:30Z');
export const BROKE = Date.parse('2026-03-04T03:12:24Z') / 1000;

export const UNITS = {
  requests: 'per_second',
  errors: 'ratio',
  latency: 'seconds',
  saturation: 'ratio',
} as const;
export const HEALTHY = { requests: 20, errors: 0.001, latency: 0.1, saturation: 0.2 } as const;

export function service(name: string, tier: ServiceTier, dependsOn: readonly string[] = []): Service {
  const names: readonly SignalName[] = ['requests', 'errors', 'latency', 'saturation'];
  return {
    name,
    title: name,
    description: '',
    tier,
    owner: null,
    lifecycle: null,
    dependsOn,
    signals: names.map((signal) => ({
      name: signal,
      query: `${signal}{service="${name}"}`,
      unit: UNITS[signal],
    })),
    limits: [],
    pagerDutyServiceId: null,
    channel: null,
  };
}

export function catalogOf(services: readonly Service[]): ServiceCatalog {
  const dependants = (name: string) => services.filter((other) => other.dependsOn.includes(name));
  const all = (name: string, seen = new Set<string>()): Service[] =>
    dependants(name).flatMap((other) => {
      if (seen.has(other.name)) return [];
      seen.add(other.name);
      return [other, ...all(other.name, seen)];
    });
  return {
    get: (name) => services.find((other) => other.name === name),
    list: () => services,
    dependants,
    allDependants: (name) => all(name),
    problems: [],
  };
}

export const SHOP = catalogOf([
  service('web', 1, ['checkout', 'catalog']),
  service('checkout', 1, ['db']),
  service('catalog', 2, ['db']),
  service('db', 2),
]);

/** Value of each query after the fault; everything else stays healthy. Instant queries answer the same. */
export type Fault = Readonly<Record<string, number>>;

export function createMetrics(
  fault: Fault,
  overrides: Partial<MetricsSource> = {},
): MetricsSource & { asked: string[] } {
  const asked: string[] = [];
  const valueOf = (query: string, time: number): number => {
    const signal = query.slice(0, query.indexOf('{')) as SignalName;
    const usual = HEALTHY[signal] ?? 0;
    return time >= BROKE ? (fault[query] ?? usual) : usual;
  };
  const answer = (times: readonly number[], query: string): MetricsAnswer => ({
    series: [{ labels: {}, times, values: times.map((time) => valueOf(query, time)) }],
    isPartial: false,
    warnings: [],
  });
  return {
    asked,
    async queryRange(query, { start, end }, { stepSeconds }) {
      asked.push(query);
      const times: number[] = [];
      for (let time = start.getTime() / 1000; time <= end.getTime() / 1000; time += stepSeconds)
        times.push(time);
      return answer(times, query);
    },
    async queryInstant(query, { at = NOW }) {
      asked.push(query);
      return answer([at.getTime() / 1000], query);
    },
    async listMetrics() {
      return { names: [], hasMore: false };
    },
    ...overrides,
  };
}

export function runbook(id: string, overrides: Partial<Runbook> = {}): Runbook {
  return {
    id,
    title: id,
    cause: null,
    path: `${id}.md`,
    match: { alerts: ['HighErrorRate'], services: [] },
    diagnosis: [],
    actions: [],
    body: '',
    ...overrides,
  };
}

export function libraryOf(
  runbooks: readonly Runbook[],
  asked: RunbookQuery[] = [],
  found: Partial<RunbookMatch> = {},
): RunbookLibrary {
  return {
    get: (id) => runbooks.find((candidate) => candidate.id === id),
    list: () => runbooks,
    find(query, limit) {
      asked.push(query);
      return runbooks
        .filter(({ match }) => match.alerts.some((name) => query.alertNames.includes(name)))
        .map((one) => ({ runbook: one, score: 1, reason: 'it names the alert', isSure: true, ...found }))
        .slice(0, limit);
    },
    search: () => [],
    problems: [],
  };
}

export function alert(name: string, on: string, overrides: Partial<Alert> = {}): Alert {
  return {
    source: 'alertmanager',
    fingerprint: `${name}-${on}`,
    status: 'firing',
    name,
    labels: { alertname: name, service: on },
    annotations: { summary: `Requests to ${on} fail.` },
    startsAt: NOTICED,
    endsAt: null,
    generatorUrl: null,
    groupKey: null,
    ...overrides,
  };
}

export function incident(on: string | null): Incident {
  return sampleIncident({
    id: randomUUID() as string as IncidentId,
    number: 1,
    title: 'HighErrorRate',
    severity: 'sev1',
    service: on,
    groupKey: 'g',
    startedAt: NOTICED,
    openedAt: NOTICED,
  });
}

export function deploy(on: string, secondsBefore: number): Change {
  return {
    id: `deploy-${on}`,
    source: 'ci',
    kind: 'deploy',
    service: on,
    summary: 'Faster vouchers',
    version: '1.15.0',
    author: 'mira',
    at: new Date((BROKE - secondsBefore) * 1000),
  };
}

/** Knows every service and has not one line. */
const quietLogs = (names: readonly string[]): LogSource => ({
  queryLines: async (_, range) => ({ lines: [], covered: range, isPartial: false, warnings: [] }),
  queryRange: async () => ({ series: [], isPartial: false, warnings: [] }),
  listLabels: async () => ['app'],
  listLabelValues: async () => ({ names, hasMore: false }),
});

/** Requests that never leave the service asked for, one a second. */
const quietTraces = (names: readonly string[]): TraceSource => ({
  async findTraces({ service: of, range, onlyErrors = false }) {
    const [from, to] = [range.start.getTime() / 1000, range.end.getTime() / 1000];
    const times = onlyErrors ? [] : Array.from({ length: Math.ceil(to - from) }, (_, index) => from + index);
    const traces = times.map((start) => ({
      traceId: String(start),
      spans: [
        {
          traceId: String(start),
          spanId: 'a',
          parentId: null,
          service: of,
          name: 'GET /',
          kind: 'server' as const,
          start,
          durationSeconds: 0.1,
          isError: false,
          errorMessage: null,
        },
      ],
      isPartial: false,
    }));
    return { traces, query: `{ ${of} }`, isPartial: false, warnings: [] };
  },
  getTrace: async () => undefined,
  listServices: async () => names,
});

export const SETTINGS = {
  window: '10s',
  baselineSeconds: 30,
  stepSeconds: 1,
  queryTimeoutMs: 200,
  passTimeoutMs: 600,
};

export async function gather(
  metrics: MetricsSource | null,
  options: {
    on?: string | null;
    alerts?: readonly Alert[];
    changes?: readonly Change[];
    past?: readonly ResolvedIncident[];
    runbooks?: readonly Runbook[] | RunbookLibrary;
    catalog?: ServiceCatalog;
    signal?: AbortSignal;
    logs?: LogSource | null;
    traces?: TraceSource | null;
    settings?: Partial<typeof SETTINGS>;
  } = {},
) {
  const { on = 'checkout', alerts = on === null ? [] : [alert('HighErrorRate', on)] } = options;
  const catalog = options.catalog ?? SHOP;
  const names = [...catalog.list().map(({ name }) => name), ...(on === null ? [] : [on])];
  return gatherEvidence(
    {
      metrics,
      logs: options.logs === undefined ? quietLogs(names) : options.logs,
      traces: options.traces === undefined ? quietTraces(names) : options.traces,
      catalog,
      runbooks: isLibrary(options.runbooks) ? options.runbooks : libraryOf(options.runbooks ?? []),
      settings: { ...SETTINGS, ...options.settings },
    },
    {
      incident: incident(on),
      alerts,
      changes: options.changes ?? [],
      past: options.past ?? [],
      now: NOW,
      signal: options.signal ?? new AbortController().signal,
    },
  );
}

const isLibrary = (runbooks: readonly Runbook[] | RunbookLibrary | undefined): runbooks is RunbookLibrary =>
  runbooks !== undefined && 'find' in runbooks && 'problems' in runbooks;

export const BAD_RELEASE: Fault = { 'errors{service="checkout"}': 0.41, 'errors{service="web"}': 0.2 };
export const SLOW_DATABASE: Fault = {
  'latency{service="db"}': 1.4,
  'latency{service="checkout"}': 1.5,
  'latency{service="catalog"}': 1.5,
  'latency{service="web"}': 1.6,
  'errors{service="web"}': 0.1,
};
