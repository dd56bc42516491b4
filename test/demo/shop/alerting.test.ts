import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BACK_OFFICE } from '../../../demo/back-office.js';
import { createMetricsStack, type MetricsStack } from '../../../demo/metrics/metrics-stack.js';
import { FAULT_NAMES, type FaultName } from '../../../demo/shop/faults.js';
import { createShop, type Shop } from '../../../demo/shop/shop.js';
import { loadRunbookLibrary } from '../../../src/clients/runbook-library.js';
import { loadServiceCatalog } from '../../../src/clients/service-catalog.js';
import type { RunbookLibrary } from '../../../src/incidents/runbook.js';
import { createMonitoring, RULE_WINDOW, type Monitoring } from './shop-monitoring.js';
import { callFix, pause, readUntil, waitUntil } from './shop-probe.js';

/** Per fault: the runbook that fits, and the alerts of which each must fire. */
const EXPECTED: Readonly<Record<FaultName, { runbook: string; alerts: readonly string[] }>> = {
  'bad-release': { runbook: 'bad-release', alerts: ['HighErrorRate checkout'] },
  'memory-leak': { runbook: 'memory-leak', alerts: ['MemoryNearLimit cart'] },
  'slow-database': {
    runbook: 'slow-database',
    alerts: ['DatabaseSlowQueries orders-db', 'HighLatency checkout'],
  },
  'exhausted-pool': {
    runbook: 'exhausted-pool',
    alerts: ['ConnectionPoolExhausted payments', 'HighErrorRate checkout'],
  },
  'traffic-surge': {
    runbook: 'traffic-surge',
    alerts: ['ServiceSaturated catalog', 'HighErrorRate web'],
  },
  'expired-credential': {
    runbook: 'expired-credential',
    alerts: ['UpstreamAuthFailures payments', 'HighErrorRate checkout'],
  },
};

const LANES = 3;
const HEALTHY_MS = 3000;
// Upper bounds, several times what a machine needs that has nothing else to do.
const CALM_WITHIN_MS = 60_000;
const FIRST_ALERT_WITHIN_MS = 30_000;
const ALL_ALERTS_WITHIN_MS = 40_000;
const EVIDENCE_WITHIN_MS = 15_000;
const RESOLVED_WITHIN_MS = 40_000;
const WAVES_WITHIN_MS = 400_000;

let library: RunbookLibrary;
beforeAll(async () => {
  library = await loadRunbookLibrary({ paths: ['runbooks'] });
});

interface Watched {
  readonly shop: Shop;
  readonly stack: MetricsStack;
  readonly monitoring: Monitoring;
  /** Services of the shop. */
  readonly names: readonly string[];
}

async function startWatched(): Promise<Watched> {
  const shop = createShop();
  await shop.start();
  const stack = createMetricsStack({ targets: shop.targets, rulesFile: 'demo/config/alert-rules.yml' });
  await stack.start();
  return {
    shop,
    stack,
    monitoring: createMonitoring(stack.url),
    names: shop.services.map(({ name }) => name),
  };
}

async function stopWatched({ shop, stack }: Watched): Promise<void> {
  await stack.stop();
  await shop.stop();
}

function repairOf(name: FaultName) {
  const action = library.get(EXPECTED[name].runbook)?.actions[0];
  if (action === undefined || action.verify === null)
    throw new Error(`The runbook for ${name} has no action.`);
  return { endpoint: String(action.arguments['endpoint']), verify: action.verify, when: action.when };
}

function serviceOf(name: FaultName): string {
  return (
    createShop()
      .faults.list()
      .find((fault) => fault.name === name)?.service ?? ''
  );
}

/** What was seen while one fault came and went. */
interface Play {
  readonly atFirst: { readonly alerts: readonly string[]; readonly runbooks: readonly string[] };
  readonly broken: {
    readonly runbooks: readonly string[];
    readonly isVerified: boolean;
    readonly isActionApplicable: boolean;
  };
  readonly fixStatus: number;
  readonly atLast: { readonly alerts: readonly string[]; readonly runbooks: readonly string[] };
}

async function play(name: FaultName, { shop, monitoring, names }: Watched): Promise<Play> {
  const { runbook, alerts } = EXPECTED[name];
  const { endpoint, verify, when } = repairOf(name);
  const supported = async () => monitoring.supportedRunbooks(library.list(), names);
  const isNothing = (found: readonly string[]) => found.length === 0;
  await pause(HEALTHY_MS);
  const atFirst = {
    alerts: await readUntil(monitoring.firingAlerts, isNothing, CALM_WITHIN_MS),
    runbooks: await readUntil(supported, isNothing, CALM_WITHIN_MS),
  };

  const { service } = shop.faults.inject(name);
  const fitting = `${runbook} ${service}`;
  const isVerified = async () => monitoring.holds(verify.query, verify.is, service);
  await waitUntil('a first alert', FIRST_ALERT_WITHIN_MS, async () => {
    return !isNothing(await monitoring.firingAlerts());
  });
  const runbooks = await readUntil(supported, (found) => found.join() === fitting, EVIDENCE_WITHIN_MS);
  await waitUntil(`${alerts.join(' and ')} fire`, ALL_ALERTS_WITHIN_MS, async () => {
    const firing = await monitoring.firingAlerts();
    return alerts.every((alert) => firing.includes(alert));
  });
  const broken = {
    runbooks,
    isVerified: await readUntil(isVerified, (is) => !is, EVIDENCE_WITHIN_MS),
    isActionApplicable:
      when.metric === null || (await monitoring.holds(when.metric.query, when.metric.is, service)),
  };

  const { status } = await callFix(shop, endpoint.replaceAll('$service', service));
  await waitUntil('the fix is verified', RESOLVED_WITHIN_MS, isVerified);
  const atLast = {
    alerts: await readUntil(monitoring.firingAlerts, isNothing, RESOLVED_WITHIN_MS),
    runbooks: await readUntil(supported, isNothing, RESOLVED_WITHIN_MS),
  };
  return { atFirst, broken, fixStatus: status, atLast };
}

