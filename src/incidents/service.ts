/** A service as the catalogue knows it (a Backstage Component with our annotations). */

import type { Slo } from './slo/slo.js';

/** How much a service matters to users: 1 = users cannot do without it, 4 = nobody notices for a day. */
export type ServiceTier = 1 | 2 | 3 | 4;

/** The four golden signals (Google SRE book, chapter 6), plus what a team adds. */
export type SignalName = 'requests' | 'errors' | 'latency' | 'saturation';

/** A PromQL query for one signal of one service; `$service` and `$window` are already filled in. */
export interface Signal {
  readonly name: SignalName;
  readonly query: string;
  /** requests: per second; errors and saturation: share 0–1; latency: seconds. */
  readonly unit: 'per_second' | 'ratio' | 'seconds';
}

/** Something that can run out, as the catalogue declares it; `$service` and `$window` are already filled in. */
export interface WatchedLimit {
  /** In words, without the service: `disk`, `error budget`. */
  readonly name: string;
  readonly query: string;
  /** The value at which it has run out: 1 for a share that is used, 0 for a time or a budget that is left. */
  readonly limit: number;
  /** The way towards the limit. */
  readonly direction: 'up' | 'down';
  readonly unit: 'ratio' | 'seconds' | 'bytes' | 'per_second' | 'number';
}

export interface Service {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tier: ServiceTier;
  /** The owning team, as the catalogue spells it. */
  readonly owner: string | null;
  readonly lifecycle: string | null;
  /** Such as `production`; left out where the catalogue does not say. */
  readonly environment?: string;
  /** Names of the services this one calls. May name services the catalogue lacks. */
  readonly dependsOn: readonly string[];
  readonly signals: readonly Signal[];
  /** What its signal `requests` counts, in the plural, such as `jobs`; left out where it is requests. */
  readonly unitOfWork?: string;
  readonly limits: readonly WatchedLimit[];
  /** What its annotations promise; others come from files of their own. */
  readonly slo?: Slo;
  /** LogQL stream selector of its lines, with `$service` still in it; left out where the label has to be found out. */
  readonly logSelector?: string;
  /** No language model may see its incidents. */
  readonly isPrivate?: boolean;
  readonly pagerDutyServiceId: string | null;
  /** On GitHub, as `owner/name`; left out where the catalogue does not say. */
  readonly repository?: string;
  /** As `project` or `organisation/project`; left out where the catalogue does not say. */
  readonly sentryProject?: string;
  /** Slack channel (id or #name) for this service's incidents; null = the default channel. */
  readonly channel: string | null;
}

/** The loaded catalogue. Unknown names are normal: callers treat them as unmapped, never as an error. */
export interface ServiceCatalog {
  get(name: string): Service | undefined;
  list(): readonly Service[];
  /** Services that call `name` directly. */
  dependants(name: string): readonly Service[];
  /** Services that call `name` directly or through others. */
  allDependants(name: string): readonly Service[];
  /** Files or documents that could not be used, each as one sentence with file and line. */
  readonly problems: readonly string[];
}

/** Number of calls between two services along `dependsOn`, in either direction; Infinity when unconnected. */
export function distance(catalog: ServiceCatalog, from: string, to: string, limit = 4): number {
  if (from === to) return 0;
  let frontier = [from];
  const seen = new Set(frontier);
  for (let hops = 1; hops <= limit; hops += 1) {
    const next: string[] = [];
    for (const name of frontier) {
      const callees = catalog.get(name)?.dependsOn ?? [];
      const callers = catalog.dependants(name).map((service) => service.name);
      for (const neighbour of [...callees, ...callers]) {
        if (neighbour === to) return hops;
        if (!seen.has(neighbour)) {
          seen.add(neighbour);
          next.push(neighbour);
        }
      }
    }
    frontier = next;
  }
  return Infinity;
}

/** The services themselves and whatever is at most `hops` calls away; unknown ones stay, alone. */
export function neighbourhood(
  catalog: ServiceCatalog,
  services: readonly string[],
  hops: number,
): readonly string[] {
  const near = catalog
    .list()
    .map(({ name }) => name)
    .filter((name) => services.some((service) => distance(catalog, service, name, hops) <= hops));
  return [...new Set([...services, ...near])];
}
