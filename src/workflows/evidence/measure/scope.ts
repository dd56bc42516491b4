/** Which services an evidence pass looks at: those that suffer, what they call, and who calls them. */
import type { CallEdge } from '../../../analysis/call-graph.js';
import { formatList } from '../../../analysis/format-value.js';
import { serviceOfAlert, type Alert } from '../../../incidents/alert.js';
import type { Service, ServiceCatalog } from '../../../incidents/service.js';
import { clip } from '../sentences/clip.js';

/** Four signals each: what a Prometheus answers in well under a second. */
const MAX_SERVICES = 12;
const MAX_CALLEE_DEPTH = 3;
/** A storm may name thousands; a card has room for a line. */
const MAX_UNKNOWN = 3;
/** Counting everything that depends on everything takes the square of it: a tenth of a second for so many. */
const MAX_COUNTED = 500;

export interface Scope {
  /** Those the incident and its alerts name come first, then by closeness. */
  readonly services: readonly Service[];
  /** Services named by the incident or its alerts that the catalogue knows. */
  readonly named: readonly string[];
  /** Services are named, and the catalogue lacks all of them. */
  readonly isUnmapped: boolean;
  readonly edges: readonly CallEdge[];
  readonly gaps: readonly string[];
}

/**
 * `seen`: calls that traces show. They count where the catalogue lacks every service that is named, and has therefore little
 * to say of who is near it. Where nobody is known to be near, nobody is looked at: what others suffer at the same time would
 * be taken for its impact, and they for its cause.
 */
export function chooseScope(
  catalog: ServiceCatalog,
  incidentService: string | null,
  alerts: readonly Alert[],
  seen: readonly CallEdge[] = [],
): Scope {
  const mentioned = new Set([incidentService, ...alerts.map((alert) => serviceOfAlert(alert.labels))]);
  mentioned.delete(null);
  const names = [...mentioned].filter((name) => name !== null);
  const named = names.filter((name) => catalog.get(name) !== undefined);
  const unknown = names.filter((name) => catalog.get(name) === undefined);
  const isUnmapped = named.length === 0 && unknown.length > 0;
  const calls = isUnmapped ? seen : [];
  const near = isUnmapped ? unknown : named;
  const found = names.length > 0 ? neighbourhood(catalog, near, calls) : mostImportant(catalog);
  const gaps = unknown.length === 0 ? [] : [describeUnknown(unknown, isUnmapped && found.length > 0)];
  if (names.length === 0 && found.length > 0) {
    gaps.push(
      `No service in the catalogue is named, so the ${found.length} most important ones were looked at.`,
    );
  }
  const services = found.slice(0, MAX_SERVICES);
  const entry = near[0] === undefined ? undefined : userFacing(catalog, near[0], calls);
  // What users meet must be seen even from deep inside: it decides how bad the incident is.
  if (entry && !services.includes(entry)) {
    if (services.length === MAX_SERVICES) services.pop();
    services.push(entry);
  }
  if (found.length > MAX_SERVICES) {
    gaps.push(`${found.length} services are connected to this; the ${MAX_SERVICES} closest were looked at.`);
  }
  services.push(...siblings(catalog, near, services).slice(0, MAX_SERVICES - services.length));
  const silent = services.filter((service) => service.signals.length === 0).map((service) => service.name);
  if (silent.length > 0) {
    gaps.push(`The catalogue has no queries for ${silent.join(', ')}, so nothing was measured there.`);
  }
  const declared = services.flatMap((service) =>
    service.dependsOn.map((callee) => ({ caller: service.name, callee })),
  );
  return { services, named, isUnmapped, edges: [...declared, ...calls], gaps };
}

function neighbourhood(
  catalog: ServiceCatalog,
  named: readonly string[],
  calls: readonly CallEdge[],
): Service[] {
  const found = new Map<string, Service>();
  const add = (names: readonly string[]): readonly string[] => {
    const added = names.filter((name) => !found.has(name) && catalog.get(name) !== undefined);
    for (const name of added) {
      const service = catalog.get(name);
      if (service) found.set(name, service);
    }
    return added;
  };
  const seenBelow = (name: string) =>
    calls.flatMap(({ caller, callee }) => (caller === name ? [callee] : []));
  const calleesOf = (names: readonly string[]) =>
    names.flatMap((name) => [...(catalog.get(name)?.dependsOn ?? []), ...seenBelow(name)]);
  add(named);
  let frontier = add(calleesOf(named));
  add(named.flatMap((name) => callersOf(catalog, name, calls).map((service) => service.name)));
  for (let depth = 2; depth <= MAX_CALLEE_DEPTH; depth += 1) frontier = add(calleesOf(frontier));
  return [...found.values()];
}

/** As the catalogue says, or as was seen. */
function callersOf(catalog: ServiceCatalog, name: string, calls: readonly CallEdge[]): readonly Service[] {
  const seen = calls.flatMap(({ caller, callee }) => (callee === name ? (catalog.get(caller) ?? []) : []));
  return [...new Set([...catalog.dependants(name), ...seen])];
}

/** What else the callers call: when they suffer, it may be because of those. */
function siblings(catalog: ServiceCatalog, named: readonly string[], known: readonly Service[]): Service[] {
  const callers = named.flatMap((name) => catalog.dependants(name));
  const names = new Set(callers.flatMap((caller) => caller.dependsOn));
  return [...names].flatMap((name) => {
    const service = catalog.get(name);
    return service && !known.includes(service) ? [service] : [];
  });
}

/** The most important service that depends on this one, the closest to users where several are equal. */
function userFacing(catalog: ServiceCatalog, name: string, calls: readonly CallEdge[]): Service | undefined {
  const seen = calls.length === 0 ? [] : callersOf(catalog, name, calls);
  const above = seen.flatMap((caller) => [caller, ...catalog.allDependants(caller.name)]);
  return byImportance(catalog, [...new Set([...catalog.allDependants(name), ...above])])[0];
}

const mostImportant = (catalog: ServiceCatalog): Service[] => byImportance(catalog, catalog.list());

/** By tier, then those that nobody calls, then by name. */
export function byImportance(catalog: ServiceCatalog, services: readonly Service[]): Service[] {
  // Who is called by nobody is the same either way.
  const isLarge = catalog.list().length > MAX_COUNTED;
  const callersOf = (name: string) => (isLarge ? catalog.dependants(name) : catalog.allDependants(name));
  const callers = new Map(services.map((service) => [service.name, callersOf(service.name).length]));
  return [...services].sort(
    (a, b) =>
      a.tier - b.tier ||
      (callers.get(a.name) ?? 0) - (callers.get(b.name) ?? 0) ||
      (a.name < b.name ? -1 : 1),
  );
}

function describeUnknown(names: readonly string[], isConnected: boolean): string {
  const [are, their] = names.length === 1 ? ['is', 'its'] : ['are', 'their'];
  const subjects = formatList(names.map(clip), MAX_UNKNOWN);
  const lacking = `${subjects} ${are} not in the service catalogue, so`;
  return isConnected
    ? `${lacking} ${their} signals are not known, and of ${their} neighbours only those that others declare or traces show.`
    : `${lacking} neither ${their} signals nor ${their} neighbours are known.`;
}
