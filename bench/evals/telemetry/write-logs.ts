/** The lines that services would have written, brought to the embedded log store in the order of their times. */
import type { LogStore } from '../../../demo/logs/log-store.js';
import { effectsOf, type Effect } from '../scene/effect.js';
import type { Lot } from '../scene/lot.js';
import type { LinePlan, Scene, ServicePlan } from '../scene/scene.js';
import { STEP_SECONDS } from '../simulate/simulate.js';
import { POOL_WAIT_SECONDS, TIMEOUT_SECONDS } from '../simulate/service-state.js';
import type { Moment, ServiceState } from '../simulate/state.js';

/** Lines of one message in one step: services that fail in earnest repeat themselves, and their loggers hold back. */
const MOST_PER_STEP = 4;

interface Line {
  readonly atMs: number;
  readonly service: string;
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A message with how many lines of it are expected in a step. */
interface Expected {
  readonly level: LinePlan['level'];
  readonly message: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly lines: number;
}

export function writeLogs(
  store: LogStore,
  { scene, moments, onsetMs, lot }: { scene: Scene; moments: readonly Moment[]; onsetMs: number; lot: Lot },
): void {
  if (scene.blind?.logs === 'all') return;
  const mute = scene.blind?.logs ?? [];
  const lines: Line[] = [];
  for (const { t, services } of moments) {
    for (const plan of scene.services) {
      const state = services.get(plan.name);
      if (!state?.isUp || plan.kind === 'outside' || mute.includes(plan.name)) continue;
      for (const { level, message, fields = {}, lines: expected } of expectedLines(plan, state, scene, t)) {
        const count = Math.min(MOST_PER_STEP, lot.count(expected));
        for (let index = 0; index < count; index += 1) {
          const atMs = onsetMs + (t + lot.next() * STEP_SECONDS) * 1000;
          const id = lot.hex(8);
          lines.push({
            atMs,
            service: plan.name,
            level,
            message: message.replaceAll('$id', id),
            fields: { requestId: id, ...fields },
          });
        }
      }
    }
  }
  for (const { atMs, service, level, message, fields } of lines.toSorted((a, b) => a.atMs - b.atMs)) {
    const text = JSON.stringify({ time: new Date(atMs).toISOString(), level, msg: message, ...fields });
    store.append({ service_name: service, job: 'services' }, text, atMs);
  }
}

function expectedLines(plan: ServicePlan, state: ServiceState, scene: Scene, t: number): readonly Expected[] {
  const failing = (share: number) => state.rate * STEP_SECONDS * share * 0.2;
  return [
    { level: 'info', message: 'request served', fields: { status: 200 }, lines: 1.2 * state.codes['200'] },
    { level: 'info', message: 'cache refreshed', lines: 0.15 },
    { level: 'warn', message: 'slow client, answer sent in parts', lines: 0.05 },
    ...state.calls.flatMap(({ target, rate, codes }) => callLines(target, rate, codes)),
    ...ownLines(plan, state, failing),
    ...effectLines(plan, scene.effects, t, failing),
    ...(scene.lines ?? [])
      .filter((line) => isDue(line, plan, t))
      .map(({ perMinute, ...line }) => ({
        ...line,
        lines: (perMinute * STEP_SECONDS) / 60,
      })),
  ];
}

const isDue = ({ service, from, to = Infinity }: LinePlan, { name }: ServicePlan, t: number): boolean =>
  service === name && t >= from && t < to;

function callLines(
  target: string,
  rate: number,
  codes: Readonly<Record<string, number>>,
): readonly Expected[] {
  const lines = (code: string) => rate * STEP_SECONDS * (codes[code] ?? 0) * 0.2;
  return [
    {
      level: 'error',
      message: `call to ${target} failed: HTTP 503`,
      fields: { target, status: 503 },
      lines: lines('503'),
    },
    {
      level: 'error',
      message: `call to ${target} timed out after ${TIMEOUT_SECONDS * 1000} ms`,
      fields: { target },
      lines: lines('504'),
    },
    {
      level: 'error',
      message: `${target} answered 401 Unauthorized`,
      fields: { target, status: 401, credential: `${target}-key` },
      lines: lines('401'),
    },
  ];
}

function ownLines(
  plan: ServicePlan,
  state: ServiceState,
  failing: (share: number) => number,
): readonly Expected[] {
  const { pool, heap, queries, codes } = state;
  const load = state.capacity === 0 ? 0 : state.rate / state.capacity;
  return [
    ...(pool && pool.waiting > 0
      ? [
          {
            level: 'error' as const,
            message: `connection pool exhausted: ${Math.round(pool.inUse)}/${pool.size} in use`,
            fields: { error: `no connection within ${POOL_WAIT_SECONDS * 1000} ms` },
            lines: failing(codes['503']),
          },
        ]
      : []),
    ...(heap > 0.85
      ? [
          {
            level: 'warn' as const,
            message: `garbage collection took ${Math.round(200 + 900 * (heap - 0.85) * 6)} ms, ${Math.round(heap * 100)} % of the heap is in use`,
            lines: 0.6,
          },
        ]
      : []),
    ...(load > 0.95
      ? [
          {
            level: 'warn' as const,
            message: 'request turned away, all workers are busy',
            fields: { status: 503 },
            lines: failing(codes['503']),
          },
        ]
      : []),
    ...(queries && queries.longestSeconds > 1
      ? [
          {
            level: 'warn' as const,
            message: `query waited for a lock for ${Math.round(queries.medianSeconds * 1000)} ms`,
            fields: { plan: plan.name },
            lines: 2,
          },
        ]
      : []),
  ];
}

/** What only the service itself knows about its trouble. */
function effectLines(
  { name }: ServicePlan,
  effects: readonly Effect[],
  t: number,
  failing: (share: number) => number,
): readonly Expected[] {
  return [
    ...effectsOf(effects, 'exceptions', name).map(({ share, shape, message }) => ({
      level: 'error' as const,
      message,
      fields: { status: 500 },
      lines: failing(share * shape(t)),
    })),
    ...effectsOf(effects, 'refuses', name).map(({ share, shape, message }) => ({
      level: 'error' as const,
      message,
      fields: { status: 503 },
      lines: failing(share * shape(t)),
    })),
    ...effectsOf(effects, 'slow', name).flatMap(({ shape, message }) =>
      message === undefined ? [] : [{ level: 'warn' as const, message, lines: 2 * shape(t) }],
    ),
  ];
}
