/** Labelled alert sets as a monitoring system would send them, and the catalogue that their graph amounts to. */
import type { Alert } from '../../src/incidents/alert.js';
import type { Service, ServiceCatalog } from '../../src/incidents/service.js';
import type { AlertSystem } from '../rca-alerts/read-alerts.js';
import type { AlertSet } from './streams.js';

/**
 * Every detection is an alert of its own, with the labels that a scrape of its component would have. The data say neither
 * when one ended nor which are the same alert again, so no fingerprint is used twice and no sender's group is told.
 */
export function readSets({ components, faults }: AlertSystem): readonly AlertSet[] {
  const labelsOf = new Map(
    components.map(({ id, kind, service, host }) => [
      id,
      {
        ...(kind === 'host' ? { node: id } : { service: service ?? id }),
        ...(service !== undefined && { pod: id }),
        ...(host !== undefined && { node: host }),
      },
    ]),
  );
  return faults
    .filter(({ alerts }) => alerts.length > 0)
    .map(({ id, alerts }) => ({
      fault: id,
      alerts: alerts.map(({ component, name, at }, index): Alert => ({
        source: 'bench',
        fingerprint: `${id}/${index}`,
        status: 'firing',
        name,
        labels: { alertname: name, ...(labelsOf.get(component) ?? { service: component }) },
        annotations: {},
        startsAt: new Date(at * 1000),
        endsAt: null,
        generatorUrl: null,
        groupKey: null,
      })),
    }));
}

/** Who calls whom, as the catalogue would have it. */
export function catalogOf({ components, calls }: AlertSystem): ServiceCatalog {
  const names = components.filter(({ kind }) => kind === 'service').map(({ id }) => id);
  const services = new Map(
    names.map((name): [string, Service] => [
      name,
      {
        name,
        title: name,
        description: '',
        tier: 3,
        owner: null,
        lifecycle: null,
        dependsOn: calls.filter(({ caller }) => caller === name).map(({ callee }) => callee),
        signals: [],
        limits: [],
        pagerDutyServiceId: null,
        channel: null,
      },
    ]),
  );
  const list = [...services.values()];
  const dependants = (name: string) => list.filter(({ dependsOn }) => dependsOn.includes(name));
  return {
    get: (name) => services.get(name),
    list: () => list,
    dependants,
    allDependants(name) {
      const found = new Map<string, Service>();
      const follow = (one: string) => {
        for (const caller of dependants(one)) {
          if (found.has(caller.name)) continue;
          found.set(caller.name, caller);
          follow(caller.name);
        }
      };
      follow(name);
      return [...found.values()];
    },
    problems: [],
  };
}
