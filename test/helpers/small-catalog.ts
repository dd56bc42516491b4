/** Four services, of which three call one another. */
import type { Service, ServiceCatalog } from '../../src/incidents/service.js';

/** `web` calls `checkout` calls `payments`; `search` stands alone. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  web: ['checkout'],
  checkout: ['payments'],
  payments: [],
  search: [],
};

/** `more`: what else is known of them, by name. */
export function buildCatalog(more: Readonly<Record<string, Partial<Service>>> = {}): ServiceCatalog {
  const services = new Map(
    Object.keys(CALLS).map((name) => [name, { ...buildService(name), ...more[name] }]),
  );
  const dependants = (name: string) => [...services.values()].filter((one) => one.dependsOn.includes(name));
  return {
    get: (name) => services.get(name),
    list: () => [...services.values()],
    dependants,
    allDependants: (name) => dependants(name).flatMap((one) => [one, ...dependants(one.name)]),
    problems: [],
  };
}

const buildService = (name: string): Service => ({
  name,
  title: name,
  description: '',
  tier: 1,
  owner: null,
  lifecycle: null,
  dependsOn: CALLS[name] ?? [],
  signals: [],
  limits: [],
  pagerDutyServiceId: null,
  channel: null,
});
