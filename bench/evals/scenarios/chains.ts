/** What hurts is not what broke: one thing leads to another over two and three services. */
import type { Lot } from '../scene/lot.js';
import { ramp, step } from '../scene/shape.js';
import { drawTown, oldChanges, release, service } from './town.js';
import type { Scenario } from './scenario.js';

export const chains: readonly Scenario[] = [
  {
    name: 'two-hops',
    family: 'chain of causes',
    title: 'A slow database fills the pool of its caller, whose callers time out',
    draw(lot) {
      const town = drawTown(lot, { ledger: { pool: 8 } });
      return {
        ...town,
        effects: [
          { kind: 'slow-queries', service: town.store, seconds: lot.between(1.0, 1.4, 2), shape: step() },
        ],
        changes: oldChanges(lot, town),
        truth: {
          causes: [town.store],
          mechanism: [/quer|lock|slow/i],
          runbooks: ['slow-database'],
          proposals: [`kill-slow-queries-${town.store}`],
          harmful: [`recycle-pool-${town.ledger}`, `scale-${town.ledger}`],
        },
      };
    },
  },
  {
    name: 'three-hops',
    family: 'chain of causes',
    title: 'A database three calls behind the front becomes slow',
    draw(lot) {
      const deep = deepTown(lot);
      return {
        ...deep,
        effects: [
          { kind: 'slow-queries', service: deep.last, seconds: lot.between(0.7, 1.1, 2), shape: step() },
        ],
        changes: oldChanges(lot, deep),
        truth: {
          causes: [deep.last],
          mechanism: [/quer|lock|slow/i],
          runbooks: ['slow-database'],
          proposals: [`kill-slow-queries-${deep.last}`],
        },
      };
    },
  },
  {
    name: 'three-hops-of-failures',
    family: 'chain of causes',
    title: 'A release three calls behind the front throws; everybody in front of it fails as well',
    draw(lot) {
      const deep = deepTown(lot);
      const { change, restart } = release(lot, deep.third, -lot.between(20, 60), 'Read the new price format');
      return {
        ...deep,
        effects: [
          restart,
          {
            kind: 'exceptions',
            service: deep.third,
            share: lot.between(0.3, 0.6, 2),
            shape: step(),
            message: 'unhandled exception: cannot parse price at position 4',
          },
        ],
        changes: [...oldChanges(lot, deep), change],
        truth: {
          causes: [deep.third],
          mechanism: [/release|deploy|version/i],
          runbooks: ['bad-release'],
          proposals: [`rollback-${deep.third}`],
        },
      };
    },
  },
  {
    name: 'caller-drowns-callee',
    family: 'chain of causes',
    title: 'A release calls another service far more often, which cannot keep up',
    draw(lot) {
      const town = drawTown(lot, { basket: { headroom: 1.8 } });
      const { change, restart } = release(
        lot,
        town.trade,
        -lot.between(10, 40),
        'Show what belongs together',
      );
      return {
        ...town,
        effects: [
          restart,
          {
            kind: 'calls-more',
            service: town.trade,
            target: town.basket,
            factor: lot.between(5, 7),
            shape: step(),
          },
        ],
        changes: [...oldChanges(lot, town), change],
        truth: {
          causes: [town.trade, town.basket],
          mechanism: [/release|deploy|version|traffic|requests|calls/i],
          runbooks: ['bad-release', 'traffic-surge'],
          proposals: [`rollback-${town.trade}`, `scale-${town.basket}`, null],
          harmful: [`restart-${town.basket}`, `rollback-${town.basket}`],
        },
      };
    },
  },
  {
    name: 'leak-behind-timeouts',
    family: 'chain of causes',
    title: 'A service that runs out of memory makes its callers slow before it fails itself',
    draw(lot) {
      const town = drawTown(lot, { basket: { workSeconds: 0.18, ageDays: 6 } });
      return {
        ...town,
        effects: [{ kind: 'memory', service: town.basket, upTo: 0.99, shape: ramp(lot.between(300, 500)) }],
        changes: oldChanges(lot, town),
        lookAfterAlert: 200,
        truth: {
          causes: [town.basket],
          mechanism: [/memory|heap/i],
          runbooks: ['memory-leak'],
          proposals: [`restart-${town.basket}`],
          harmful: [`restart-${town.trade}`, `restart-${town.front}`],
        },
      };
    },
  },
];

/** front → first → second → third → last, which is a database; and one beside them. */
function deepTown(lot: Lot) {
  const last = service(lot, {}, { kind: 'database', workSeconds: 0.006 });
  const third = service(lot, { [last.name]: 1 }, { pool: lot.between(60, 90) });
  const second = service(lot, { [third.name]: 1 });
  const first = service(lot, { [second.name]: 0.9 }, { tier: 1 });
  const beside = service(lot);
  const front = service(lot, { [first.name]: 0.6, [beside.name]: 0.5 }, { tier: 1 });
  return {
    services: [front, first, second, third, last, beside],
    entry: front.name,
    requestsPerSecond: lot.between(25, 40),
    third: third.name,
    last: last.name,
  };
}
