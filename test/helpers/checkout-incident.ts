/** One incident with everything around it, for the tests of the agent and its tools: checkout fails after a release. */
import { sampleIncident } from './sample-incident.js';
import { randomUUID } from 'node:crypto';
import type { Change } from '../../src/incidents/change.js';
import type { Incident } from '../../src/incidents/incident.js';
import type { MetricsSource } from '../../src/incidents/ports/metrics-source.js';
import type { Runbook, RunbookLibrary } from '../../src/incidents/runbook.js';
import type { Service, ServiceCatalog } from '../../src/incidents/service.js';
import type { IncidentId } from '../../src/shared/ids.js';
import type { ProposalAnswer, ProposalRequest, ToolContext } from '../../tools/tool.js';

export const NOW = new Date('2026-11-20T03:20:00Z');
export const STARTED_AT = new Date('2026-11-20T03:12:00Z');

export function service(name: string, dependsOn: readonly string[] = [], tier: Service['tier'] = 2): Service {
  return {
    name,
    title: name[0]?.toUpperCase() + name.slice(1),
    description: `The ${name} service.`,
    tier,
    owner: `team-${name}`,
    lifecycle: 'production',
    dependsOn,
    signals: [
      {
        name: 'errors',
        query: `sum(rate(http_requests_total{service="${name}",status=~"5.."}[1m]))`,
        unit: 'ratio',
      },
    ],
    limits: [],
    pagerDutyServiceId: null,
    channel: null,
  };
}

/** web → checkout → payments → bank, and search alone. */
export function catalogOf(services: readonly Service[] = shop()): ServiceCatalog {
  const byName = new Map(services.map((each) => [each.name, each]));
  const dependants = (name: string) => services.filter((each) => each.dependsOn.includes(name));
  return {
    get: (name) => byName.get(name),
    list: () => services,
    dependants,
    allDependants(name) {
      const found = new Map<string, Service>();
      const visit = (of: string) => {
        for (const each of dependants(of)) {
          if (found.has(each.name)) continue;
          found.set(each.name, each);
          visit(each.name);
        }
      };
      visit(name);
      return [...found.values()];
    },
    problems: [],
  };
}

const shop = () => [
  service('web', ['checkout'], 1),
  service('checkout', ['payments'], 1),
  service('payments', ['bank']),
  service('search', [], 3),
];

export const BAD_RELEASE: Runbook = {
  id: 'bad-release',
  title: 'Bad release',
  cause: 'The newest release of $service fails.',
  path: 'runbooks/bad-release.md',
  match: { alerts: ['HighErrorRate'], services: [] },
  diagnosis: [
    {
      name: 'errors since the release',
      query: 'sum(rate(http_requests_total{service="$service",status=~"5.."}[$window]))',
      supports: { operator: '>', value: 0.05 },
      why: 'A bad release fails requests at once.',
    },
  ],
  actions: [
    {
      title: 'Roll back to the previous release',
      action: 'http_call',
      arguments: { endpoint: 'rollback', service: '$service' },
      when: { changeWithinSeconds: 3600, metric: null },
      verify: {
        query: 'errors:ratio{service="$service"}',
        is: { operator: '<', value: 0.01 },
        withinSeconds: 120,
        forSeconds: 20,
      },
    },
    {
      title: 'Scale out',
      action: 'http_call',
      arguments: { endpoint: 'scale', service: '$service' },
      when: {
        changeWithinSeconds: null,
        metric: { query: 'cpu{service="$service"}', is: { operator: '>', value: 0.9 } },
      },
      verify: null,
    },
  ],
  body: '# Bad release\n\nRequests fail right after a release. Roll back first, look for the reason later.\n',
};

export const POOL: Runbook = {
  ...BAD_RELEASE,
  id: 'pool-exhausted',
  title: 'Connection pool exhausted',
  cause: 'The connection pool of $service is used up.',
  path: 'runbooks/pool-exhausted.md',
  match: { alerts: ['HighErrorRate'], services: ['checkout'] },
  actions: [],
  body: '# Connection pool exhausted\n\nWaiting for a connection.\n',
};

