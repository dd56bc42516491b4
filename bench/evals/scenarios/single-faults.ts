/** One fault in one service, each with a runbook that fits and a fix that may be proposed. */
import { ramp } from '../scene/shape.js';
import { drawTown } from './town.js';
import type { Scenario } from './scenario.js';
import { badRelease, expiredCredential, fullMemory, leakingPool, sceneOf, slowDatabase } from './troubles.js';

export const singleFaults: readonly Scenario[] = [
  {
    name: 'bad-release',
    family: 'single fault',
    title: 'A release throws for some of the requests',
    draw(lot) {
      const town = drawTown(lot);
      const message = 'TypeError: cannot read properties of undefined (reading "total")';
      return sceneOf(
        lot,
        town,
        badRelease(lot, town.trade, { summary: 'New way to count vouchers', message }),
      );
    },
  },
  {
    name: 'memory-leak',
    family: 'single fault',
    title: 'A service keeps memory until its limit is near',
    draw(lot) {
      const town = drawTown(lot, { basket: { ageDays: lot.between(3, 9) } });
      return { ...sceneOf(lot, town, fullMemory(lot, town.basket, 500, 900)), lookAfterAlert: 240 };
    },
  },
  {
    name: 'slow-database',
    family: 'single fault',
    title: 'A query holds locks in the database',
    draw(lot) {
      const town = drawTown(lot);
      return sceneOf(lot, town, slowDatabase(lot, town.store, 0.5, 0.9));
    },
  },
  {
    name: 'exhausted-pool',
    family: 'single fault',
    title: 'A service never gives its connections back',
    draw(lot) {
      const town = drawTown(lot);
      return sceneOf(lot, town, leakingPool(lot, town.ledger));
    },
  },
  {
    name: 'traffic-surge',
    family: 'single fault',
    title: 'More visitors come than a service can serve',
    draw(lot) {
      const town = drawTown(lot, { shelf: { headroom: 1.7 } });
      const factor = lot.between(2.6, 3.4, 1);
      return sceneOf(lot, town, {
        effects: [{ kind: 'traffic', service: town.shelf, factor, shape: ramp(60) }],
        changes: [],
        truth: {
          causes: [town.shelf],
          mechanism: [/traffic|requests|capacity|load/i],
          runbooks: ['traffic-surge'],
          proposals: [`scale-${town.shelf}`],
        },
      });
    },
  },
  {
    name: 'expired-credential',
    family: 'single fault',
    title: 'The credential for a service outside has expired',
    draw(lot) {
      const town = drawTown(lot);
      return sceneOf(lot, town, expiredCredential(town.ledger, town.abroad));
    },
  },
];
