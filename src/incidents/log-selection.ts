/** Which lines of a log store belong to which service: by a label that names it, or as the catalogue says. */
import type { TimeRange } from '../shared/series.js';
import { fillPlaceholders } from './runbook.js';
import type { LogSource } from './ports/log-source.js';
import type { Service } from './service.js';

/**
 * Labels that usually hold a service's name, the surest first: Loki's own and OpenTelemetry's, those of hand-written
 * set-ups, then what Promtail and Alloy take over from Kubernetes.
 */
export const SERVICE_LABELS = [
  'service_name',
  'service',
  'app',
  'app_kubernetes_io_name',
  'job',
  'container',
] as const;

/** Words of trouble and names of levels, as RE2 finds them; the templates' own words decide what it means. */
export const TROUBLE_FILTER =
  ' |~ "(?i)(error|exception|fail|fatal|panic|warn|crit|refused|timed? ?-?out|deadline|unavailable|unreachable|unable|cannot|could not|denied|reject|abort|exhaust|memory|killed|corrupt|overload|broken|reset|no space)"';

/** Values looked through per label. */
const MAX_VALUES = 1_000;
const BY_LABEL = /\b(\w+)\s*=\s*"\$service"/;

/** The lines of one or more services, as one query can ask for them. */
export interface LogSelection {
  /** LogQL stream selector, complete: `{app=~"cart|checkout"}`. */
  readonly selector: string;
  readonly services: readonly string[];
  /** Whose line it is, by its stream's labels; null for a stranger's. */
  serviceOf(labels: Readonly<Record<string, string>>): string | null;
  /** The selector of one of the services alone. */
  narrow(service: string): string;
}

interface ServiceLabel {
  readonly label: string;
  /** Those of the names asked for that are among its values. */
  readonly services: readonly string[];
}

/** The label with most of the names among its values; null when none holds one. Throws UpstreamError. */
export async function findServiceLabel(
  logs: LogSource,
  names: readonly string[],
  range: TimeRange,
  signal: AbortSignal,
): Promise<ServiceLabel | null> {
  const labels = await logs.listLabels(range, signal);
  const found = await Promise.all(
    SERVICE_LABELS.filter((label) => labels.includes(label)).map(async (label) => {
      const values = await logs.listLabelValues(label, range, { limit: MAX_VALUES, signal });
      return { label, services: names.filter((name) => values.names.includes(name)) };
    }),
  );
  const best = found.sort((a, b) => b.services.length - a.services.length)[0];
  return best && best.services.length > 0 ? best : null;
}

/**
 * As few selections as possible; `found` is what stands for services whose catalogue entry says nothing. Services that
 * cannot be selected are in none of them.
 */
export function selectLogs(
  services: readonly Pick<Service, 'name' | 'logSelector'>[],
  found: ServiceLabel | null,
): readonly LogSelection[] {
  const byTemplate = new Map<string, string[]>();
  for (const { name, logSelector } of services) {
    const template = logSelector ?? (found?.services.includes(name) && `{${found.label}="$service"}`);
    if (!template || fillPlaceholders(template, { service: name, window: '' }) === undefined) continue;
    byTemplate.set(template, [...(byTemplate.get(template) ?? []), name]);
  }
  return [...byTemplate].flatMap(([template, names]): readonly LogSelection[] => {
    const label = BY_LABEL.exec(template)?.[1];
    const isByLabelOnly = label !== undefined && template.split('$service').length === 2;
    if (isByLabelOnly && names.length > 1) return [together(template, label, names)];
    return names.map((name) => ({
      selector: fill(template, name),
      services: [name],
      serviceOf: () => name,
      narrow: () => fill(template, name),
    }));
  });
}

const fill = (template: string, service: string): string =>
  fillPlaceholders(template, { service, window: '' }) ?? template;

function together(template: string, label: string, names: readonly string[]): LogSelection {
  // A backslash would have to be escaped for the quotes, too.
  const pattern = names.map((name) => name.replaceAll('.', '[.]')).join('|');
  return {
    selector: template.replace(BY_LABEL, () => `${label}=~"${pattern}"`),
    services: names,
    serviceOf: (labels) => names.find((name) => name === labels[label]) ?? null,
    narrow: (service) => fill(template, service),
  };
}
