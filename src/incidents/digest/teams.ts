/** Who owns what, by the catalogue, and where a team is told. Pure. */
import type { Service, ServiceCatalog } from '../service.js';
import type { DigestScope, ServiceFilter } from './records.js';

type Owned = Pick<ServiceCatalog, 'list'>;

/** Owners in alphabetical order, as the catalogue spells them. */
export function teamsOf(catalog: Owned): readonly string[] {
  const owners = catalog.list().flatMap(({ owner }) => (owner === null ? [] : [owner]));
  return [...new Set(owners)].sort((a, b) => a.localeCompare(b));
}

/** `group:default/shop` → `shop`, as people call it (a Backstage entity reference). */
export function teamName(owner: string): string {
  return /([^/:]+)$/.exec(owner)?.[1] ?? owner;
}

/** The team people mean by a word, whatever its capitals; undefined when there is none. */
export function findTeam(catalog: Owned, word: string): string | undefined {
  const wanted = word.toLowerCase();
  const teams = teamsOf(catalog);
  return (
    teams.find((team) => team.toLowerCase() === wanted) ??
    teams.find((team) => teamName(team).toLowerCase() === wanted)
  );
}

export function servicesOf(catalog: Owned, scope: DigestScope): readonly Service[] {
  return catalog.list().filter(({ owner }) => {
    if (scope.kind === 'all') return true;
    return scope.kind === 'team' ? owner === scope.team : owner === null;
  });
}

export function filterOf(catalog: Owned, scope: DigestScope): ServiceFilter {
  if (scope.kind === 'all') return { kind: 'all' };
  if (scope.kind === 'team')
    return { kind: 'only', services: servicesOf(catalog, scope).map(({ name }) => name) };
  const owned = catalog.list().filter(({ owner }) => owner !== null);
  return { kind: 'except', services: owned.map(({ name }) => name) };
}

/** The teams of these services; `unowned` for one that nobody owns, and for null. */
export function scopesOf(
  catalog: Pick<ServiceCatalog, 'get' | 'list'>,
  services: readonly (string | null)[],
): readonly DigestScope[] {
  const owners = new Set(services.map((name) => (name === null ? null : (catalog.get(name)?.owner ?? null))));
  return [
    ...teamsOf(catalog)
      .filter((team) => owners.has(team))
      .map((team): DigestScope => ({ kind: 'team', team })),
    ...(owners.has(null) ? [{ kind: 'unowned' } as const] : []),
  ];
}

/** The channel that most of the team's services name, the first in the alphabet of several; else the default one. */
export function channelOf(catalog: Owned, scope: DigestScope, defaultChannel: string): string {
  if (scope.kind !== 'team') return defaultChannel;
  const counts = new Map<string, number>();
  for (const { channel } of servicesOf(catalog, scope))
    if (channel !== null) counts.set(channel, (counts.get(channel) ?? 0) + 1);
  const [most] = [...counts].toSorted(([a, m], [b, n]) => n - m || a.localeCompare(b));
  return most?.[0] ?? defaultChannel;
}
