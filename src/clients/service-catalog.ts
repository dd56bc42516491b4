/**
 * The service catalogue, from the `catalog-info.yaml` files that Backstage reads too. Our own wishes travel as annotations
 * under `firewatch.dev/`; an entity that lacks them is still a service, with tier 3 and the default signals.
 */
import { z } from 'zod';
import { fillPlaceholders } from '../incidents/runbook.js';
import type { Service, ServiceCatalog, ServiceTier, Signal, SignalName } from '../incidents/service.js';
import { findFiles } from './find-files.js';
import { LIMIT_PREFIX, readLimits } from './limit-annotations.js';
import { readAnnotatedSlo, SLO_TARGET } from './slo-annotations.js';
import { describeIssues, parseYaml, type YamlDocument } from './yaml-document.js';

/** PromQL per signal, with `$service` and `$window`. A signal without a template is simply not watched. */
export type SignalTemplates = Readonly<Partial<Record<SignalName, string>>>;

/**
 * For services instrumented as the Prometheus documentation advises: a counter `http_requests_total` with the status in
 * `code`, a histogram `http_request_duration_seconds`, and the service's name in the label `service`. Saturation has no
 * common name, so it is watched only where the catalogue says how.
 */
export const DEFAULT_SIGNALS: SignalTemplates = {
  requests: 'sum(rate(http_requests_total{service="$service"}[$window]))',
  // Without `or vector(0)`, a service that never failed would have no share of failures instead of none.
  errors:
    '(sum(rate(http_requests_total{service="$service",code=~"5.."}[$window])) or vector(0)) / sum(rate(http_requests_total{service="$service"}[$window]))',
  latency:
    'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="$service"}[$window])))',
};

const UNITS: Record<SignalName, Signal['unit']> = {
  requests: 'per_second',
  errors: 'ratio',
  latency: 'seconds',
  saturation: 'ratio',
};
const SIGNAL_NAMES: readonly SignalName[] = ['requests', 'errors', 'latency', 'saturation'];
const DEFAULT_TIER: ServiceTier = 3;
const TIER_ANNOTATION = 'firewatch.dev/tier';
const PRIVATE_ANNOTATION = 'firewatch.dev/private';
const ENVIRONMENT_ANNOTATION = 'firewatch.dev/environment';
const UNIT_ANNOTATION = 'firewatch.dev/sli-unit';
const LOGS_ANNOTATION = 'firewatch.dev/logs';

// Backstage wants strings; people write `tier: 1` all the same.
const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const Component = z.object({
  metadata: z.object({
    name: z.string({ error: 'a component needs a name' }).min(1, 'a component needs a name'),
    title: Text.nullish(),
    description: Text.nullish(),
    annotations: z.record(z.string(), Text.nullable()).nullish(),
  }),
  spec: z
    .object({
      owner: Text.nullish(),
      lifecycle: Text.nullish(),
      dependsOn: z.array(z.string()).nullish(),
    })
    .nullish(),
});

export interface ServiceCatalogOptions {
  /** Files, or directories searched for `catalog-info.yaml` and `catalog-info.yml`. */
  readonly paths: readonly string[];
  /** PromQL duration that `$window` stands for: `2m`. */
  readonly window: string;
  readonly defaultSignals: SignalTemplates;
  /** LogQL stream selector with `$service` in it. Without one, the log store's labels are looked through. */
  readonly defaultLogSelector?: string | undefined;
}

/** Of the names in a folder. */
export const isCatalogFile = (name: string): boolean => /^catalog-info\.ya?ml$/.test(name);

/** Reads the catalogue. Bad files and documents become `problems`; it never throws because of their content. */
export async function loadServiceCatalog(options: ServiceCatalogOptions): Promise<ServiceCatalog> {
  const { files, problems: unread } = await findFiles(options.paths, isCatalogFile);
  const problems = [...unread];
  const services = new Map<string, { service: Service; place: string }>();
  for (const file of files) {
    for (const document of parseYaml(file.text)) {
      const service = readDocument(file.path, document, options, problems);
      if (!service) continue;
      const place = `${file.path}:${document.line}`;
      const earlier = services.get(service.name);
      if (earlier) {
        problems.push(
          `${place}: ${service.name} is already described at ${earlier.place}; this one was left out.`,
        );
      } else services.set(service.name, { service, place });
    }
  }
  return createCatalog(
    [...services.values()].map((entry) => entry.service),
    problems,
  );
}

/** The catalogue of services already at hand. */
function createCatalog(services: readonly Service[], problems: readonly string[]): ServiceCatalog {
  const byName = new Map(services.map((service) => [service.name, service]));
  const callers = new Map<string, Service[]>();
  for (const service of services) {
    for (const callee of service.dependsOn) callers.set(callee, [...(callers.get(callee) ?? []), service]);
  }
  const dependants = (name: string): readonly Service[] => callers.get(name) ?? [];
  return Object.freeze({
    get: (name: string) => byName.get(name),
    list: () => services,
    dependants,
    allDependants(name: string) {
      // Services may call each other in a circle; a service is never its own dependant.
      const found = new Map<string, Service>();
      const open = [name];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        for (const caller of dependants(next)) {
          if (caller.name === name || found.has(caller.name)) continue;
          found.set(caller.name, caller);
          open.push(caller.name);
        }
      }
      return [...found.values()];
    },
    problems,
  });
}

