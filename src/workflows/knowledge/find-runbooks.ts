/** Which runbook fits, with its own checks asked now; or, by words, which runbooks there are about something. */
import { isKnownToFit } from '../../analysis/findings.js';
import { serviceOfAlert, type StoredAlert } from '../../incidents/alert.js';
import type { Incident } from '../../incidents/incident.js';
import type { MetricsSource } from '../../incidents/ports/metrics-source.js';
import type { RunbookLibrary, RunbookMatch } from '../../incidents/runbook.js';
import type { Clock } from '../../shared/clock.js';
import { createEvidenceQueries } from '../evidence/measure/queries.js';
import { diagnoseRunbooks, type Diagnosed, type RunbookFit } from '../evidence/measure/runbooks.js';
import { runbookQuery } from '../evidence/runbook-query.js';
import { getIncident } from '../known-incident.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store, StoredFindings, Transaction } from '../transaction.js';
import type { CheckedRunbook, KnowledgeUseCases, RunbookAnswer } from '../use-cases/knowledge.js';

const MAX_FOUND = 4;
const MAX_SERVICES = 3;
const MAX_CHANGES = 50;

export interface FindRunbooksDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly runbooks: () => RunbookLibrary;
  readonly metricsSource: MetricsSource | null;
  readonly settings: WorkflowSettings;
}

export async function findRunbooks(
  deps: FindRunbooksDeps,
  { incidentId, words }: Parameters<KnowledgeUseCases['findRunbooks']>[0],
): Promise<RunbookAnswer> {
  const library = deps.runbooks();
  const outOf = library.list().length;
  if (incidentId === null) {
    const found = searched(library, words).map((match) => notChecked(match, null));
    return { incident: null, words, found, gaps: [], outOf };
  }
  const facts = await deps.store.transaction((tx) => readFacts(deps, tx, incidentId));
  const { incident } = facts;
  const matches =
    words === '' ? library.find(runbookQuery(incident, facts.alerts), MAX_FOUND) : searched(library, words);
  const services = servicesOf(facts);
  if (services.length === 0) {
    return { incident, words, found: matches.map((match) => notChecked(match, null)), gaps: [], outOf };
  }
  const { fits, gaps } = await check(deps, facts, matches, services);
  const found = bestOfEach(fits, words === '' ? null : matches)
    .slice(0, MAX_FOUND)
    .map((fit) => present(library, fit, facts.proposals));
  return { incident, words, found, gaps, outOf };
}

interface Facts {
  readonly incident: Incident;
  readonly alerts: readonly StoredAlert[];
  readonly findings: StoredFindings | null;
  readonly changes: Awaited<ReturnType<Transaction['changes']['list']>>;
  readonly proposals: Awaited<ReturnType<Transaction['proposals']['ofIncident']>>;
}

async function readFacts(deps: FindRunbooksDeps, tx: Transaction, id: Incident['id']): Promise<Facts> {
  const incident = await getIncident(tx, id);
  const { measured } = await tx.investigations.shown(id);
  const start = new Date(incident.startedAt.getTime() - deps.settings.changesSeconds * 1000);
  return {
    incident,
    alerts: await tx.alerts.ofIncident(id),
    findings: measured?.findings ?? null,
    changes: await tx.changes.list({
      services: [],
      range: { start, end: deps.clock.now() },
      limit: MAX_CHANGES,
    }),
    proposals: await tx.proposals.ofIncident(id),
  };
}

/** An id or title said exactly is that one alone. */
function searched(library: RunbookLibrary, words: string): readonly RunbookMatch[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '')
    return library
      .list()
      .slice(0, MAX_FOUND)
      .map((runbook) => ({ runbook, score: 0, reason: 'it is there', isSure: true }));
  const exact = library
    .list()
    .find(({ id, title }) => id.toLowerCase() === wanted || title.toLowerCase() === wanted);
  return exact
    ? [{ runbook: exact, score: 1, reason: 'you named it', isSure: true }]
    : library.search(words, MAX_FOUND);
}

