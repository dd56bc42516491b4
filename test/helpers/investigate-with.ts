/** Investigates the checkout incident with a scripted model, for tests of the agent as a whole. */
import {
  investigate,
  type InvestigateDeps,
  type InvestigationInput,
  type Progress,
} from '../../src/agent/investigate.js';
import type { Report } from '../../src/agent/report/report.js';
import type { ModelSettings } from '../../src/agent/model.js';
import type { CircuitSettings } from '../../src/agent/models/circuit.js';
import { createLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { createRedactor } from '../../src/privacy/redactor.js';
import { tools } from '../../tools/index.js';
import { evidenceStore, investigationInput, OBSERVATIONS } from './checkout-evidence.js';
import { toolContext } from './checkout-incident.js';
import { scriptedRoute } from './scripted-route.js';
import { startScriptedOpenAI, type Step } from './scripted-openai.js';
import { grantingSpending } from './spending.js';

const LIMITS = { modelCalls: 8, toolCalls: 20, seconds: 10, inputTokens: 120_000, outputTokens: 4_000 };

export const API_KEY = 'sk-test-0123456789abcdef';

export const REPORT: Report & { cause: NonNullable<Report['cause']> } = {
  summary: 'checkout fails since release 1.4.2.',
  cause: {
    service: 'checkout',
    component: 'release 1.4.2',
    mechanism: 'Release 1.4.2 returns errors.',
    confidence: 0.9,
    evidenceIds: ['E1', 'E2'],
  },
  claims: [{ text: '41 % of requests fail.', evidenceIds: ['E1'] }],
  hypotheses: [
    { cause: 'payments', status: 'ruled out', why: 'It is quiet.', supports: [], contradicts: ['E3'] },
  ],
  missing: [],
  nextSteps: ['Roll back.'],
};

/** Starts the scripted model, investigates with it and stops it; rejects when its script and what happened differ. */
export async function investigateWith(
  steps: readonly Step[],
  options: {
    limits?: Partial<InvestigateDeps['limits']>;
    model?: Partial<ModelSettings>;
    input?: Partial<InvestigationInput>;
    repeatLast?: boolean;
    withoutModel?: boolean;
    /** Instead of the usual, for whoever needs to look inside. */
    deps?: Partial<InvestigateDeps>;
    /** Scripts of the models to fall back to. */
    fallbacks?: readonly (readonly Step[])[];
    circuit?: CircuitSettings;
  } = {},
) {
  const server = await startScriptedOpenAI(steps, options.repeatLast ? { repeatLast: true } : {});
  const fallbacks = await Promise.all((options.fallbacks ?? []).map((script) => startScriptedOpenAI(script)));
  const store = evidenceStore(OBSERVATIONS);
  const context = toolContext();
  const lines: string[] = [];
  const progress: Progress[] = [];
  const metrics = createMetrics();
  const deps: InvestigateDeps = {
    model: options.withoutModel
      ? null
      : scriptedRoute(
          [
            { apiKey: API_KEY, baseUrl: server.url, ...options.model },
            ...fallbacks.map(({ url }, index) => ({ baseUrl: url, model: `fallback-${index + 1}` })),
          ],
          { metrics, ...(options.circuit ? { circuit: options.circuit } : {}) },
        ),
    tools,
    backends: ['metrics'],
    limits: { ...LIMITS, ...options.limits },
    redactor: createRedactor({ key: 'a key of the tests alone' }),
    spending: grantingSpending(),
    isPrivate: () => Promise.resolve(false),
    recordEvidence: store.recordEvidence,
    log: createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } }),
    metrics,
    onProgress: (each) => void progress.push(each),
    ...options.deps,
  };
  try {
    const analysis = await investigate(deps, investigationInput(store, { context, ...options.input }));
    return {
      analysis,
      store,
      context,
      log: lines.join(''),
      progress,
      metrics,
      route: deps.model,
      requests: server.requests,
      fallbackRequests: fallbacks.map(({ requests }) => requests),
    };
  } finally {
    for (const each of [server, ...fallbacks]) await each.close();
  }
}