function readDocument(
  file: string,
  document: YamlDocument,
  options: ServiceCatalogOptions,
  problems: string[],
): Service | undefined {
  if (document.errors.length > 0) {
    problems.push(
      ...document.errors.map((error) => `${file}:${error.line}: is not valid YAML: ${error.message}.`),
    );
    return undefined;
  }
  if (document.value === null || document.value === undefined) return undefined;
  const entity = z.object({ kind: z.string() }).safeParse(document.value);
  if (!entity.success) {
    problems.push(`${file}:${document.line}: has no kind; a service is described with "kind: Component".`);
    return undefined;
  }
  if (entity.data.kind !== 'Component') return undefined;
  const component = Component.safeParse(document.value);
  if (!component.success) {
    problems.push(...describeIssues(file, document, component.error));
    return undefined;
  }

  const { metadata, spec } = component.data;
  const { name } = metadata;
  const annotation = (key: string) => metadata.annotations?.[key]?.trim() || null;
  const report = (path: readonly PropertyKey[], text: string) =>
    problems.push(`${file}:${document.lineOf(path)}: ${text}`);

  const tier = annotation(TIER_ANNOTATION);
  if (tier !== null && !isTier(tier)) {
    report(
      ['metadata', 'annotations', TIER_ANNOTATION],
      `the tier of ${name} must be "1", "2", "3" or "4", not "${tier}"; ${DEFAULT_TIER} is used.`,
    );
  }

  const signals: Signal[] = [];
  for (const signal of SIGNAL_NAMES) {
    const template = annotation(`firewatch.dev/sli-${signal}`) ?? options.defaultSignals[signal];
    if (!template) continue;
    const query = fillPlaceholders(template, { service: name, window: options.window });
    if (query !== undefined) signals.push({ name: signal, query, unit: UNITS[signal] });
    else {
      report(
        ['metadata', 'name'],
        `the name ${JSON.stringify(name)} cannot stand in a query; it has no signals.`,
      );
      break;
    }
  }

  let unitOfWork = annotation(UNIT_ANNOTATION);
  if (unitOfWork !== null && !/^[\p{L}][\p{L} -]{1,29}$/u.test(unitOfWork)) {
    report(
      ['metadata', 'annotations', UNIT_ANNOTATION],
      `what ${name} works on must be one or two words in the plural, such as "jobs", not "${unitOfWork}"; it is called requests.`,
    );
    unitOfWork = null;
  }

  const limits = readLimits(metadata.annotations ?? {}, { service: name, window: options.window });
  for (const { name: limit, text } of limits.problems) {
    report(['metadata', 'annotations', `${LIMIT_PREFIX}${limit}`], text);
  }

  const template = (signal: SignalName) => {
    const text = annotation(`firewatch.dev/sli-${signal}`) ?? options.defaultSignals[signal];
    return text === undefined
      ? null
      : (fillPlaceholders(text, { service: name, window: '$window' })?.trim() ?? null);
  };
  const promised = readAnnotatedSlo(annotation, name, {
    failing: template('errors'),
    traffic: template('requests'),
  });
  for (const { key, text } of promised.problems) report(['metadata', 'annotations', key], text);

  let logSelector = annotation(LOGS_ANNOTATION) ?? options.defaultLogSelector ?? null;
  if (logSelector !== null && !/^\{.+\}$/s.test(logSelector)) {
    report(
      ['metadata', 'annotations', LOGS_ANNOTATION],
      `the logs of ${name} must be a LogQL stream selector such as {app="${name}"}; the annotation is not used.`,
    );
    logSelector = options.defaultLogSelector ?? null;
  }

  const secrecy = annotation(PRIVATE_ANNOTATION);
  if (secrecy !== null && !/^(?:true|false)$/.test(secrecy)) {
    report(
      ['metadata', 'annotations', PRIVATE_ANNOTATION],
      `whether ${name} is private must be "true" or "false", not "${secrecy}"; it counts as private.`,
    );
  }

  const environment = annotation(ENVIRONMENT_ANNOTATION);
  const repository = annotation('github.com/project-slug');
  const sentryProject = annotation('sentry.io/project-slug');
  return Object.freeze({
    name,
    title: metadata.title ?? name,
    description: metadata.description ?? '',
    tier: tier !== null && isTier(tier) ? (Number(tier) as ServiceTier) : DEFAULT_TIER,
    owner: spec?.owner ?? null,
    lifecycle: spec?.lifecycle ?? null,
    ...(environment === null ? {} : { environment }),
    dependsOn: readDependencies(name, spec?.dependsOn ?? []),
    signals,
    ...(unitOfWork === null ? {} : { unitOfWork }),
    limits: limits.limits,
    ...(promised.slo && {
      slo: {
        ...promised.slo,
        place: `${file}:${document.lineOf(['metadata', 'annotations', SLO_TARGET])}`,
      },
    }),
    ...(logSelector === null ? {} : { logSelector }),
    ...(secrecy === null || secrecy === 'false' ? {} : { isPrivate: true }),
    pagerDutyServiceId:
      annotation('pagerduty.com/service-id') ?? annotation('firewatch.dev/pagerduty-service-id'),
    ...(repository === null ? {} : { repository }),
    ...(sentryProject === null ? {} : { sentryProject }),
    channel: annotation('firewatch.dev/channel'),
  });
}

function isTier(text: string): boolean {
  return /^[1-4]$/.test(text);
}

/** `component:default/cart`, `resource:orders-db` and plain `cart` all become the bare name; a circle to itself is cut. */
function readDependencies(self: string, references: readonly string[]): readonly string[] {
  const names = references.map((reference) =>
    reference
      .replace(/^[^:]*:/, '')
      .replace(/^[^/]*\//, '')
      .trim(),
  );
  return [...new Set(names)].filter((name) => name !== '' && name !== self);
}
