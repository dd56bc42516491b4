/** A route to scripted models, with what tests want to be short. */
import type { ModelSettings } from '../../src/agent/model.js';
import type { CircuitSettings } from '../../src/agent/models/circuit.js';
import { createModelRoute, type ModelRoute } from '../../src/agent/models/model-route.js';
import { silentLogger, type Logger } from '../../src/observability/logger.js';
import { createMetrics, type Metrics } from '../../src/observability/metrics.js';

const USUAL: ModelSettings = {
  apiKey: 'sk-test-0123456789abcdef',
  baseUrl: null,
  model: 'scripted',
  timeoutMs: 2000,
  maxRetries: 0,
};

export function scriptedRoute(
  models: Partial<ModelSettings> | readonly [Partial<ModelSettings>, ...Partial<ModelSettings>[]],
  deps: { metrics?: Metrics; log?: Logger; circuit?: CircuitSettings } = {},
): ModelRoute {
  const [first, ...others] = isList(models) ? models : [models];
  const whole = (each: Partial<ModelSettings>): ModelSettings => ({ ...USUAL, ...each });
  return createModelRoute([whole(first), ...others.map(whole)], {
    metrics: createMetrics(),
    log: silentLogger(),
    ...deps,
  });
}

function isList(
  models: Parameters<typeof scriptedRoute>[0],
): models is readonly [Partial<ModelSettings>, ...Partial<ModelSettings>[]] {
  return Array.isArray(models);
}
