/** Stands in where no metrics backend is configured; whoever asks anyway learns what to set. */
import { UpstreamError } from '../shared/errors.js';
import type { MetricsSource } from './ports/metrics-source.js';

const refuse = async (): Promise<never> => {
  throw new UpstreamError('prometheus', 'No metrics backend is configured; set PROMETHEUS_URL.', {
    isRetryable: false,
  });
};

export const NO_METRICS: MetricsSource = { queryInstant: refuse, queryRange: refuse, listMetrics: refuse };
