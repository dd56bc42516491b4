/**
 * The models that may be asked, in order, each with its circuit. One per process, shared by all runs, so that a run need not
 * find out what another one just found out.
 */
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import type { ModelSettings } from '../model.js';
import { createCircuit, type Circuit, type CircuitSettings } from './circuit.js';

export interface RoutedModel {
  readonly settings: ModelSettings;
  readonly circuit: Circuit;
}

export type RouteMetrics = Pick<Metrics, 'modelCircuitOpen' | 'modelRetries' | 'modelFallbacks'>;

export interface ModelRoute {
  /** At least one, the preferred one first. */
  readonly models: readonly [RoutedModel, ...RoutedModel[]];
  readonly metrics: RouteMetrics;
  /** How the models are doing, for people. */
  state(): RouteState;
}

export type RouteState =
  | { readonly status: 'ok' }
  /** The preferred model is left alone; another one is asked instead. */
  | { readonly status: 'fallback'; readonly asked: string; readonly until: Date }
  /** All are left alone; rules answer at once. */
  | { readonly status: 'paused'; readonly until: Date };

/** @param settings at least one model, the preferred one first. */
export function createModelRoute(
  settings: readonly [ModelSettings, ...ModelSettings[]],
  deps: { readonly metrics: RouteMetrics; readonly log: Logger; readonly circuit?: CircuitSettings },
): ModelRoute {
  const routed = (each: ModelSettings): RoutedModel => {
    const { model } = each;
    deps.metrics.modelCircuitOpen.set({ model }, 0);
    const onChange = (isOpen: boolean) => {
      deps.metrics.modelCircuitOpen.set({ model }, isOpen ? 1 : 0);
      if (isOpen) deps.log.warn({ model }, 'model keeps failing and is left alone for now');
      else deps.log.info({ model }, 'model answers again');
    };
    return { settings: each, circuit: createCircuit(onChange, deps.circuit) };
  };
  const [first, ...others] = settings;
  const models = [routed(first), ...others.map(routed)] as const;
  return { models, metrics: deps.metrics, state: () => stateOf(models) };
}

function stateOf(models: ModelRoute['models']): RouteState {
  const pauses = models.map(({ circuit }) => circuit.pausedUntil);
  const [firstPause = null] = pauses;
  if (firstPause === null) return { status: 'ok' };
  const next = models.find((_, index) => pauses[index] === null);
  if (next) return { status: 'fallback', asked: next.settings.model, until: new Date(firstPause) };
  return { status: 'paused', until: new Date(Math.min(...pauses.map((pause) => pause ?? firstPause))) };
}
