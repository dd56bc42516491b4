/** The files and variables that an operator of the scene's services would have written. */
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { Scene, ServicePlan } from '../scene/scene.js';

const RUNBOOKS = fileURLToPath(new URL('../../../runbooks', import.meta.url));
/** A machine that is busy must not change what is seen: the product's own limits are for people who wait. */
const PATIENCE = '60s';
export const TOKEN = 'a-token-for-evals';

/** What can be called for each service. Nobody ever calls: proposals are not approved here. */
export const ENDPOINTS = [
  'rollback',
  'restart',
  'scale',
  'recycle-pool',
  'kill-slow-queries',
  'rotate-credential',
] as const;

export interface ModelChoice {
  readonly model: string;
  readonly baseUrl: string | null;
  readonly apiKey: string;
  /** US dollars per million tokens, where the product does not know the price. */
  readonly price: { readonly input: number; readonly output: number } | null;
}

/** Empties `directory` first. Returns the environment that goes with the files. */
export async function writeConfig(
  scene: Scene,
  options: {
    directory: string;
    metricsUrl: string;
    logsUrl: string | null;
    tracesUrl: string | null;
    model: ModelChoice | null;
  },
): Promise<Readonly<Record<string, string>>> {
  const { directory, model } = options;
  await rm(directory, { recursive: true, force: true });
  await mkdir(join(directory, 'runbooks'), { recursive: true });
  const known = scene.services.filter(
    ({ kind, name }) => kind !== 'outside' && !scene.catalogue?.without?.includes(name),
  );
  await writeFile(
    join(directory, 'catalog-info.yaml'),
    known.map((plan) => stringify(entityOf(plan, scene))).join('---\n'),
  );
  await writeRunbooks(join(directory, 'runbooks'), scene);
  const file = join(directory, 'firewatch.yaml');
  await writeFile(file, stringify(configOf(known, model)));
  return {
    FIREWATCH_CONFIG: file,
    PORT: '0',
    PROMETHEUS_URL: options.metricsUrl,
    ...(options.logsUrl === null ? {} : { LOKI_URL: options.logsUrl }),
    ...(options.tracesUrl === null ? {} : { JAEGER_URL: options.tracesUrl }),
    ALERTMANAGER_TOKEN: TOKEN,
    CHANGES_TOKEN: TOKEN,
    ...(model && { OPENAI_API_KEY: model.apiKey, OPENAI_MODEL: model.model }),
    ...(model?.baseUrl && { OPENAI_BASE_URL: model.baseUrl }),
  };
}

function configOf(known: readonly ServicePlan[], model: ModelChoice | null) {
  return {
    catalog: ['catalog-info.yaml'],
    runbooks: ['runbooks'],
    ...(model?.price && { agent: { defaultPrice: model.price } }),
    metrics: { queryTimeout: PATIENCE, evidenceTimeout: PATIENCE },
    actions: {
      httpEndpoints: known.flatMap(({ name }) =>
        ENDPOINTS.map((what) => ({
          name: `${what}-${name}`,
          description: `${what.replaceAll('-', ' ')} of ${name}`,
          service: name,
          url: `http://${name}.internal/admin/${what}`,
        })),
      ),
    },
  };
}

function entityOf({ name, kind, tier, calls, pool }: ServicePlan, { catalogue = {} }: Scene) {
  const depends = catalogue.dependsOn?.[name] ?? Object.keys(calls);
  const memory = 'max(app_heap_bytes{service="$service"} / app_memory_limit_bytes{service="$service"})';
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: {
        'firewatch.dev/tier': String(tier),
        'firewatch.dev/sli-saturation':
          pool === null
            ? 'clamp_max(sum(rate(http_requests_total{service="$service"}[$window])) / sum(app_capacity_requests_per_second{service="$service"}), 1)'
            : 'clamp_max(sum(db_pool_connections{service="$service",state="in_use"}) / sum(db_pool_connections{service="$service",state="max"}), 1)',
        ...(catalogue.watchMemory?.includes(name) && {
          'firewatch.dev/forecast-memory': `${memory} >= 1 ratio`,
        }),
      },
    },
    spec: {
      type: kind,
      lifecycle: 'production',
      owner: `team-${name}`,
      dependsOn: depends.map((callee) => `component:${callee}`),
    },
  };
}

async function writeRunbooks(directory: string, { runbooks = {} }: Scene): Promise<void> {
  for (const file of await readdir(RUNBOOKS)) {
    if (!file.endsWith('.md') || runbooks.without?.includes(file.slice(0, -3))) continue;
    await cp(join(RUNBOOKS, file), join(directory, file));
  }
  for (const [id, text] of Object.entries(runbooks.extra ?? {}))
    await writeFile(join(directory, `${id}.md`), text);
}
