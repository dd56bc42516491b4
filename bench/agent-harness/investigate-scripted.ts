/** One investigation of the tests' incident by a scripted model, with everything around it that the benchmarks do not look at. */
import { investigate, type InvestigateDeps, type InvestigationInput } from '../../src/agent/investigate.js';
import type { ModelSettings } from '../../src/agent/model.js';
import type { Analysis } from '../../src/agent/report/report.js';
import type { Observation } from '../../src/incidents/evidence.js';
import { silentLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { createRedactor } from '../../src/privacy/redactor.js';
import { evidenceStore, investigationInput, OBSERVATIONS } from '../../test/helpers/checkout-evidence.js';
import { toolContext } from '../../test/helpers/checkout-incident.js';
import { scriptedRoute } from '../../test/helpers/scripted-route.js';
import { grantingSpending } from '../../test/helpers/spending.js';

export interface ScriptedInvestigation extends Pick<InvestigateDeps, 'tools' | 'limits'> {
  /** Where the model listens, and what else differs from the tests' settings. */
  readonly model: Partial<ModelSettings>;
  readonly metrics?: ReturnType<typeof createMetrics>;
  /** Only metrics are connected unless it says more. */
  readonly backends?: InvestigateDeps['backends'];
  /** Grants everything when left out. */
  readonly spending?: InvestigateDeps['spending'];
  /** Found by the evidence pass. */
  readonly observations?: readonly Observation[];
  readonly context?: InvestigationInput['context'];
}

export function investigateScripted({
  model,
  metrics = createMetrics(),
  backends = ['metrics'],
  spending = grantingSpending(),
  observations = OBSERVATIONS,
  context = toolContext(),
  ...deps
}: ScriptedInvestigation): Promise<Analysis> {
  const store = evidenceStore(observations);
  return investigate(
    {
      ...deps,
      model: scriptedRoute(model, { metrics }),
      backends,
      spending,
      metrics,
      redactor: createRedactor({ key: 'a key of the benchmarks alone' }),
      isPrivate: () => Promise.resolve(false),
      recordEvidence: store.recordEvidence,
      log: silentLogger(),
    },
    investigationInput(store, { context }),
  );
}
