/**
 * The demo shop: six small HTTP services that call each other, shoppers, a deploy log and faults to switch on. All of it
 * runs in one process on free ports of the loopback interface.
 */
import { randomUUID } from 'node:crypto';
import type { Collector } from './collector.js';
import { createDeployLog, type DeployLog, type ShopChange } from './deploy-log.js';
import { createFaults, type Faults } from './faults.js';
import type { HttpService } from './http-service.js';
import { createLoad, type Load } from './load.js';
import { createNoise } from './noise.js';
import { createCardProvider } from './services/card-provider.js';
import { createCart } from './services/cart.js';
import { createCatalog } from './services/catalog.js';
import { createCheckout } from './services/checkout.js';
import { createOrdersDb } from './services/orders-db.js';
import { createPayments } from './services/payments.js';
import { createWeb } from './services/web.js';
import { createSurprises, type Surprises } from './surprises.js';

export interface ShopOptions {
  /** Bearer token of the fix endpoints; a random one when absent. */
  readonly adminToken?: string;
  /** Uniform in [0, 1); give a seeded one to repeat a run. */
  readonly random?: () => number;
  /** Gets every log line and span; nobody by default. */
  readonly collector?: Collector;
  /** Multiplies the normal load of about 23 requests per second; 0 means no shoppers at all. */
  readonly loadScale?: number;
}

/** One `/metrics` address with the labels that the scraper adds. */
export interface ScrapeTarget {
  readonly url: string;
  readonly labels: { readonly job: string; readonly instance: string; readonly service: string };
}

/** A fix that may be called from outside; POST it with the admin token, GET the preview. */
export interface FixEndpoint {
  readonly name: string;
  readonly service: string;
  readonly method: 'POST';
  readonly url: string;
  readonly previewUrl: string;
  readonly description: string;
  readonly risk: 'low' | 'medium' | 'high';
  readonly isIdempotent: boolean;
  readonly isReversible: boolean;
  /** How to undo it, for people. */
  readonly rollback: string;
  /** Name of the endpoint that takes it back. */
  readonly undo?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface Shop {
  readonly adminToken: string;
  /** Name and address of each service; known once started. */
  readonly services: readonly { readonly name: string; readonly url: string }[];
  readonly targets: readonly ScrapeTarget[];
  readonly faults: Faults;
  /** Things to try approvals with. */
  readonly surprises: Surprises;
  /** Applies the fix of every fault that is on, by hand so to speak; returns the names of what it ended. */
  readonly repair: () => readonly string[];
  readonly load: Load;
  readonly fixEndpoints: () => readonly FixEndpoint[];
  /** Names of the fixes called so far, across services. */
  readonly fixCalls: () => readonly string[];
  /** All changes, oldest first, including those made long before the start. */
  readonly deployLog: () => readonly ShopChange[];
  /** Calls back for every change from now on; returns the function that ends it. */
  readonly onChange: (callback: (change: ShopChange) => void) => () => void;
  /** Resolves when the shop is warm and the first shoppers are on their way. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createShop(options: ShopOptions = {}): Shop {
  const adminToken = options.adminToken ?? randomUUID();
  const loadScale = options.loadScale ?? 1;
  const noise = createNoise(options.random);
  const deployLog: DeployLog = createDeployLog(Date.now());
  const collector = options.collector ?? { onLine: () => undefined, onSpan: () => undefined };
  const deps = { adminToken, noise, deployLog, collector };

  const provider = createCardProvider(noise);
  const ordersDb = createOrdersDb(deps);
  const ordersDbUrl = ordersDb.service.url;
  const payments = createPayments({ ...deps, provider, ordersDbUrl });
  const cart = createCart(deps);
  const cartUrl = cart.service.url;
  const catalog = createCatalog({ ...deps, ordersDbUrl });
  const checkout = createCheckout({ ...deps, cartUrl, paymentsUrl: payments.service.url, ordersDbUrl });
  const web = createWeb({
    ...deps,
    checkoutUrl: checkout.service.url,
    catalogUrl: catalog.service.url,
    cartUrl,
  });
  const running: readonly HttpService[] = [
    web,
    checkout.service,
    cart.service,
    catalog.service,
    payments.service,
    ordersDb.service,
  ];
  const load = createLoad({ webUrl: web.url, noise, scale: loadScale });
  const faults = createFaults({ checkout, cart, ordersDb, payments, catalog, load });
  const surprises = createSurprises(checkout);

  return {
    adminToken,
    get services() {
      return running.map((service) => ({ name: service.name, url: service.url() }));
    },
    get targets() {
      return running.map((service) => ({
        url: `${service.url()}/metrics`,
        labels: { job: 'shop', instance: new URL(service.url()).host, service: service.name },
      }));
    },
    faults,
    surprises,
    repair() {
      const fixes = running.flatMap((service) => service.fixes());
      const broken = faults.list().filter(({ isActive }) => isActive);
      for (const { fix } of broken) {
        const found = fixes.find(({ name }) => name === fix);
        found?.apply(found.body);
      }
      return [...broken.map(({ name }) => name), ...(surprises.mend() ? ['misleading-release'] : [])];
    },
    load,
    fixEndpoints: () => running.flatMap(listFixEndpoints),
    fixCalls: () => running.flatMap((service) => service.fixCalls()),
    deployLog: deployLog.list,
    onChange: deployLog.onChange,
    async start() {
      await Promise.all([provider.start(), ...running.map(async (service) => service.start())]);
      payments.connectToProvider();
      if (loadScale === 0) return;
      await load.warmUp();
      for (const service of running) service.replaceProcess(); // counters start once the shop is warm
      load.start();
    },
    async stop() {
      load.stop();
      await Promise.all([provider.stop(), ...running.map(async (service) => service.stop())]);
    },
  };
}

function listFixEndpoints(service: HttpService): FixEndpoint[] {
  return service.fixes().map((fix) => ({
    name: fix.name,
    service: service.name,
    method: 'POST',
    url: `${service.url()}/admin/${fix.path}`,
    previewUrl: `${service.url()}/admin/${fix.path}`,
    description: fix.description,
    risk: fix.risk,
    isIdempotent: fix.isIdempotent,
    isReversible: fix.isReversible,
    rollback: fix.rollback,
    ...(fix.undo !== undefined && { undo: fix.undo }),
    ...(fix.body !== undefined && { body: fix.body }),
  }));
}
