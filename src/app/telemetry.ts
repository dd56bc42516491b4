/** Where logs and traces come from, as the configuration names it; the caller says how much they may cost. */
import { createJaeger, type Jaeger } from '../clients/jaeger.js';
import { createLoki, type Loki } from '../clients/loki.js';
import { createTempo, type Tempo } from '../clients/tempo.js';
import type { Config } from '../config/config.js';
import type { Metrics } from '../observability/metrics.js';

export interface TelemetryLimits {
  /** Of one request. */
  readonly timeoutMs: number;
  /** Of one answer. */
  readonly maxBytes: number;
  readonly maxSeries: number;
  readonly maxPointsPerSeries: number;
  readonly maxLines: number;
  readonly maxTraces: number;
  readonly maxSpansPerTrace: number;
  readonly metrics?: Pick<Metrics, 'upstreamSeconds'>;
}

/** Null when none is configured. */
export function connectLogs({ env }: Pick<Config, 'env'>, limits: TelemetryLimits): Loki | null {
  if (!env.LOKI_URL) return null;
  return createLoki({ url: env.LOKI_URL, token: env.LOKI_TOKEN, tenant: env.LOKI_TENANT, ...limits });
}

/** Null when none is configured; the configuration names one at most. */
export function connectTraces({ env }: Pick<Config, 'env'>, limits: TelemetryLimits): Tempo | Jaeger | null {
  if (env.TEMPO_URL) {
    return createTempo({ url: env.TEMPO_URL, token: env.TEMPO_TOKEN, tenant: env.TEMPO_TENANT, ...limits });
  }
  if (env.JAEGER_URL) return createJaeger({ url: env.JAEGER_URL, token: env.JAEGER_TOKEN, ...limits });
  return null;
}
