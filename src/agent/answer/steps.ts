/** What is looked at to answer a question, told to whoever waits: our own words and names of services, never what was found. */
import type { QuestionStep } from '../../incidents/question.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import type { ToolAnswer } from '../tool-answer.js';
import type { ToolRunner } from '../tool-runner.js';

/** More would push the answer off a phone's screen; what follows is done without a word. */
const MAX_STEPS = 8;

export interface Steps {
  list(): readonly QuestionStep[];
  /** Returns how to end it. */
  begin(tool: string, input: unknown): (answer: Pick<ToolAnswer, 'status' | 'evidence'>) => void;
}

export function createSteps(catalog: Pick<ServiceCatalog, 'get'>): Steps {
  const steps: QuestionStep[] = [];
  return {
    list: () => [...steps],
    begin(tool, input) {
      if (steps.length >= MAX_STEPS) return () => undefined;
      const index = steps.length;
      const step = { id: `step-${index + 1}`, title: titleOf(tool, input, catalog), output: '' };
      steps.push({ ...step, status: 'in_progress' });
      return ({ status, evidence }) => {
        const isDone = status === 'ok' || status === 'no_data';
        const output = evidence
          ? `Noted as ${evidence.id}.`
          : status === 'no_data'
            ? 'Nothing found.'
            : isDone
              ? ''
              : 'This did not work.';
        steps[index] = { ...step, status: isDone ? 'complete' : 'error', output };
      };
    },
  };
}

/** The same runner; each of its calls is told as a step. */
export function withSteps(
  runner: ToolRunner,
  steps: Steps,
  tell: (change: { readonly doing?: string }) => void,
): ToolRunner {
  return {
    available: runner.available,
    get calls() {
      return runner.calls;
    },
    async call(name, input, signal) {
      const end = steps.begin(name, input);
      tell({ doing: `${DOING[name] ?? 'Looking'}…` });
      const answer = await runner.call(name, input, signal);
      end(answer);
      tell({});
      return answer;
    },
  };
}

function titleOf(tool: string, input: unknown, catalog: Pick<ServiceCatalog, 'get'>): string {
  const doing = DOING[tool] ?? 'Looking';
  const named = typeof input === 'object' && input !== null && 'service' in input ? input.service : undefined;
  const service = typeof named === 'string' ? catalog.get(named) : undefined;
  return service ? `${doing}: ${service.name}` : doing;
}

const DOING: Readonly<Record<string, string>> = {
  query_metrics: 'Asking the metrics',
  list_metrics: 'Asking the metrics',
  list_changes: 'Looking at changes',
  get_service: 'Looking at the catalogue',
  search_runbooks: 'Looking through the runbooks',
  read_runbook: 'Reading a runbook',
  list_incidents: 'Looking at other incidents',
  find_anomalies: 'Measuring',
  find_related_changes: 'Looking at changes',
  find_exhaustion: 'Asking the metrics',
  find_odd_moments: 'Asking the metrics',
  search_logs: 'Searching the logs',
  search_traces: 'Following requests',
  get_service_health: 'Looking at the service',
  find_root_causes: 'Looking for where it began',
  find_similar_incidents: 'Looking at past incidents',
  read_result: 'Reading on',
};
