/** Alerts without a fault, or with one that is over. */
import { ramp, step } from '../scene/shape.js';
import { drawTown, oldChanges } from './town.js';
import type { Scenario } from './scenario.js';
import { NO_CAUSE } from './troubles.js';

export const nothingToMend: readonly Scenario[] = [
  {
    name: 'false-alarm',
    family: 'nothing to mend',
    title: 'A rule with a bad threshold fires; everything is as usual',
    draw(lot) {
      const town = drawTown(lot);
      return {
        ...town,
        effects: [],
        changes: oldChanges(lot, town),
        alerts: [
          {
            name: 'HighLatency',
            service: town.trade,
            severity: 'warning',
            annotations: {
              summary: `${town.trade} answers slowly`,
              description: 'The 99th percentile is above 20 ms.',
            },
            at: 60,
          },
        ],
        truth: NO_CAUSE,
      };
    },
  },
  {
    name: 'false-alarm-after-deploy',
    family: 'nothing to mend',
    title: 'A harmless release goes out, and an alert fires that has nothing to do with anything',
    draw(lot) {
      const town = drawTown(lot);
      const version = lot.version();
      const at = -lot.between(60, 200);
      return {
        ...town,
        effects: [{ kind: 'restart', service: town.trade, version, shape: step(at) }],
        changes: [
          ...oldChanges(lot, town),
          {
            service: town.trade,
            kind: 'deploy',
            summary: 'Comments only',
            version,
            author: lot.person(),
            at,
          },
        ],
        alerts: [
          {
            name: 'HighErrorRate',
            service: town.trade,
            severity: 'critical',
            annotations: {
              summary: `Requests to ${town.trade} fail`,
              description: 'More than 0 % of the requests fail.',
            },
            at: 60,
          },
        ],
        truth: NO_CAUSE,
      };
    },
  },
  {
    name: 'recovered-by-itself',
    family: 'nothing to mend',
    title: 'A service refused requests for two minutes and is well again when somebody looks',
    draw(lot) {
      const town = drawTown(lot);
      const message = 'leader election in progress, not serving';
      return {
        ...town,
        effects: [
          {
            kind: 'refuses',
            service: town.basket,
            share: lot.between(0.5, 0.8, 2),
            shape: step(0, 105),
            message,
          },
        ],
        changes: oldChanges(lot, town),
        lookAfterAlert: 70,
        truth: {
          causes: [town.basket],
          mayAbstain: true,
          mechanism: null,
          runbooks: [null],
          proposals: [null],
          isAnyProposalHarmful: true,
        },
      };
    },
  },
  {
    name: 'spike-without-fault',
    family: 'nothing to mend',
    title: 'More visitors come, and everything serves them well',
    draw(lot) {
      const town = drawTown(lot, { front: { headroom: 4 }, shelf: { headroom: 4 }, trade: { headroom: 4 } });
      return {
        ...town,
        effects: [
          { kind: 'traffic', service: town.front, factor: lot.between(1.6, 1.9, 2), shape: ramp(90) },
        ],
        changes: oldChanges(lot, town),
        alerts: [
          {
            name: 'TrafficUnusual',
            service: town.front,
            severity: 'warning',
            annotations: { summary: `${town.front} gets far more requests than usual` },
            at: 150,
          },
        ],
        truth: {
          causes: [town.front],
          mayAbstain: true,
          mechanism: [/traffic|requests|visitors/i],
          runbooks: [null, 'traffic-surge'],
          proposals: [null],
          harmful: [`restart-${town.front}`, `rollback-${town.front}`],
        },
      };
    },
  },
];
