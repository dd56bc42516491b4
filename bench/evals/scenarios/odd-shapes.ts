/** Trouble that does not begin at once and stay: slow, on and off, or twice. */
import { flapping, ramp } from '../scene/shape.js';
import { drawTown, oldChanges } from './town.js';
import type { Scenario } from './scenario.js';
import { badRelease, expiredCredential, sceneOf, type Trouble } from './troubles.js';

export const oddShapes: readonly Scenario[] = [
  {
    name: 'two-faults',
    family: 'odd shape',
    title: 'Two services break at about the same time, for reasons of their own',
    draw(lot) {
      const town = drawTown(lot);
      const one = badRelease(lot, town.shelf, {
        summary: 'Other colours',
        message: 'colour "teal" is not known',
      });
      const two = expiredCredential(town.ledger, town.abroad, lot.between(10, 40));
      return sceneOf(lot, town, bothOf(one, two), [`rollback-${town.trade}`, `rollback-${town.ledger}`]);
    },
  },
  {
    name: 'slow-leak',
    family: 'odd shape',
    title:
      'Memory has grown for more than an hour; nobody is hurt yet, and it can be foreseen when somebody will be',
    draw(lot) {
      const town = drawTown(lot, { basket: { heap: 0.5, ageDays: 2 } });
      return {
        ...town,
        history: 130 * 60,
        effects: [
          {
            kind: 'memory',
            service: town.basket,
            upTo: 1.02,
            shape: ramp(lot.between(150, 170) * 60, -120 * 60),
          },
        ],
        alerts: [
          {
            name: 'MemoryUsageHigh',
            service: town.basket,
            severity: 'warning',
            annotations: { summary: `${town.basket} uses more and more memory` },
            at: 120,
          },
        ],
        changes: oldChanges(lot, town),
        catalogue: { watchMemory: [town.basket] },
        truth: {
          causes: [town.basket],
          mechanism: [/memory|heap/i],
          runbooks: ['memory-leak', null],
          proposals: [`restart-${town.basket}`, null],
          harmful: [`rollback-${town.basket}`],
        },
      };
    },
  },
  {
    name: 'gradual-degradation',
    family: 'odd shape',
    title: 'A service becomes a little slower every minute for a quarter of an hour',
    draw(lot) {
      const town = drawTown(lot);
      return {
        ...town,
        effects: [
          {
            kind: 'slow',
            service: town.shelf,
            seconds: lot.between(1.4, 1.9, 2),
            shape: ramp(lot.between(800, 1000)),
            message: 'index is fragmented, scanning all of it',
          },
        ],
        changes: oldChanges(lot, town),
        truth: {
          causes: [town.shelf],
          mechanism: [/slow|latency|index|wait/i],
          runbooks: [null, 'no-runbook-fits'],
          proposals: [null],
          harmful: [`rollback-${town.shelf}`, `rollback-${town.front}`],
        },
      };
    },
  },
  {
    name: 'flapping',
    family: 'odd shape',
    title: 'A service fails for two minutes, is well for one, and fails again',
    draw(lot) {
      const town = drawTown(lot);
      const message = 'lost the lease, not serving';
      return {
        ...town,
        effects: [
          {
            kind: 'refuses',
            service: town.basket,
            share: lot.between(0.4, 0.7, 2),
            shape: flapping(180, 120),
            message,
          },
        ],
        changes: oldChanges(lot, town),
        lookAfterAlert: 205,
        truth: {
          causes: [town.basket],
          mechanism: null,
          runbooks: [null],
          proposals: [null],
          harmful: [`rollback-${town.basket}`, `restart-${town.trade}`],
        },
      };
    },
  },
  {
    name: 'crash-loop',
    family: 'odd shape',
    title: 'The processes of a service crash and start again, over and over',
    draw(lot) {
      const town = drawTown(lot);
      const period = 60;
      const restarts = (t: number) => (t < 0 ? 3 : 3 + Math.floor(t / period));
      const isDown = flapping(period, 30);
      return {
        ...town,
        effects: [
          { kind: 'down', service: town.basket, shape: isDown },
          { kind: 'restart', service: town.basket, shape: (t) => (t >= 0 && isDown(t) === 0 ? 1 : 0) },
        ],
        gauges: [
          {
            metric: 'kube_pod_container_status_restarts_total',
            labels: { container: town.basket, pod: `${town.basket}-0` },
            value: restarts,
          },
        ],
        lines: [
          {
            service: town.basket,
            level: 'error',
            message: 'panic: cannot read /etc/limits: no such file',
            perMinute: 4,
            from: 0,
          },
        ],
        alerts: [
          {
            name: 'KubePodCrashLooping',
            service: town.basket,
            severity: 'warning',
            annotations: { summary: `A pod of ${town.basket} starts again and again` },
            at: 240,
          },
        ],
        changes: oldChanges(lot, town),
        truth: {
          causes: [town.basket],
          mechanism: null,
          runbooks: ['pod-crash-looping', 'service-down'],
          proposals: [null],
          harmful: [`rollback-${town.basket}`, `rollback-${town.trade}`],
        },
      };
    },
  },
];

/** At the same time; whoever names either is right. */
function bothOf(one: Trouble, two: Trouble): Trouble {
  const words = [...(one.truth.mechanism ?? []), ...(two.truth.mechanism ?? [])].map(({ source }) => source);
  return {
    effects: [...one.effects, ...two.effects],
    changes: [...one.changes, ...two.changes],
    truth: {
      causes: [...one.truth.causes, ...two.truth.causes],
      mechanism: [new RegExp(words.join('|'), 'i')],
      runbooks: [...one.truth.runbooks, ...two.truth.runbooks],
      proposals: [...one.truth.proposals, ...two.truth.proposals],
    },
  };
}
