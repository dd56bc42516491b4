/** The monitoring misses what would decide it. */
import { step } from '../scene/shape.js';
import { drawTown, oldChanges } from './town.js';
import type { Lot } from '../scene/lot.js';
import type { Scenario } from './scenario.js';
import { badRelease, leakingPool, NO_CAUSE, sceneOf } from './troubles.js';

export const littleToSee: readonly Scenario[] = [
  {
    name: 'culprit-without-metrics',
    family: 'little to see',
    title: 'The service that broke has no metrics; its log lines and its callers speak',
    draw(lot) {
      const town = drawTown(lot);
      return {
        ...sceneOf(lot, town, brokenRelease(lot, town.ledger)),
        blind: { metrics: [town.ledger] },
        truth: {
          causes: [town.ledger],
          mayAbstain: true,
          mechanism: null,
          runbooks: ['bad-release', null],
          proposals: [`rollback-${town.ledger}`, null],
          harmful: [`rollback-${town.trade}`, `restart-${town.trade}`],
        },
      };
    },
  },
  {
    name: 'metrics-alone',
    family: 'little to see',
    title: 'A release throws, and there are neither logs nor traces',
    draw(lot) {
      const town = drawTown(lot);
      return {
        ...sceneOf(lot, town, brokenRelease(lot, town.trade)),
        blind: { logs: 'all', traces: 'all' },
      };
    },
  },
  {
    name: 'culprit-without-logs',
    family: 'little to see',
    title: 'A pool is exhausted in a service that writes no log lines',
    draw(lot) {
      const town = drawTown(lot);
      return {
        ...sceneOf(lot, town, leakingPool(lot, town.ledger)),
        blind: { logs: [town.ledger] },
      };
    },
  },
  {
    name: 'outside-dependency',
    family: 'little to see',
    title:
      'A service of somebody else fails; the catalogue does not know it, and nothing of ours can mend it',
    draw(lot) {
      const town = drawTown(lot);
      return {
        ...town,
        effects: [
          {
            kind: 'refuses',
            service: town.abroad,
            share: lot.between(0.5, 0.9, 2),
            shape: step(),
            message: 'unavailable',
          },
        ],
        changes: oldChanges(lot, town),
        truth: {
          causes: [town.abroad, town.ledger],
          mechanism: [new RegExp(`${town.abroad}|outside|third|calls`, 'i')],
          runbooks: [null],
          proposals: [null],
          harmful: [`rollback-${town.ledger}`, `restart-${town.ledger}`, `rollback-${town.trade}`],
        },
      };
    },
  },
  {
    name: 'data-gap',
    family: 'little to see',
    title: 'No metrics were kept in the minutes in which it began',
    draw(lot) {
      const town = drawTown(lot);
      return {
        ...sceneOf(lot, town, brokenRelease(lot, town.trade)),
        blind: { gap: { from: -lot.between(60, 120), to: lot.between(100, 160) } },
      };
    },
  },
  {
    name: 'alert-alone',
    family: 'little to see',
    title: 'An alert fires, and there is no other telemetry: nobody can tell',
    draw(lot) {
      const town = drawTown(lot);
      const ours = town.services.map(({ name }) => name);
      return {
        ...town,
        effects: [],
        changes: oldChanges(lot, town),
        blind: { metrics: ours, logs: 'all', traces: 'all' },
        alerts: [
          {
            name: 'HighErrorRate',
            service: town.trade,
            severity: 'critical',
            annotations: { summary: `Requests to ${town.trade} fail` },
            at: 60,
          },
        ],
        truth: NO_CAUSE,
      };
    },
  },
];

const brokenRelease = (lot: Lot, name: string) =>
  badRelease(lot, name, { summary: 'Cleaner error texts', message: 'template "error-page-2" was not found' });
