/** How one service does in one step: from the requests that arrive, what is wrong with it, and how those behind it do. */
import { effectsOf, timesCalled, type Effect, type EffectKind, type EffectOf } from '../scene/effect.js';
import type { Lot } from '../scene/lot.js';
import type { Scene, ServicePlan } from '../scene/scene.js';
import {
  failedShare,
  meanWait,
  shareAbove,
  type CallState,
  type Portion,
  type ServiceState,
} from './state.js';

/** Callers give up after so long. */
export const TIMEOUT_SECONDS = 2;
/** So long a request waits for a connection. */
export const POOL_WAIT_SECONDS = 1;
/** Of the failures that happen on the best of days. */
const USUAL_FAILURES = 0.0008;
/** From here on collecting garbage takes more and more of the time, and allocations fail. */
const FULL_HEAP = 0.88;
/** Of every service on a quiet day. */
const REPLICAS = 6;
const USUAL_QUERY_SECONDS = 0.018;

export interface Situation {
  readonly t: number;
  readonly scene: Scene;
  readonly rate: number;
  readonly usualRate: number;
  /** Those that it calls, as they do in this step. */
  readonly callees: ReadonlyMap<string, ServiceState>;
  readonly lot: Lot;
}

export function stateOf(plan: ServicePlan, situation: Situation): ServiceState {
  const { t, scene, rate, usualRate, lot } = situation;
  const strength = <Kind extends EffectKind>(kind: Kind, size: (effect: EffectOf<Kind>) => number) =>
    effectsOf(scene.effects, kind, plan.name).reduce(
      (sum, effect) => sum + size(effect) * effect.shape(t),
      0,
    );

  const isUp = strength('down', () => 1) === 0;
  const started = startOf(plan, scene.effects, t);
  if (!isUp) return downState(plan, situation, started);

  const replicas = 1 - strength('capacity', ({ factor }) => 1 - factor);
  const capacity = usualRate * plan.headroom * replicas;
  const load = capacity === 0 ? 0 : rate / capacity;
  const heap = Math.min(
    0.995,
    plan.heap * lot.around(0.01) + strength('memory', ({ upTo }) => upTo - plan.heap),
  );
  const short = heap > FULL_HEAP ? (heap - FULL_HEAP) / (1 - FULL_HEAP) : 0;
  const behind = callBehind(plan, situation);
  const pool = poolState(plan, { rate, holdSeconds: behind.seconds, leak: strength('pool-leak', () => 1) });

  const refused = Math.min(1, overload(load) + 0.35 * short + strength('refuses', ({ share }) => share));
  const exceptions = Math.min(
    1,
    USUAL_FAILURES * lot.around(0.3) + strength('exceptions', ({ share }) => share),
  );
  const working = (1 - refused) * (1 - (pool?.blocked ?? 0));
  const codes = {
    '503': 1 - working,
    '500': working * exceptions,
    '504': working * (1 - exceptions) * behind.timeouts,
    '502': working * (1 - exceptions) * (1 - behind.timeouts) * behind.failures,
    '200': working * (1 - exceptions) * (1 - behind.timeouts) * (1 - behind.failures),
  };
  const slowQueries = strength('slow-queries', ({ seconds }) => seconds);
  const ownWork =
    (plan.workSeconds * queueing(load) * (1 + 6 * short) +
      strength('slow', ({ seconds }) => seconds) +
      slowQueries) *
    lot.around(0.03);
  const latency: readonly Portion[] = [
    { share: refused, seconds: 0.004 },
    { share: (1 - refused) * (pool?.blocked ?? 0), seconds: POOL_WAIT_SECONDS },
    { share: working * behind.timeouts, seconds: TIMEOUT_SECONDS + ownWork },
    { share: working * (1 - behind.timeouts), seconds: ownWork + behind.seconds },
  ];
  return {
    isUp,
    rate,
    codes,
    latency,
    workSeconds: ownWork,
    calls: behind.calls.map((call) => ({ ...call, rate: call.rate * working })),
    capacity,
    replicas: Math.max(1, Math.round(replicas * REPLICAS)),
    pool: pool && { inUse: pool.inUse, size: pool.size, waiting: pool.waiting },
    heap,
    queries:
      plan.kind === 'database'
        ? {
            medianSeconds: (USUAL_QUERY_SECONDS + slowQueries * 0.8) * lot.around(0.03),
            longestSeconds: slowQueries > 0 ? Math.max(2, t) : USUAL_QUERY_SECONDS * 4,
          }
        : null,
    refused: behind.refusals.map(({ target, share }) => ({ target, rate: rate * working * share })),
    ...started,
  };
}