export function libraryOf(runbooks: readonly Runbook[] = [BAD_RELEASE, POOL]): RunbookLibrary {
  return {
    get: (id) => runbooks.find((runbook) => runbook.id === id),
    list: () => runbooks,
    find: () => [],
    search: (text, limit) =>
      runbooks
        .filter((runbook) => runbook.body.toLowerCase().includes(text.toLowerCase()))
        .slice(0, limit)
        .map((runbook) => ({ runbook, score: 0.5, reason: `its text contains "${text}"`, isSure: true })),
    problems: [],
  };
}

export const DEPLOY: Change = {
  id: 'deploy-77',
  source: 'github',
  kind: 'deploy',
  service: 'checkout',
  summary: 'Release 1.4.2',
  version: '1.4.2',
  author: 'dana',
  at: new Date('2026-11-20T03:11:40Z'),
};

export function incident(overrides: Partial<Incident> = {}): Incident {
  return sampleIncident({
    id: randomUUID() as string as IncidentId,
    number: 12,
    title: 'HighErrorRate on checkout',
    severity: 'sev1',
    groupKey: 'checkout',
    startedAt: STARTED_AT,
    openedAt: new Date('2026-11-20T03:12:30Z'),
    impact: {
      score: 71,
      components: [
        { name: 'tier', points: 40, outOf: 40, reason: 'checkout is tier 1' },
        { name: 'failing_requests', points: 26, outOf: 40, reason: '41 % of requests to checkout fail' },
        { name: 'dependants', points: 5, outOf: 20, reason: 'called by web' },
      ],
      computedAt: NOW,
    },
    channel: '#incidents',
    ...overrides,
  });
}

/** A metrics source that answers every query with these series. */
export function metricsOf(
  series: readonly { labels: Record<string, string>; values: readonly number[] }[] = [],
): MetricsSource {
  const answer = (range: { start: Date }, stepSeconds: number) => ({
    series: series.map(({ labels, values }) => ({
      labels,
      values,
      times: values.map((_, index) => range.start.getTime() / 1000 + index * stepSeconds),
    })),
    isPartial: false,
    warnings: [],
  });
  return {
    queryInstant: (_query, { at }) => Promise.resolve(answer({ start: at ?? NOW }, 0)),
    queryRange: (_query, range, { stepSeconds }) => Promise.resolve(answer(range, stepSeconds)),
    listMetrics: ({ contains, limit }) => {
      const names = ['db_pool_connections', 'db_pool_waiting', 'http_requests_total'].filter((name) =>
        name.includes(contains),
      );
      return Promise.resolve({ names: names.slice(0, limit), hasMore: names.length > limit });
    },
  };
}

export interface RecordedContext extends ToolContext {
  readonly proposed: readonly ProposalRequest[];
}

export function toolContext(
  overrides: Partial<ToolContext> & { answer?: ProposalAnswer; changeList?: readonly Change[] } = {},
): RecordedContext {
  const { answer, changeList, ...context } = overrides;
  const proposed: ProposalRequest[] = [];
  return {
    signal: new AbortController().signal,
    now: NOW,
    incident: incident(),
    range: { start: new Date('2026-11-20T03:00:00Z'), end: NOW },
    window: '1m',
    stepSeconds: 10,
    metrics: metricsOf([{ labels: { service: 'checkout' }, values: [0.001, 0.001, 0.41, 0.4] }]),
    logs: null,
    traces: null,
    catalog: catalogOf(),
    runbooks: libraryOf(),
    incidents: { listByImpact: (limit) => Promise.resolve([incident()].slice(0, limit)) },
    recall: () => Promise.resolve({ similar: [], outOf: 0 }),
    lookAround: () => Promise.resolve({ observations: [], suspects: [], runbooks: [], gaps: [] }),
    changes: {
      list: ({ services, limit }) =>
        Promise.resolve(
          (changeList ?? [DEPLOY])
            .filter((change) => services.length === 0 || services.includes(change.service ?? ''))
            .slice(0, limit),
        ),
    },
    proposals: {
      propose(request) {
        proposed.push(request);
        return Promise.resolve(
          answer ?? { status: 'proposed', proposalId: 'p-1', effect: 'POST http://checkout/admin/rollback' },
        );
      },
    },
    proposed,
    ...context,
  };
}