describe('alert rules and runbooks', () => {
  const shops: Watched[] = [];
  const plays = new Map<FaultName, Promise<Play>>();
  // Three shops side by side play two faults each, because a fault takes 20 s and a shop a tenth of a processor. The
  // tests then look at what was seen.
  beforeAll(async () => {
    for (let lane = 0; lane < LANES; lane += 1) shops.push(await startWatched());
    for (let first = 0; first < FAULT_NAMES.length; first += LANES) {
      const wave = FAULT_NAMES.slice(first, first + LANES);
      for (const [lane, name] of wave.entries()) {
        const shop = shops[lane];
        if (shop !== undefined) plays.set(name, play(name, shop));
      }
      await Promise.allSettled(plays.values());
    }
  }, WAVES_WITHIN_MS);
  afterAll(async () => {
    await Promise.all(shops.map(stopWatched));
  });

  test.each(FAULT_NAMES)('tell %s apart from the others, and see it end', async (name) => {
    const seen = await plays.get(name);

    expect(seen).toEqual({
      atFirst: { alerts: [], runbooks: [] },
      broken: {
        runbooks: [`${EXPECTED[name].runbook} ${serviceOf(name)}`],
        isVerified: false,
        isActionApplicable: true,
      },
      fixStatus: 200,
      atLast: { alerts: [], runbooks: [] },
    });
  });

  test.each(FAULT_NAMES)('name the fix of %s', (name) => {
    const fault = createShop()
      .faults.list()
      .find((candidate) => candidate.name === name);

    expect(repairOf(name).endpoint.replaceAll('$service', serviceOf(name))).toBe(fault?.fix);
  });
});

describe('a healthy shop', () => {
  let watched: Watched;
  beforeAll(async () => {
    watched = await startWatched();
    await pause(2000);
  });
  afterAll(async () => stopWatched(watched));

  test('has a number for each golden signal of each service, errors being 0', async () => {
    const catalog = await loadServiceCatalog({
      paths: ['demo/config/catalog-info.yaml'],
      window: RULE_WINDOW,
      defaultSignals: {},
    });

    expect(catalog.problems).toEqual([]);
    const services = catalog.list().filter(({ name }) => !BACK_OFFICE.some((other) => other === name));
    expect(services.map(({ name }) => name).sort()).toEqual([...watched.names].sort());
    for (const service of services) {
      expect(service.dependsOn.filter((name) => !watched.names.includes(name))).toEqual([]);
      expect(service.signals.map(({ name }) => name)).toEqual([
        'requests',
        'errors',
        'latency',
        'saturation',
      ]);
      for (const { name, query } of service.signals) {
        const isExpected = (value: number) =>
          name === 'errors' ? value === 0 : name === 'saturation' ? value >= 0 : value > 0;
        // A rate needs two scrapes with requests between them.
        const values = await readUntil(
          () => watched.monitoring.query(query),
          (found) => found.length === 1 && found.every(isExpected),
          EVIDENCE_WITHIN_MS,
        );
        expect([service.name, name, values.length]).toEqual([service.name, name, 1]);
        const value = values[0] ?? NaN;
        expect([service.name, name, value, isExpected(value)]).toEqual([service.name, name, value, true]);
      }
    }
  });

  test('satisfies no verification for a service that has no data', async () => {
    for (const runbook of library.list()) {
      for (const { verify } of runbook.actions) {
        if (verify === null) continue;
        expect(await watched.monitoring.holds(verify.query, verify.is, 'nobody')).toBe(false);
      }
    }
  });

  test('loses a service, and ServiceDown with its runbook says so', async () => {
    const { shop, stack, monitoring } = watched;
    const gone = 'http://127.0.0.1:9/metrics'; // the discard port, on which nothing listens
    stack.setTargets(
      shop.targets.map((target) =>
        target.labels.service === 'catalog' ? { url: gone, labels: target.labels } : target,
      ),
    );

    await waitUntil('ServiceDown fires', FIRST_ALERT_WITHIN_MS, async () => {
      return (await monitoring.firingAlerts()).includes('ServiceDown catalog');
    });

    expect(await monitoring.supportedRunbooks(library.list(), watched.names)).toEqual([
      'service-down catalog',
    ]);
  });
});
