import { expect, test } from '@jest/globals';
import type { Observation } from '../../../src/incidents/evidence.js';
import type { Analysis } from '../../../src/agent/report/report.js';
import type { IncidentId } from '../../../src/shared/ids.js';
import type { Store, Transaction } from '../../../src/workflows/transaction.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import { describeOnEveryDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  buildAlert,
  createWorkflowDeps,
  decide,
  incidentsOf,
  proposeRestart,
  receive,
  type WorkflowDeps,
} from '../../helpers/workflow-deps.js';

const NOBODY = '00000000-0000-4000-8000-000000000000' as IncidentId;

const read = (store: Store, except: IncidentId = NOBODY, limit = 10) =>
  store.transaction((tx) => tx.pastIncidents.resolved(except, limit));

const logRow = (template: string, change: string): Observation => ({
  kind: 'log',
  service: 'checkout',
  statement: `${template} ${change}`,
  why: '',
  source: 'loki',
  query: null,
  range: null,
  data: { template, change },
  isAnomalous: true,
});

const ANALYSIS: Analysis = {
  report: {
    summary: 's',
    cause: {
      service: 'payments',
      component: null,
      mechanism: 'It hangs.',
      confidence: 0.8,
      evidenceIds: ['E1'],
    },
    claims: [],
    hypotheses: [],
    missing: [],
    nextSteps: [],
  },
  proposals: [],
  verification: null,
  by: 'rules',
  model: null,
  promptVersion: '1',
  note: null,
  usage: { modelCalls: 0, toolCalls: 0, inputTokens: 0, outputTokens: 0, durationMs: 0 },
};

async function analyse(tx: Transaction, incidentId: IncidentId): Promise<void> {
  const [newest] = await tx.investigations.latest(incidentId);
  await tx.investigations.finish(newest!.id, ANALYSIS);
}

async function resolve(
  deps: WorkflowDeps,
  incidentId: IncidentId,
  told: { cause: string | null; fix: string | null } = { cause: null, fix: null },
): Promise<void> {
  await resolveIncident({ ...deps, settings: { postmortemFrom: null } }, ALICE, {
    incidentId,
    requestId: `resolve ${incidentId}`,
    ...told,
  });
}

/** One incident per service that is not connected to the others. */
async function openOn(deps: WorkflowDeps, service: string, name = 'HighErrorRate'): Promise<IncidentId> {
  await receive(deps, buildAlert({ name, labels: { alertname: name, service, severity: 'critical' } }));
  return (await incidentsOf(deps)).at(-1)!.id;
}

describeOnEveryDatabase('past incidents', (open) => {
  test('are told with what they can be recognised by, their cause and what fixed them', async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const { incident, id } = await proposeRestart(deps);
    await receive(
      deps,
      buildAlert({ name: 'SlowPayments', labels: { alertname: 'SlowPayments', service: 'payments' } }),
    );
    await store.transaction(async (tx) => {
      await tx.evidence.add(incident.id, [
        logRow('cannot reach <*>', 'new'),
        logRow('retry <*>', 'surging'),
        logRow('order placed', 'vanished'),
      ]);
      await analyse(tx, incident.id);
    });
    await decide(deps, id);
    await database.query("UPDATE firewatch.proposals SET status = 'verified' WHERE id = $1", [id]);
    await database.query(
      "UPDATE firewatch.messages SET channel = 'C1', ts = '1.2' WHERE kind = 'incident_card'",
    );

    await resolve(deps, incident.id, { cause: 'A full pool', fix: 'A larger pool' });

    expect(await read(store)).toEqual([
      {
        id: incident.id,
        number: incident.number,
        startedAt: incident.startedAt,
        services: ['checkout', 'payments'],
        alerts: [
          { name: 'HighErrorRate', service: 'checkout' },
          { name: 'SlowPayments', service: 'payments' },
        ],
        templates: ['cannot reach <*>', 'retry <*>'],
        cause: { service: 'payments', mechanism: 'It hangs.' },
        confirmedCause: 'A full pool',
        verifiedFix: { title: 'Restart checkout', runbookId: 'restart' },
        saidFix: 'A larger pool',
        thread: { channel: 'C1', ts: '1.2' },
      },
    ]);
  });

  test('of which little is known are told as well', async () => {
    const { store } = await open();
    const deps = createWorkflowDeps(store);
    const id = await openOn(deps, 'search');

    await resolve(deps, id);

    expect(await read(store)).toMatchObject([
      {
        services: ['search'],
        templates: [],
        cause: null,
        confirmedCause: null,
        verifiedFix: null,
        saidFix: null,
        thread: null,
      },
    ]);
  });

  test('come newest first, without open ones, the one asked for, merged ones, and those of years ago', async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const first = await openOn(deps, 'search');
    await resolve(deps, first);
    const second = await openOn(deps, 'checkout');
    await resolve(deps, second);
    const third = await openOn(deps, 'mail');
    await openOn(deps, 'billing');
    const numbers = async (except?: IncidentId, limit?: number) =>
      (await read(store, except, limit)).map(({ number }) => number);

    expect(await numbers()).toEqual([2, 1]);
    expect(await numbers(NOBODY, 1)).toEqual([2]);
    expect(await numbers(second)).toEqual([1]);

    await resolve(deps, third);
    await database.query('UPDATE firewatch.incidents SET merged_into = $1 WHERE id = $2', [first, third]);
    await database.query(
      "UPDATE firewatch.incidents SET resolved_at = now() - interval '13 months' WHERE id = $1",
      [second],
    );

    expect(await numbers()).toEqual([1]);
  });
});
