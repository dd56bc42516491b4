/** The faults that can be switched on: each puts a service into a state in which it really misbehaves. */
import type { Load } from './load.js';
import type { Cart } from './services/cart.js';
import type { Catalog } from './services/catalog.js';
import type { Checkout } from './services/checkout.js';
import type { OrdersDb } from './services/orders-db.js';
import type { Payments } from './services/payments.js';

const SURGE_FACTOR = 5;

export const FAULT_NAMES = [
  'bad-release',
  'memory-leak',
  'slow-database',
  'exhausted-pool',
  'traffic-surge',
  'expired-credential',
] as const;

export type FaultName = (typeof FAULT_NAMES)[number];

export interface Fault {
  readonly name: FaultName;
  readonly title: string;
  /** The service in which the cause lies; alerts may fire elsewhere first. */
  readonly service: string;
  /** Name of the fix endpoint that mends it. */
  readonly fix: string;
  readonly isActive: boolean;
}

export interface Faults {
  list(): readonly Fault[];
  /** Switches a fault on; does nothing when it is on already. Throws for an unknown name. */
  readonly inject: (name: string) => Fault;
}

interface FaultSwitch {
  readonly title: string;
  readonly service: string;
  readonly fix: string;
  readonly inject: () => void;
  readonly isActive: () => boolean;
}

export function createFaults(shop: {
  checkout: Checkout;
  cart: Cart;
  ordersDb: OrdersDb;
  payments: Payments;
  catalog: Catalog;
  load: Load;
}): Faults {
  const { checkout, cart, ordersDb, payments, catalog, load } = shop;
  const switches: Readonly<Record<FaultName, FaultSwitch>> = {
    'bad-release': {
      title: 'A release of checkout throws for orders with a voucher',
      service: 'checkout',
      fix: 'rollback-checkout',
      inject: checkout.deployBadRelease,
      isActive: checkout.isBadRelease,
    },
    'memory-leak': {
      title: 'Cart keeps memory until its limit is near',
      service: 'cart',
      fix: 'restart-cart',
      inject: cart.startLeakingMemory,
      isActive: cart.isLeaking,
    },
    'slow-database': {
      title: 'A runaway query holds locks in orders-db',
      service: 'orders-db',
      fix: 'kill-slow-queries-orders-db',
      inject: ordersDb.startRunawayQuery,
      isActive: ordersDb.isSlowed,
    },
    'exhausted-pool': {
      title: 'Payments never gives its database connections back',
      service: 'payments',
      fix: 'recycle-pool-payments',
      inject: payments.startLeakingConnections,
      isActive: payments.isLeaking,
    },
    'traffic-surge': {
      title: 'More visitors browse than catalog can serve',
      service: 'catalog',
      fix: 'scale-catalog',
      // A new surge meets the replicas of a normal day, whatever an earlier one was answered with.
      inject() {
        catalog.scaleToNormal();
        load.setBrowseFactor(SURGE_FACTOR);
      },
      isActive: () => load.browseFactor() > 1 && !catalog.isScaledUp(),
    },
    'expired-credential': {
      title: 'The credential of payments for the card provider expires',
      service: 'payments',
      fix: 'rotate-credential-payments',
      inject: payments.expireCredential,
      isActive: payments.isCredentialExpired,
    },
  };

  function describe(name: FaultName): Fault {
    const { title, service, fix, isActive } = switches[name];
    return { name, title, service, fix, isActive: isActive() };
  }

  return {
    list: () => FAULT_NAMES.map(describe),
    inject(name) {
      const known = FAULT_NAMES.find((candidate) => candidate === name);
      if (known === undefined) {
        throw new Error(`There is no fault "${name}": choose one of ${FAULT_NAMES.join(', ')}.`);
      }
      if (!switches[known].isActive()) {
        if (!switches['traffic-surge'].isActive()) load.setBrowseFactor(1); // an answered surge ends here
        switches[known].inject();
      }
      return describe(known);
    },
  };
}
