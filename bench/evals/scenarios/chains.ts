/** What hurts is not what broke: one thing leads to another over two and three services. */
import type { Lot } from '../scene/lot.js';
import { step } from '../scene/shape.js';
import { drawTown, oldChanges, release, service } from './town.js';
import type { Scenario } from './scenario.js';
import { badRelease, fullMemory, sceneOf, slowDatabase } from './troubles.js';

export const chains: readonly Scenario[] = [
  {
    name: 'two-hops',
    family: 'chain of causes',
    title: 'A slow database fills the pool of its caller, whose callers time out',
    draw(lot) {
      const town = drawTown(lot, { ledger: { pool: 8 } });
      const harmful = [`recycle-pool-${town.ledger}`, `scale-${town.ledger}`];
      return sceneOf(lot, town, slowDatabase(lot, town.store, 1.0, 1.4), harmful);
    },
  },
  {
    name: 'three-hops',
    family: 'chain of causes',
    title: 'A database three calls behind the front becomes slow',
    draw(lot) {
      const deep = deepTown(lot);
      return sceneOf(lot, deep, slowDatabase(lot, deep.last, 0.7, 1.1));
    },
  },
  {
    name: 'three-hops-of-failures',
    family: 'chain of causes',
    title: 'A release three calls behind the front throws; everybody in front of it fails as well',
    draw(lot) {
      const deep = deepTown(lot);
      const words = { summary: 'Read the new price format', message: 'cannot parse price at position 4' };
      return sceneOf(lot, deep, badRelease(lot, deep.third, words));
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
      const harmful = [`restart-${town.trade}`, `restart-${town.front}`];
      return { ...sceneOf(lot, town, fullMemory(lot, town.basket), harmful), lookAfterAlert: 200 };
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
