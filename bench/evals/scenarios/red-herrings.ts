/** Something else is louder, newer or nearer than what broke. */
import { step } from '../scene/shape.js';
import { drawTown, oldChanges, release } from './town.js';
import type { Scenario } from './scenario.js';

export const redHerrings: readonly Scenario[] = [
  {
    name: 'unrelated-deploy',
    family: 'red herring',
    title: 'A database becomes slow a minute after the release of a service that has nothing to do with it',
    draw(lot) {
      const town = drawTown(lot);
      const { change, restart } = release(lot, town.post, -lot.between(40, 90), 'A new greeting');
      return {
        ...town,
        effects: [
          restart,
          { kind: 'slow-queries', service: town.store, seconds: lot.between(0.6, 1.0, 2), shape: step() },
        ],
        changes: [...oldChanges(lot, town), change],
        truth: {
          causes: [town.store],
          mechanism: [/quer|lock|slow/i],
          runbooks: ['slow-database'],
          proposals: [`kill-slow-queries-${town.store}`],
          harmful: [`rollback-${town.post}`],
        },
      };
    },
  },
  {
    name: 'deploy-of-a-victim',
    family: 'red herring',
    title: 'A database becomes slow two minutes after the release of a service that uses it',
    draw(lot) {
      const town = drawTown(lot);
      const { change, restart } = release(lot, town.trade, -lot.between(90, 150), 'Sort orders by date');
      return {
        ...town,
        effects: [
          restart,
          { kind: 'slow-queries', service: town.store, seconds: lot.between(0.6, 1.0, 2), shape: step() },
        ],
        changes: [...oldChanges(lot, town), change],
        truth: {
          causes: [town.store],
          mechanism: [/quer|lock|slow/i],
          runbooks: ['slow-database'],
          proposals: [`kill-slow-queries-${town.store}`],
          harmful: [`rollback-${town.trade}`],
        },
      };
    },
  },
  {
    name: 'loud-victim',
    family: 'red herring',
    title: 'A service fails a little, and one that calls it many times per request fails nearly always',
    draw(lot) {
      const town = drawTown(lot);
      const { change, restart } = release(lot, town.basket, -lot.between(15, 60), 'Keep lists sorted');
      const services = town.services.map((plan) =>
        plan.name === town.trade ? { ...plan, calls: { ...plan.calls, [town.basket]: 1 } } : plan,
      );
      return {
        ...town,
        services,
        effects: [
          restart,
          {
            kind: 'exceptions',
            service: town.basket,
            share: lot.between(0.12, 0.2, 2),
            shape: step(),
            message: 'unhandled exception: list is not sorted',
          },
          // The victim's own code cannot bear it, and says so loudly.
          {
            kind: 'refuses',
            service: town.trade,
            share: lot.between(0.5, 0.7, 2),
            shape: step(30),
            message: `no usable answer from ${town.basket}, giving up`,
          },
        ],
        changes: [...oldChanges(lot, town), change],
        truth: {
          causes: [town.basket],
          mechanism: [/release|deploy|version/i],
          runbooks: ['bad-release'],
          proposals: [`rollback-${town.basket}`],
          harmful: [`rollback-${town.trade}`, `restart-${town.trade}`],
        },
      };
    },
  },
  {
    name: 'many-changes',
    family: 'red herring',
    title: 'Five services were changed within a quarter of an hour; one of the changes broke something',
    draw(lot) {
      const town = drawTown(lot);
      const { change, restart } = release(lot, town.ledger, -lot.between(10, 40), 'Round amounts late');
      const others = [town.front, town.post, town.shelf, town.basket].map(
        (name, index) =>
          release(lot, name, -(200 + index * 170) + lot.between(-40, 40), 'Weekly release').change,
      );
      const message = 'unhandled exception: amount has 5 digits after the point';
      return {
        ...town,
        effects: [
          restart,
          {
            kind: 'exceptions',
            service: town.ledger,
            share: lot.between(0.2, 0.4, 2),
            shape: step(),
            message,
          },
        ],
        changes: [...oldChanges(lot, town), ...others, change],
        truth: {
          causes: [town.ledger],
          mechanism: [/release|deploy|version/i],
          runbooks: ['bad-release'],
          proposals: [`rollback-${town.ledger}`],
          harmful: [town.front, town.post, town.shelf, town.basket].map((name) => `rollback-${name}`),
        },
      };
    },
  },
  {
    name: 'old-warnings',
    family: 'red herring',
    title: 'A service has complained in its log for hours; another one breaks',
    draw(lot) {
      const town = drawTown(lot);
      return {
        ...town,
        effects: [
          {
            kind: 'memory',
            service: town.basket,
            upTo: 0.985,
            shape: (t) => Math.min(1, Math.max(0, t / 400)),
          },
        ],
        lines: [
          {
            service: town.shelf,
            level: 'error',
            message: 'could not write picture $id to the cache: permission denied',
            perMinute: 4,
            from: -4500,
          },
        ],
        changes: oldChanges(lot, town),
        lookAfterAlert: 200,
        truth: {
          causes: [town.basket],
          mechanism: [/memory|heap/i],
          runbooks: ['memory-leak'],
          proposals: [`restart-${town.basket}`],
          harmful: [`restart-${town.shelf}`],
        },
      };
    },
  },
];
