/** One fault in one service, each with a runbook that fits and a fix that may be proposed. */
import { ramp, step } from '../scene/shape.js';
import { drawTown, oldChanges, release } from './town.js';
import type { Scenario } from './scenario.js';

export const singleFaults: readonly Scenario[] = [
  {
    name: 'bad-release',
    family: 'single fault',
    title: 'A release throws for some of the requests',
    draw(lot) {
      const town = drawTown(lot);
      const { change, restart } = release(lot, town.trade, -lot.between(20, 80), 'New way to count vouchers');
      const message = 'unhandled exception: TypeError: cannot read properties of undefined (reading "total")';
      return {
        ...town,
        effects: [
          restart,
          {
            kind: 'exceptions',
            service: town.trade,
            share: lot.between(0.2, 0.5, 2),
            shape: step(),
            message,
          },
        ],
        changes: [...oldChanges(lot, town), change],
        truth: {
          causes: [town.trade],
          mechanism: [/release|deploy|version/i],
          runbooks: ['bad-release'],
          proposals: [`rollback-${town.trade}`],
        },
      };
    },
  },
  {
    name: 'memory-leak',
    family: 'single fault',
    title: 'A service keeps memory until its limit is near',
    draw(lot) {
      const town = drawTown(lot, { basket: { ageDays: lot.between(3, 9) } });
      return {
        ...town,
        effects: [{ kind: 'memory', service: town.basket, upTo: 0.985, shape: ramp(lot.between(500, 900)) }],
        changes: oldChanges(lot, town),
        lookAfterAlert: 240,
        truth: {
          causes: [town.basket],
          mechanism: [/memory|heap/i],
          runbooks: ['memory-leak'],
          proposals: [`restart-${town.basket}`],
        },
      };
    },
  },
  {
    name: 'slow-database',
    family: 'single fault',
    title: 'A query holds locks in the database',
    draw(lot) {
      const town = drawTown(lot);
      return {
        ...town,
        effects: [
          { kind: 'slow-queries', service: town.store, seconds: lot.between(0.5, 0.9, 2), shape: step() },
        ],
        changes: oldChanges(lot, town),
        truth: {
          causes: [town.store],
          mechanism: [/quer|lock|slow/i],
          runbooks: ['slow-database'],
          proposals: [`kill-slow-queries-${town.store}`],
        },
      };
    },
  },
  {
    name: 'exhausted-pool',
    family: 'single fault',
    title: 'A service never gives its connections back',
    draw(lot) {
      const town = drawTown(lot);
      return {
        ...town,
        effects: [{ kind: 'pool-leak', service: town.ledger, shape: ramp(lot.between(90, 200)) }],
        changes: oldChanges(lot, town),
        truth: {
          causes: [town.ledger],
          mechanism: [/pool|connection/i],
          runbooks: ['exhausted-pool'],
          proposals: [`recycle-pool-${town.ledger}`],
        },
      };
    },
  },
  {
    name: 'traffic-surge',
    family: 'single fault',
    title: 'More visitors come than a service can serve',
    draw(lot) {
      const town = drawTown(lot, { shelf: { headroom: 1.7 } });
      return {
        ...town,
        effects: [
          { kind: 'traffic', service: town.shelf, factor: lot.between(2.6, 3.4, 1), shape: ramp(60) },
        ],
        changes: oldChanges(lot, town),
        truth: {
          causes: [town.shelf],
          mechanism: [/traffic|requests|capacity|load/i],
          runbooks: ['traffic-surge'],
          proposals: [`scale-${town.shelf}`],
        },
      };
    },
  },
  {
    name: 'expired-credential',
    family: 'single fault',
    title: 'The credential for a service outside has expired',
    draw(lot) {
      const town = drawTown(lot);
      return {
        ...town,
        effects: [
          {
            kind: 'refused-credential',
            service: town.ledger,
            target: town.abroad,
            hasExpired: true,
            shape: step(),
          },
        ],
        changes: oldChanges(lot, town),
        truth: {
          causes: [town.ledger],
          mechanism: [/credential|401|auth/i],
          runbooks: ['expired-credential'],
          proposals: [`rotate-credential-${town.ledger}`],
        },
      };
    },
  },
];