/** The suspected ones, then the incident's own and those of its alerts. */
function servicesOf({ incident, alerts, findings }: Facts): readonly Diagnosed[] {
  const start = incident.startedAt.getTime() / 1000;
  const suspects = findings?.suspects ?? [];
  const top = suspects[0]?.confidence ?? 1;
  const suspected = suspects.map(({ service, confidence, onset }) => ({
    service,
    likelihood: top === 0 ? 0 : confidence / top,
    onset: onset ?? start,
  }));
  const named = [incident.service, ...alerts.map(({ labels }) => serviceOfAlert(labels))]
    .flatMap((service) => service ?? [])
    .filter((service) => !suspected.some((one) => one.service === service))
    .map((service) => ({ service, likelihood: suspected.length > 0 ? 0.2 : 1, onset: start }));
  return [...new Map([...suspected, ...named].map((one) => [one.service, one])).values()].slice(
    0,
    MAX_SERVICES,
  );
}

async function check(
  deps: FindRunbooksDeps,
  { incident, changes }: Facts,
  matches: readonly RunbookMatch[],
  services: readonly Diagnosed[],
): Promise<{ fits: readonly RunbookFit[]; gaps: readonly string[] }> {
  const { settings, clock, metricsSource } = deps;
  const controller = new AbortController();
  const queries =
    metricsSource &&
    createEvidenceQueries(metricsSource, {
      queryTimeoutMs: settings.queryTimeoutMs,
      signal: controller.signal,
    });
  try {
    const fits = await diagnoseRunbooks(queries, {
      matches,
      services,
      changes,
      window: settings.window,
      at: clock.now(),
      before: new Date(incident.startedAt.getTime() - (settings.baselineSeconds / 2) * 1000),
      toleranceSeconds: settings.stepSeconds * 2,
      deadlineMs: performance.now() + settings.evidenceTimeoutMs,
    });
    const gaps = queries ? queries.gaps() : ['No metrics backend is connected, so no check could be asked.'];
    return { fits, gaps };
  } finally {
    queries?.close();
    controller.abort();
  }
}

/** Each runbook once, for the service it fits best; searched ones keep the order of the search. */
function bestOfEach(
  fits: readonly RunbookFit[],
  order: readonly RunbookMatch[] | null,
): readonly RunbookFit[] {
  const best = new Map<string, RunbookFit>();
  for (const fit of fits) if (!best.has(fit.runbookId)) best.set(fit.runbookId, fit);
  if (order === null) return [...best.values()];
  return order.flatMap(({ runbook }) => best.get(runbook.id) ?? []);
}

function present(
  library: RunbookLibrary,
  { runbookId, title, reason, isSure, service, checks, applicableSteps }: RunbookFit,
  proposals: Facts['proposals'],
): CheckedRunbook {
  const runbook = library.get(runbookId);
  return {
    runbook: { id: runbookId, title, cause: runbook?.cause ?? null, body: runbook?.body ?? '' },
    reason,
    isKnownToFit: isKnownToFit({ isSure, checks }),
    service,
    checks: checks.map(({ name, holds, statement }) => ({ name, holds, statement })),
    steps: (runbook?.actions ?? []).map((action, index) => {
      const name = action.title.replaceAll('$service', service);
      const mine = proposals.findLast((one) => one.runbookId === runbookId && one.title === name);
      return {
        title: name,
        isApplicable: applicableSteps.includes(index + 1),
        proposal: mine?.status ?? null,
      };
    }),
  };
}

function notChecked({ runbook, reason, isSure }: RunbookMatch, service: string | null): CheckedRunbook {
  const { id, title, cause, body } = runbook;
  return {
    runbook: { id, title, cause, body },
    reason,
    isKnownToFit: isSure,
    service,
    checks: [],
    steps: runbook.actions.map((action) => ({
      title: action.title.replaceAll('$service', 'the service'),
      isApplicable: null,
      proposal: null,
    })),
  };
}
