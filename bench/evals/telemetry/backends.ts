/** Stores of metrics, logs and traces with their HTTP APIs, filled for one scene. */
import { createLogStore } from '../../../demo/logs/log-store.js';
import { createLogsApi } from '../../../demo/logs/logs-api.js';
import { createHttpApi } from '../../../demo/metrics/http-api.js';
import { createPromqlEngine } from '../../../demo/metrics/promql/engine.js';
import { createMetricsStore } from '../../../demo/metrics/store.js';
import { createTraceStore } from '../../../demo/traces/trace-store.js';
import { createTracesApi } from '../../../demo/traces/traces-api.js';
import { createLot } from '../scene/lot.js';
import type { Scene } from '../scene/scene.js';
import { simulate, STEP_SECONDS } from '../simulate/simulate.js';
import type { Moment } from '../simulate/state.js';
import { findAlerts, type Alarm, type AlertEvent } from './find-alerts.js';
import { writeLogs } from './write-logs.js';
import { writeMetrics } from './write-metrics.js';
import { writeTraces } from './write-traces.js';

/** More than any scene has. */
const PLENTY = 1_000_000;

export interface Backends {
  readonly metricsUrl: string;
  /** Null where the scene has no log store. */
  readonly logsUrl: string | null;
  readonly tracesUrl: string | null;
  /** Until the look, in the order of their times. */
  readonly alerts: readonly AlertEvent[];
  /** When somebody looks, Unix milliseconds. */
  readonly nowMs: number;
  close(): Promise<void>;
}

/** The same for the same seed. @throws when no alert fires. */
export async function openBackends(scene: Scene, seed: number, onsetMs: number): Promise<Backends> {
  const { nowMs, events, moments } = soundTheAlarm(scene, seed, onsetMs);
  // Of what comes later, nothing is in the stores: whoever asks for it finds nothing.
  const seen = moments.filter(({ t }) => onsetMs + (t + STEP_SECONDS) * 1000 <= nowMs);
  const about = { scene, moments: seen, onsetMs };
  const metrics = createMetricsStore({ retentionMs: Infinity });
  const logs = createLogStore({ maxLines: PLENTY });
  const traces = createTraceStore({ maxSpans: PLENTY });
  writeMetrics(metrics, { ...about, lot: createLot(seed) });
  writeLogs(logs, { ...about, lot: createLot(seed) });
  writeTraces(traces, { ...about, lot: createLot(seed) });

  const metricsApi = createHttpApi({
    store: metrics,
    engine: createPromqlEngine(metrics),
    targets: () => [],
    metadata: () => new Map(),
    groups: () => [],
    scrapeIntervalMs: STEP_SECONDS * 1000,
    now: () => nowMs,
  });
  const logsApi = scene.blind?.logs === 'all' ? null : createLogsApi(logs, () => nowMs);
  const tracesApi = scene.blind?.traces === 'all' ? null : createTracesApi(traces);
  return {
    metricsUrl: await metricsApi.listen(0),
    logsUrl: (await logsApi?.start()) ?? null,
    tracesUrl: (await tracesApi?.start()) ?? null,
    alerts: events,
    nowMs,
    async close() {
      await Promise.all([metricsApi.close(), logsApi?.stop(), tracesApi?.stop()]);
    },
  };
}

/** Most alerts come within minutes; only where none does, more is played. */
const HORIZONS = [8 * 60, 40 * 60];
/** Rules look back for minutes only. */
const RULES_LOOK_BACK_SECONDS = 600;

/** What happens until somebody looks, and what the rules make of it. */
function soundTheAlarm(scene: Scene, seed: number, onsetMs: number): Alarm & { moments: readonly Moment[] } {
  const lookAfterSeconds = scene.lookAfterAlert ?? createLot(seed).between(90, 150);
  for (const horizon of HORIZONS) {
    const moments = simulate(scene, horizon, createLot(seed));
    const late = moments.filter(({ t }) => t >= -RULES_LOOK_BACK_SECONDS);
    const store = createMetricsStore({ retentionMs: Infinity });
    writeMetrics(store, { scene, moments: late, onsetMs, lot: createLot(seed) });
    const world = { store, engine: createPromqlEngine(store) };
    const alarm = findAlerts(world, { scene, onsetMs, lookAfterSeconds, untilMs: onsetMs + horizon * 1000 });
    if (alarm) return { ...alarm, moments };
  }
  throw new Error('No alert fires in this scene.');
}
