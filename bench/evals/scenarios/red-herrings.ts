/** Something else is louder, newer or nearer than what broke. */
import { step } from '../scene/shape.js';
import { drawTown, release } from './town.js';
import type { Scenario } from './scenario.js';
import { badRelease, fullMemory, sceneOf, slowDatabase, withRelease } from './troubles.js';

export const redHerrings: readonly Scenario[] = [
  {
    name: 'unrelated-deploy',
    family: 'red herring',
    title: 'A database becomes slow a minute after the release of a service that has nothing to do with it',
    draw(lot) {
      const town = drawTown(lot);
      const other = release(lot, town.post, -lot.between(40, 90), 'A new greeting');
      return sceneOf(lot, town, withRelease(slowDatabase(lot, town.store), other));
    },
  },
  {
    name: 'deploy-of-a-victim',
    family: 'red herring',
    title: 'A database becomes slow two minutes after the release of a service that uses it',
    draw(lot) {
      const town = drawTown(lot);
      const other = release(lot, town.trade, -lot.between(90, 150), 'Sort orders by date');
      return sceneOf(lot, town, withRelease(slowDatabase(lot, town.store), other));
    },
  },
  {
    name: 'loud-victim',
    family: 'red herring',
    title: 'A service fails a little, and one that needs it gives up nearly always',
    draw(lot) {
      const town = drawTown(lot);
      const words = { summary: 'Keep lists sorted', message: 'list is not sorted' };
      const trouble = badRelease(lot, town.basket, words);
      const message = `no usable answer from ${town.basket}, giving up`;
      const share = lot.between(0.5, 0.7, 2);
      const scene = sceneOf(lot, town, trouble, [`rollback-${town.trade}`, `restart-${town.trade}`]);
      // The victim's own code cannot bear it, and says so loudly.
      const loud = { kind: 'refuses' as const, service: town.trade, share, shape: step(30), message };
      return { ...scene, effects: [...scene.effects, loud] };
    },
  },
  {
    name: 'many-changes',
    family: 'red herring',
    title: 'Five services were changed within a quarter of an hour; one of the changes broke something',
    draw(lot) {
      const town = drawTown(lot);
      const words = { summary: 'Round amounts late', message: 'amount has 5 digits after the point' };
      const others = [town.front, town.post, town.shelf, town.basket].map((name, index) =>
        release(lot, name, -(200 + index * 170) + lot.between(-40, 40), 'Weekly release'),
      );
      return sceneOf(lot, town, others.reduce(withRelease, badRelease(lot, town.ledger, words)));
    },
  },
  {
    name: 'old-warnings',
    family: 'red herring',
    title: 'A service has complained in its log for hours; another one breaks',
    draw(lot) {
      const town = drawTown(lot);
      const message = 'could not write picture $id to the cache: permission denied';
      return {
        ...sceneOf(lot, town, fullMemory(lot, town.basket), [`restart-${town.shelf}`]),
        lines: [{ service: town.shelf, level: 'error', message, perMinute: 4, from: -4500 }],
        lookAfterAlert: 200,
      };
    },
  },
];