function downState(
  plan: ServicePlan,
  { rate }: Situation,
  started: Pick<ServiceState, 'version' | 'startedAt'>,
): ServiceState {
  return {
    isUp: false,
    rate,
    codes: { '200': 0, '500': 0, '502': 0, '503': 1, '504': 0 },
    latency: [{ share: 1, seconds: 0.001 }],
    workSeconds: 0.001,
    calls: [],
    capacity: 0,
    replicas: 0,
    pool: plan.pool === null ? null : { inUse: 0, size: plan.pool, waiting: 0 },
    heap: 0,
    queries: null,
    refused: [],
    ...started,
  };
}

interface Behind {
  readonly seconds: number;
  readonly failures: number;
  readonly timeouts: number;
  readonly calls: readonly CallState[];
  readonly refusals: readonly { readonly target: string; readonly share: number }[];
}

/** What its calls bring: one that fails fails the request. */
function callBehind(plan: ServicePlan, { t, scene, rate, callees }: Situation): Behind {
  let [seconds, passed, inTime] = [0, 1, 1];
  const calls: CallState[] = [];
  const refusals: { target: string; share: number }[] = [];
  for (const [target, usually] of Object.entries(plan.calls)) {
    const times = timesCalled(scene.effects, { service: plan.name, target, usually, t });
    const callee = callees.get(target);
    if (!callee) continue;
    const refused = effectsOf(scene.effects, 'refused-credential', plan.name)
      .filter((effect) => effect.target === target)
      .reduce((sum, effect) => Math.min(1, sum + effect.shape(t)), 0);
    const late = (1 - refused) * shareAbove(callee.latency, TIMEOUT_SECONDS);
    const failed = (1 - refused) * (1 - late) * failedShare(callee);
    const reach = Math.min(1, times);
    seconds += times * meanWait(callee.latency, TIMEOUT_SECONDS) * (1 - refused);
    passed *= 1 - reach * (failed + refused);
    inTime *= 1 - reach * late;
    calls.push({
      target,
      rate: rate * times,
      codes: { '200': 1 - refused - late - failed, '401': refused, '503': failed, '504': late },
    });
    if (refused > 0) refusals.push({ target, share: times * refused });
  }
  return { seconds, failures: 1 - passed, timeouts: 1 - inTime, calls, refusals };
}

/** Requests that find no connection, as a share; a pool is as full as its connections are held long (Little's law). */
function poolState(
  { pool: size }: ServicePlan,
  { rate, holdSeconds, leak }: { rate: number; holdSeconds: number; leak: number },
) {
  if (size === null) return null;
  const lost = size * Math.min(1, leak);
  const wanted = rate * (holdSeconds + 0.002);
  const free = size - lost;
  const blocked = wanted <= free ? 0 : 1 - Math.max(0.02, free / wanted);
  return {
    size,
    inUse: Math.min(size, lost + wanted),
    blocked,
    waiting: blocked === 0 ? 0 : Math.min(60, rate * blocked * POOL_WAIT_SECONDS),
  };
}

/** Share that is turned away at so much of the capacity. */
const overload = (load: number) => (load > 1 ? 1 - 1 / load : Math.max(0, load - 0.92) * 0.2);
/** How much longer work takes because other work is in front of it. */
const queueing = (load: number) => 1 / (1 - Math.min(0.97, Math.max(0, load - 0.5)));

function startOf(plan: ServicePlan, effects: readonly Effect[], t: number) {
  const [last] = effectsOf(effects, 'restart', plan.name).filter(({ shape }) => shape(t) > 0);
  return {
    version: last?.version ?? plan.version,
    startedAt: last ? lastStart(last.shape, t) : -plan.ageDays * 86_400,
  };
}

/** When the shape became more than nothing, to the second. */
function lastStart(shape: (t: number) => number, t: number): number {
  let at = t;
  while (shape(at - 1) > 0 && t - at < 100_000) at -= 1;
  return at;
}
