/**
 * Plays a scene step by step: traffic flows from callers to callees, trouble flows back. It knows queues, timeouts, pools
 * and refusals well enough that victims look like victims; it is no model of any particular system.
 */
import { timesCalled } from '../scene/effect.js';
import type { Lot } from '../scene/lot.js';
import type { Scene, ServicePlan } from '../scene/scene.js';
import { callersFirst } from './order.js';
import { stateOf } from './service-state.js';
import { failedShare, type Moment, type ServiceState } from './state.js';

/** As far apart as scrapes usually are. */
export const STEP_SECONDS = 15;
/** An hour for what is usual, and a quarter to spare. */
const HISTORY_SECONDS = 75 * 60;

/** Moments from the scene's history up to `until`, in seconds from the onset. */
export function simulate(scene: Scene, until: number, lot: Lot): readonly Moment[] {
  const order = callersFirst(scene.services);
  const usual = usualRates(scene, order);
  const history = scene.history ?? HISTORY_SECONDS;
  const phase = lot.between(0, 6, 2);
  const moments: Moment[] = [];
  let before: ReadonlyMap<string, ServiceState> = new Map();
  for (let t = -history; t <= until; t += STEP_SECONDS) {
    // A slow wave, as a day has, and what chance adds.
    const tide = 1 + 0.04 * Math.sin(t / 1500 + phase);
    const rates = ratesAt(scene, order, { t, tide, before, lot });
    const services = new Map<string, ServiceState>();
    for (const plan of order.toReversed()) {
      const state = stateOf(plan, {
        t,
        scene,
        rate: rates.get(plan.name) ?? 0,
        usualRate: usual.get(plan.name) ?? 0,
        callees: services,
        lot,
      });
      services.set(plan.name, state);
    }
    moments.push({ t, services });
    before = services;
  }
  return moments;
}

function usualRates(scene: Scene, order: readonly ServicePlan[]): ReadonlyMap<string, number> {
  const rates = new Map([[scene.entry, scene.requestsPerSecond]]);
  for (const { name, calls } of order) {
    for (const [callee, times] of Object.entries(calls)) {
      rates.set(callee, (rates.get(callee) ?? 0) + (rates.get(name) ?? 0) * times);
    }
  }
  return rates;
}

function ratesAt(
  scene: Scene,
  order: readonly ServicePlan[],
  { t, tide, before, lot }: { t: number; tide: number; before: ReadonlyMap<string, ServiceState>; lot: Lot },
): ReadonlyMap<string, number> {
  const usual = usualRates(scene, order);
  const rates = new Map([[scene.entry, scene.requestsPerSecond * tide * lot.around(0.02)]]);
  for (const { name, calls } of order) {
    const surge = scene.effects
      .filter((effect) => effect.kind === 'traffic' && effect.service === name)
      .reduce(
        (sum, effect) => sum + (effect.kind === 'traffic' ? (effect.factor - 1) * effect.shape(t) : 0),
        0,
      );
    const rate = (rates.get(name) ?? 0) + surge * (usual.get(name) ?? 0);
    rates.set(name, rate);
    const state = before.get(name);
    const working = state ? 1 - turnedAway(state) : 1;
    for (const [callee, usually] of Object.entries(calls)) {
      const times = timesCalled(scene.effects, { service: name, target: callee, usually, t });
      rates.set(callee, (rates.get(callee) ?? 0) + rate * times * working);
    }
  }
  return rates;
}

/** Share of its requests with which it calls nobody any more. */
function turnedAway(state: ServiceState): number {
  if (!state.isUp) return 1;
  return Math.min(failedShare(state), state.codes['503'] + state.codes['500'] / 2);
}
