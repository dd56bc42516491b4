/** Whether logs and traces can be read, and whether their services are those of the catalogue. */
import { connectLogs, connectTraces, type TelemetryLimits } from '../app/telemetry.js';
import { readCatalog } from '../app/read-catalog.js';
import type { Config } from '../config/config.js';
import { findServiceLabel, selectLogs, SERVICE_LABELS } from '../incidents/log-selection.js';
import type { LogSource } from '../incidents/ports/log-source.js';
import type { Service } from '../incidents/service.js';
import { UpstreamError } from '../shared/errors.js';
import type { TimeRange } from '../shared/series.js';
import { cut } from '../shared/text.js';
import { Wrong } from './finding.js';

/** Nobody waits long for the doctor, and it asks for little. */
const LIMITS: TelemetryLimits = {
  timeoutMs: 5_000,
  maxBytes: 4 * 1024 * 1024,
  maxSeries: 10,
  maxPointsPerSeries: 100,
  maxLines: 10,
  maxTraces: 1,
  maxSpansPerTrace: 100,
};
const LOOK_BACK_MS = 3_600_000;
/** As many as one evidence pass looks at. */
const MAX_TRIED = 12;
const MAX_NAMES_LENGTH = 200;

export async function checkLogs(config: Config): Promise<string | null> {
  const loki = connectLogs(config, LIMITS);
  if (!loki) return null;
  const variables = 'LOKI_TOKEN, or LOKI_TENANT where it has several tenants';
  return explainRefusal('Loki', variables, async () => {
    const { version } = await loki.ping();
    const end = new Date();
    const range = { start: new Date(end.getTime() - LOOK_BACK_MS), end };
    const labels = await loki.listLabels(range);
    if (labels.length === 0) {
      throw new Wrong(
        'Loki answers but has no lines of the last hour; check LOKI_TENANT, and whatever ships your logs.',
      );
    }
    const services = await servicesOf(config);
    const says = version === null ? 'it answers' : `version ${version}`;
    if (services.length === 0) return `${says}; without a catalogue no service's lines are looked for`;
    return `${says}; ${await describeLabel(loki, services, labels, range)}`;
  });
}

/** How the lines of the catalogue's services are found; throws when none are. */
async function describeLabel(
  logs: LogSource,
  services: readonly Service[],
  labels: readonly string[],
  range: TimeRange,
): Promise<string> {
  const signal = AbortSignal.timeout(LIMITS.timeoutMs);
  const plain = services.filter(({ logSelector }) => logSelector === undefined);
  const found =
    plain.length === 0
      ? null
      : await findServiceLabel(
          logs,
          plain.map(({ name }) => name),
          range,
          signal,
        );
  const selections = selectLogs(services, found).slice(0, MAX_TRIED);
  for (const { selector } of selections.filter(({ services: [first] }) => !plain.some(isNamed(first)))) {
    const { lines } = await logs.queryLines(selector, range, { limit: 1, signal });
    if (lines.length === 0) {
      throw new Wrong(
        `Loki has no lines of the last hour for ${selector}; check logs.selector in firewatch.yaml and the annotation firewatch.dev/logs.`,
      );
    }
  }
  if (found) return `the label ${found.label} names ${found.services.length} of ${plain.length} services`;
  if (plain.length === 0) return 'the selectors of the catalogue find lines';
  throw new Wrong(
    `None of Loki's labels ${SERVICE_LABELS.join(', ')} holds a service's name as the catalogue has it (its labels are ${names(labels)}); set logs.selector in firewatch.yaml.`,
  );
}

const isNamed =
  (name: string | undefined) =>
  (service: Service): boolean =>
    service.name === name;

export async function checkTraces(config: Config): Promise<string | null> {
  const source = connectTraces(config, LIMITS);
  if (!source) return null;
  const isTempo = config.env.TEMPO_URL !== undefined;
  const title = isTempo ? 'Tempo' : 'Jaeger';
  const variables = isTempo ? 'TEMPO_TOKEN, or TEMPO_TENANT where it has several tenants' : 'JAEGER_TOKEN';
  return explainRefusal(title, variables, async () => {
    const { version } = await source.ping();
    const known = await source.listServices();
    if (known.length === 0) {
      throw new Wrong(`${title} answers but knows no service; check whether your services send it traces.`);
    }
    const services = await servicesOf(config);
    const says = version === null ? `${title} answers` : `${title} ${version}`;
    const traced = services.filter(({ name }) => known.includes(name)).length;
    if (services.length > 0 && traced === 0) {
      throw new Wrong(
        `None of ${title}'s services (${names(known)}) has a name of the catalogue; give them the same names.`,
      );
    }
    return `${says}; it has traces of ${services.length > 0 ? `${traced} of ${services.length}` : known.length} services`;
  });
}

async function explainRefusal(
  title: string,
  variables: string,
  check: () => Promise<string>,
): Promise<string> {
  try {
    return await check();
  } catch (error) {
    const status = error instanceof UpstreamError ? error.status : undefined;
    if (status !== 401 && status !== 403) throw error;
    throw new Wrong(`${title} refuses us (${status}); set ${variables}.`, { cause: error });
  }
}

const servicesOf = async (config: Config): Promise<readonly Service[]> => (await readCatalog(config)).list();

const names = (all: readonly string[]): string => cut(all.join(', '), MAX_NAMES_LENGTH);
