/** Traces of single visits, walked through the services as they did at that time. */
import type { ShopSpan } from '../../../demo/shop/tracing.js';
import type { TraceStore } from '../../../demo/traces/trace-store.js';
import type { Lot } from '../scene/lot.js';
import type { Scene, ServicePlan } from '../scene/scene.js';
import { STEP_SECONDS } from '../simulate/simulate.js';
import { TIMEOUT_SECONDS } from '../simulate/service-state.js';
import type { CallState, Moment } from '../simulate/state.js';

const PER_STEP = 2;
/** Between what a caller waits for and what the callee took. */
const NETWORK_SECONDS = 0.0008;

interface Walk {
  readonly moment: Moment;
  readonly plans: ReadonlyMap<string, ServicePlan>;
  readonly lot: Lot;
  readonly traceId: string;
  readonly spans: ShopSpan[];
}

export function writeTraces(
  store: TraceStore,
  { scene, moments, onsetMs, lot }: { scene: Scene; moments: readonly Moment[]; onsetMs: number; lot: Lot },
): void {
  if (scene.blind?.traces === 'all') return;
  const plans = new Map(scene.services.map((plan) => [plan.name, plan]));
  for (const moment of moments) {
    const starts = Array.from({ length: PER_STEP }, () => lot.next()).toSorted((a, b) => a - b);
    for (const part of starts) {
      const start = (onsetMs / 1000 + moment.t + part * STEP_SECONDS) * 1e6;
      const walk: Walk = { moment, plans, lot, traceId: lot.hex(32), spans: [] };
      serve(walk, scene.entry, { start, parentId: null });
      for (const span of walk.spans.toSorted((a, b) => endOf(a) - endOf(b))) store.append(span);
    }
  }
}

const endOf = ({ startMicros, durationMicros }: ShopSpan) => startMicros + durationMicros;

/** One request at one service; returns how it ended. */
function serve(
  walk: Walk,
  service: string,
  { start, parentId }: { start: number; parentId: string | null },
): { readonly micros: number; readonly status: number } {
  const { moment, lot } = walk;
  const state = moment.services.get(service);
  if (!state?.isUp) return { micros: 1000, status: 503 };
  const spanId = lot.hex(16);
  const fate = lot.next();
  const { codes } = state;
  // What goes wrong before anybody is called.
  const isRefused = fate < codes['503'];
  const isBroken = !isRefused && lot.next() < codes['500'] / Math.max(1e-9, 1 - codes['503']);
  const own =
    Math.max(300, state.workSeconds * 1e6 * lot.around(0.25)) + (isRefused && state.pool?.waiting ? 1e6 : 0);
  let [at, status] = [start + own * 0.6, isRefused ? 503 : isBroken ? 500 : 200];
  if (status === 200) {
    for (const call of state.calls) {
      const outcome = callOnce(walk, service, call, { start: at, parentId: spanId });
      if (!outcome) continue;
      at += outcome.micros;
      if (outcome.status >= 400) status = outcome.status === 504 ? 504 : 502;
      if (status !== 200) break;
    }
  }
  const micros = Math.round(at - start + own * 0.4);
  addSpan(walk, {
    spanId,
    parentId,
    service,
    name: 'GET /',
    kind: 'server',
    start,
    micros,
    status,
    tags: {},
  });
  return { micros, status };
}

function callOnce(
  walk: Walk,
  service: string,
  { target, rate, codes }: CallState,
  { start, parentId }: { start: number; parentId: string },
): { readonly micros: number; readonly status: number } | null {
  const { moment, plans, lot } = walk;
  const callers = moment.services.get(service)?.rate ?? 0;
  if (callers === 0 || lot.next() > rate / callers) return null;
  const spanId = lot.hex(16);
  const isRefused = lot.next() < (codes['401'] ?? 0);
  const isLate = !isRefused && lot.next() < (codes['504'] ?? 0);
  const isOutside = plans.get(target)?.kind === 'outside';
  const outcome = isRefused
    ? { micros: 20_000, status: 401 }
    : isLate
      ? { micros: TIMEOUT_SECONDS * 1e6, status: 504 }
      : isOutside
        ? { micros: 60_000, status: lot.next() < (codes['503'] ?? 0) ? 503 : 200 }
        : serve(walk, target, { start: start + NETWORK_SECONDS * 1e6, parentId: spanId });
  const micros = Math.round(Math.min(outcome.micros + 2 * NETWORK_SECONDS * 1e6, TIMEOUT_SECONDS * 1e6));
  const tags = { 'peer.service': target };
  addSpan(walk, {
    spanId,
    parentId,
    service,
    name: `GET ${target}`,
    kind: 'client',
    start,
    micros,
    status: outcome.status,
    tags,
  });
  return { micros, status: outcome.status };
}

function addSpan(
  { spans, traceId }: Walk,
  span: Pick<ShopSpan, 'spanId' | 'parentId' | 'service' | 'name' | 'kind' | 'tags'> & {
    start: number;
    micros: number;
    status: number;
  },
): void {
  const { start, micros, status, kind, tags, ...rest } = span;
  const failure = status < 500 ? {} : { error: true, 'otel.status_description': `HTTP ${status}` };
  spans.push({
    ...rest,
    kind,
    traceId,
    startMicros: Math.round(start),
    durationMicros: Math.max(1, micros),
    tags: { 'span.kind': kind, 'http.status_code': status, ...tags, ...failure },
  });
}
