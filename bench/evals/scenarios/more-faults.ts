/** Faults of one service for which the product brings a runbook without a fix, or none. */
import { ramp, step } from '../scene/shape.js';
import { drawTown, oldChanges, release } from './town.js';
import type { Scenario } from './scenario.js';

const GIB = 1024 ** 3;

export const moreFaults: readonly Scenario[] = [
  {
    name: 'bad-config',
    family: 'single fault',
    title: 'A configuration change breaks a service; its last release is innocent',
    draw(lot) {
      const town = drawTown(lot);
      const { change, restart } = release(lot, town.trade, -lot.between(9000, 12_000), 'Smaller images');
      const at = -lot.between(15, 60);
      const summary = 'Set the rounding mode to the new table';
      return {
        ...town,
        effects: [
          restart,
          {
            kind: 'exceptions',
            service: town.trade,
            share: lot.between(0.25, 0.5, 2),
            shape: step(),
            message: 'unhandled exception: unknown rounding mode "table-2"',
          },
        ],
        changes: [
          ...oldChanges(lot, town),
          change,
          { service: town.trade, kind: 'config', summary, author: lot.person(), at },
        ],
        truth: {
          causes: [town.trade],
          mechanism: [/config|setting|rounding/i],
          runbooks: [null],
          proposals: [null],
          harmful: [`restart-${town.trade}`],
        },
      };
    },
  },
  {
    name: 'full-disk',
    family: 'single fault',
    title: 'The disk of the database is full, so that it refuses to write',
    draw(lot) {
      const town = drawTown(lot);
      const size = lot.between(80, 200) * GIB;
      const free = (t: number) => Math.max(0.002, 0.06 - (0.06 * (t + 3600)) / 3600) * size;
      const disk = { service: town.store, mountpoint: '/data' };
      return {
        ...town,
        effects: [
          {
            kind: 'refuses',
            service: town.store,
            share: lot.between(0.4, 0.6, 2),
            shape: step(),
            message: 'could not extend file: No space left on device',
          },
        ],
        gauges: [
          { metric: 'node_filesystem_avail_bytes', labels: disk, value: free },
          { metric: 'node_filesystem_size_bytes', labels: disk, value: () => size },
        ],
        changes: oldChanges(lot, town),
        truth: {
          causes: [town.store],
          mechanism: [/disk|space|file/i],
          runbooks: ['disk-filling-up'],
          proposals: [null],
        },
      };
    },
  },
  {
    name: 'short-of-cpu',
    family: 'single fault',
    title: 'A service is held back by its CPU limit and becomes slow',
    draw(lot) {
      const town = drawTown(lot);
      const periods = (t: number) => (t + 20_000) * 10;
      const held = (t: number) => 2000 + (t > 0 ? t * 7 : 0) + (t + 20_000) * 0.1;
      return {
        ...town,
        effects: [{ kind: 'slow', service: town.shelf, seconds: lot.between(1.1, 1.6, 2), shape: ramp(60) }],
        gauges: [
          { metric: 'container_cpu_cfs_periods_total', labels: { container: town.shelf }, value: periods },
          {
            metric: 'container_cpu_cfs_throttled_periods_total',
            labels: { container: town.shelf },
            value: held,
          },
        ],
        alerts: [
          {
            name: 'CPUThrottlingHigh',
            service: town.shelf,
            severity: 'warning',
            annotations: { summary: `${town.shelf} is held back by its CPU limit` },
            at: 100,
          },
        ],
        changes: oldChanges(lot, town),
        truth: {
          causes: [town.shelf],
          mechanism: [/cpu|throttl|latency|slow/i],
          runbooks: ['cpu-throttling'],
          proposals: [null],
        },
      };
    },
  },
  {
    name: 'lost-replicas',
    family: 'single fault',
    title: 'Most replicas of a service are gone; its traffic is as usual',
    draw(lot) {
      const town = drawTown(lot);
      const at = -lot.between(10, 40);
      const summary = 'Fewer replicas for the night';
      return {
        ...town,
        effects: [
          { kind: 'capacity', service: town.shelf, factor: lot.between(0.18, 0.25, 2), shape: step() },
        ],
        changes: [
          ...oldChanges(lot, town),
          { service: town.shelf, kind: 'scale', summary, author: lot.person(), at },
        ],
        truth: {
          causes: [town.shelf],
          mechanism: [/replica|capacity|scale|traffic/i],
          runbooks: ['traffic-surge', null],
          proposals: [`scale-${town.shelf}`, null],
          harmful: [`rollback-${town.shelf}`],
        },
      };
    },
  },
  {
    name: 'service-down',
    family: 'single fault',
    title: 'A service is gone, and its metrics with it',
    draw(lot) {
      const town = drawTown(lot);
      return {
        ...town,
        effects: [{ kind: 'down', service: town.basket, shape: step() }],
        changes: oldChanges(lot, town),
        truth: {
          causes: [town.basket],
          mechanism: [/down|not answer|reach|gone|fail/i],
          runbooks: ['service-down'],
          proposals: [null],
        },
      };
    },
  },
];
