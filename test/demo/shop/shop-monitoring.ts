/** Asks a Prometheus HTTP API what the alert rules and the runbooks' queries say about a shop. */
import type { DiagnosisQuery, Runbook } from '../../../src/incidents/runbook.js';
import { compare, fillPlaceholders, type Comparison } from '../../../src/incidents/runbook.js';

export const RULE_WINDOW = '10s';

export interface Monitoring {
  /** Values of all series; empty when the query finds nothing. */
  query(promql: string): Promise<readonly number[]>;
  /** `alertname service` of every firing alert, sorted. */
  readonly firingAlerts: () => Promise<readonly string[]>;
  /** Whether the comparison holds for any series of the query, asked for one service. */
  holds(query: string, is: Comparison, service: string): Promise<boolean>;
  /** `runbook service` of every pair whose conditions all hold; runbooks without conditions never do. */
  supportedRunbooks(runbooks: readonly Runbook[], services: readonly string[]): Promise<readonly string[]>;
}

interface ApiAnswer {
  readonly status: string;
  readonly error?: string;
  readonly data: {
    readonly result?: unknown;
    readonly resultType?: string;
    readonly alerts?: readonly {
      readonly state: string;
      readonly labels: Readonly<Record<string, string>>;
    }[];
  };
}

export function createMonitoring(baseUrl: string): Monitoring {
  async function get(path: string): Promise<ApiAnswer['data']> {
    const answer = (await (await fetch(`${baseUrl}${path}`)).json()) as ApiAnswer;
    if (answer.status !== 'success') throw new Error(`${path} failed: ${answer.error}`);
    return answer.data;
  }

  async function query(promql: string): Promise<readonly number[]> {
    const { resultType, result } = await get(`/api/v1/query?query=${encodeURIComponent(promql)}`);
    if (resultType === 'scalar') return [Number((result as [number, string])[1])];
    return (result as { value: [number, string] }[]).map(({ value }) => Number(value[1]));
  }

  async function holds(template: string, is: Comparison, service: string): Promise<boolean> {
    const promql = fillPlaceholders(template, { service, window: RULE_WINDOW });
    if (promql === undefined) throw new Error(`${service} is not a service name.`);
    return (await query(promql)).some((value) => compare(value, is));
  }

  async function supports(runbook: Runbook, service: string): Promise<boolean> {
    const conditions = runbook.diagnosis.filter(isCondition);
    if (conditions.length === 0) return false;
    for (const { query: template, supports: is } of conditions) {
      if (!(await holds(template, is, service))) return false;
    }
    return true;
  }

  return {
    query,
    holds,
    async firingAlerts() {
      const { alerts = [] } = await get('/api/v1/alerts');
      return alerts
        .filter(({ state }) => state === 'firing')
        .map(({ labels }) => `${labels['alertname']} ${labels['service']}`)
        .sort();
    },
    async supportedRunbooks(runbooks, services) {
      const pairs = runbooks.flatMap((runbook) => services.map((service) => ({ runbook, service })));
      const verdicts = await Promise.all(pairs.map(async (pair) => supports(pair.runbook, pair.service)));
      return pairs
        .filter((_, index) => verdicts[index])
        .map(({ runbook, service }) => `${runbook.id} ${service}`);
    },
  };
}

function isCondition(check: DiagnosisQuery): check is DiagnosisQuery & { supports: Comparison } {
  return check.supports !== null;
}
