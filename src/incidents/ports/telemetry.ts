/** Where measurements of the services come from. Each source is optional; null means that none is configured. */
import type { LogSource } from './log-source.js';
import type { MetricsSource } from './metrics-source.js';
import type { TraceSource } from './trace-source.js';

export interface Telemetry {
  readonly metricsSource: MetricsSource | null;
  readonly logSource: LogSource | null;
  readonly traceSource: TraceSource | null;
}
