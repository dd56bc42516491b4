/** A library with one runbook, whose one step restarts a service. */
import type { DiagnosedRunbook } from '../../src/analysis/findings.js';
import type { Runbook, RunbookAction, RunbookLibrary } from '../../src/incidents/runbook.js';

export const RESTART: RunbookAction = {
  title: 'Restart $service',
  action: 'call_http_endpoint',
  arguments: { endpoint: 'restart-$service' },
  when: { changeWithinSeconds: null, metric: null },
  verify: {
    query: 'errors{service="$service"}',
    is: { operator: '<', value: 0.1 },
    withinSeconds: 0,
    forSeconds: 0,
  },
};

/** In place of that step: restarts, then puts back; two calls that people approve as one. */
export const PLAN: Partial<RunbookAction> = {
  title: 'Restart $service, then put it back',
  action: 'run_plan',
  arguments: {
    steps: ['restart-$service', 'restore-$service'].map((endpoint) => ({
      action: RESTART.action,
      arguments: { endpoint },
    })),
  },
};

/** Whatever the step's conditions are, they hold. */
export const DIAGNOSED: DiagnosedRunbook = {
  runbookId: 'restart',
  title: 'Restart',
  reason: '',
  isSure: true,
  service: 'checkout',
  checks: [],
  score: 1,
  applicableSteps: [1],
};

export function libraryOf(step: RunbookAction): RunbookLibrary {
  const runbook: Runbook = {
    id: 'restart',
    title: 'Restart',
    cause: null,
    path: 'restart.md',
    match: { alerts: [], services: [] },
    diagnosis: [],
    actions: [step],
    body: '',
  };
  return {
    get: (id) => (id === runbook.id ? runbook : undefined),
    list: () => [runbook],
    find: () => [],
    search: () => [],
    problems: [],
  };
}
