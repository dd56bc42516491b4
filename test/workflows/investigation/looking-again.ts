/** One incident of a small shop that is looked at again and again, by rules or a scripted model, while metrics come and go. */
import type { MetricsAnswer, MetricsSource } from '../../../src/incidents/ports/metrics-source.js';
import { investigateIncident } from '../../../src/workflows/investigation/investigate-incident.js';
import { readIncident } from '../../../src/workflows/reading/read-incident.js';
import type { TestDatabase } from '../../helpers/every-database.js';
import { scriptedRoute } from '../../helpers/scripted-route.js';
import { startScriptedOpenAI, type Step } from '../../helpers/scripted-openai.js';
import { buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';
import { HEALTHY, libraryOf, runbook, SHOP, type Fault } from '../evidence/gather-evidence-fixtures.js';

const NEVER = new AbortController().signal;
const LIMITS = { modelCalls: 3, toolCalls: 3, seconds: 60, inputTokens: 100_000, outputTokens: 4000 };
const BROKEN_FOR_MS = 60_000;
const CHECKS = ['errors{service="$service"}', 'latency{service="$service"}'];

export async function lookingAgain({ store, database }: TestDatabase) {
  const began = Date.now() - BROKEN_FOR_MS;
  /** `reads`: which queries are answered. */
  const state = { fault: {} as Fault, reads: (_query: string): boolean => true };
  const answer = (query: string, times: readonly number[]): MetricsAnswer => {
    if (!state.reads(query)) throw new Error('the server is busy');
    const usual = HEALTHY[query.slice(0, query.indexOf('{')) as keyof typeof HEALTHY] ?? 0;
    const valueAt = (time: number) => (time * 1000 >= began ? (state.fault[query] ?? usual) : usual);
    return { series: [{ labels: {}, times, values: times.map(valueAt) }], isPartial: false, warnings: [] };
  };
  const metricsSource: MetricsSource = {
    async queryRange(query, { start, end }, { stepSeconds }) {
      const times: number[] = [];
      for (let time = start.getTime() / 1000; time <= end.getTime() / 1000; time += stepSeconds)
        times.push(time);
      return answer(query, times);
    },
    queryInstant: async (query, { at = new Date() }) => answer(query, [at.getTime() / 1000]),
    listMetrics: async () => ({ names: [], hasMore: false }),
  };
  const usual = createWorkflowDeps(store);
  const broken = runbook('broken', {
    title: 'A service is broken',
    match: { alerts: ['HighErrorRate'], services: ['checkout'] },
    diagnosis: CHECKS.map((query, index) => ({
      name: `check ${index + 1}`,
      query,
      why: '',
      supports: { operator: '>' as const, value: index === 0 ? 0.05 : 0.5 },
    })),
  });
  const deps = {
    ...usual,
    settings: { ...usual.settings, baselineSeconds: 900 },
    catalog: () => SHOP,
    runbooks: () => libraryOf([broken]),
    metricsSource,
  };
  await receive(deps, buildAlert({ startsAt: new Date(began + 15_000) }));
  const [opened] = await incidentsOf(deps);
  const incidentId = opened!.id;

  return {
    incidentId,
    store,
    database,
    state,
    deps,
    /** Looks once more; with the steps a model does, without them rules. */
    async look(steps?: readonly Step[]) {
      const id = await store.transaction(async (tx) => {
        const [newest] = await tx.investigations.latest(incidentId);
        if (newest && newest.finishedAt === null) return newest.id;
        return (await tx.investigations.request(incidentId, 'again'))!.id;
      });
      const server = steps && (await startScriptedOpenAI(steps));
      const model = server ? scriptedRoute({ baseUrl: server.url }) : null;
      try {
        await investigateIncident({ ...deps, agent: { model, tools: [], limits: LIMITS } }, id, NEVER);
      } finally {
        await server?.close();
      }
      return (await readIncident(deps, incidentId))!;
    },
    timeline: async () =>
      (await store.transaction((tx) => tx.timeline.list(incidentId, 100))).map(({ text }) => text),
  };
}

/** The database fails, and what waits for it with it. */
export const DATABASE_FAILS: Fault = {
  'errors{service="db"}': 0.6,
  'latency{service="db"}': 3,
  'errors{service="checkout"}': 0.5,
  'latency{service="checkout"}': 4,
  'errors{service="web"}': 0.3,
};
