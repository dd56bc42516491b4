import { expect, test } from '@jest/globals';
import type { PagingSystem } from '../../../src/incidents/ports/paging-system.js';
import { UpstreamError } from '../../../src/shared/errors.js';
import { acknowledgeIncident } from '../../../src/workflows/lifecycle/acknowledge-incident.js';
import { askForInvestigation } from '../../../src/workflows/knowledge/ask-for-investigation.js';
import { catchUpChannel } from '../../../src/workflows/knowledge/catch-up.js';
import { draftIfSevere, draftWhenSettled } from '../../../src/workflows/knowledge/draft-if-severe.js';
import { draftPostmortem, readPostmortem } from '../../../src/workflows/knowledge/draft-postmortem.js';
import { findOnCall } from '../../../src/workflows/knowledge/find-on-call.js';
import { readChanges } from '../../../src/workflows/knowledge/read-changes.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  buildAlert,
  CHANNEL,
  createWorkflowDeps,
  decide,
  incidentsOf,
  proposeRestart,
  receive,
} from '../../helpers/workflow-deps.js';

describeOnOneDatabase('what people can look up', (open) => {
  const start = async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const openIncident = async () => {
      await receive(deps, buildAlert());
      return (await incidentsOf(deps)).at(-1)!;
    };
    return { store, database, deps, openIncident };
  };

  test('a new investigation is asked for once; the next one waits with it', async () => {
    const { database, deps, openIncident } = await start();
    const incident = await openIncident();
    let asked = 0;
    const ask = (hint: string) =>
      askForInvestigation(deps, ALICE, { incidentId: incident.id, requestId: `r${(asked += 1)}`, hint });

    expect(await ask('the pool')).toMatchObject({ state: 'waiting' });
    await database.query("UPDATE firewatch.investigations SET findings = '{}'");
    expect(await ask('the  pool\nof checkout')).toMatchObject({ state: 'running' });
    await database.query("UPDATE firewatch.investigations SET findings = '{}', finished_at = now()");
    expect(await ask('')).toMatchObject({ state: 'requested' });

    expect(
      await database.query('SELECT reason FROM firewatch.investigations ORDER BY requested_at'),
    ).toMatchObject([{}, { reason: 'a person asked: the pool of checkout' }, { reason: 'a person asked' }]);
    await database.query("UPDATE firewatch.incidents SET status = 'resolved'");
    await expect(ask('')).rejects.toThrow(/INC-1 is resolved\. `\/incident reopen 1`/);
  });

  test('whoever joins a channel is read in on what is going on there, the worst first', async () => {
    const { database, deps, openIncident } = await start();
    expect(await catchUpChannel(deps, CHANNEL)).toEqual([]);
    await openIncident();
    await receive(deps, buildAlert({ name: 'Slow', labels: { alertname: 'Slow', service: 'search' } }));

    await database.query('UPDATE firewatch.incidents SET impact_score = number');
    const all = await catchUpChannel(deps, CHANNEL);

    expect(all.map(({ incident }) => incident.number)).toEqual([2, 1]);
    expect(await catchUpChannel(deps, 'C0OTHER')).toEqual([]);
  });

  test('the postmortem is wanted in the thread and made from the whole record', async () => {
    const { database, store, deps, openIncident } = await start();
    const incident = await openIncident();
    await store.transaction(async (tx) => {
      for (let index = 0; index < 150; index += 1) {
        await tx.timeline.append({
          incidentId: incident.id,
          kind: 'note',
          actor: { kind: 'firewatch' },
          text: `note ${index}`,
        });
      }
    });

    await draftPostmortem(deps, ALICE, { incidentId: incident.id, requestId: 'r1' });

    expect(await database.query("SELECT key FROM firewatch.messages WHERE kind = 'postmortem'")).toEqual([
      { key: `postmortem:${incident.id}` },
    ]);
    const postmortem = await readPostmortem(deps, incident.id);
    expect(postmortem?.filename).toBe('inc-1-postmortem.md');
    expect(postmortem?.markdown).toContain('| note 0 |');
  });

  test.each([
    ['sev1', 'sev2', 1],
    ['sev2', 'sev2', 1],
    ['sev3', 'sev2', 0],
    ['sev1', null, 0],
  ] as const)('a %s that ends, with drafts from %s on, has %s drafted', async (severity, from, drafts) => {
    const { database, store, openIncident } = await start();
    const resolvedAt = new Date();
    const incident = { ...(await openIncident()), severity, resolvedAt };

    await store.transaction((tx) => draftIfSevere(tx, incident, from));

    const jobs = await database.query("SELECT data FROM pgboss.job WHERE name = 'draft-postmortem'");
    expect(jobs).toEqual(
      drafts === 1 ? [{ data: { incidentId: incident.id, resolvedAt: resolvedAt.toISOString() } }] : [],
    );
  });

  test('the draft waits for a fix that is being checked, and for the end', async () => {
    const { database, deps } = await start();
    const { incident } = await proposeRestart(deps);
    const drafts = async () => {
      await draftWhenSettled(deps, { incidentId: incident.id });
      const rows = await database.query("SELECT key FROM firewatch.messages WHERE kind = 'postmortem'");
      return rows.length;
    };

    await database.query("UPDATE firewatch.proposals SET status = 'verifying'");
    expect(await drafts()).toBe(0);
    await database.query("UPDATE firewatch.incidents SET status = 'resolved'");
    expect(await drafts()).toBe(0);
    expect(await database.query("SELECT data FROM pgboss.job WHERE name = 'draft-postmortem'")).toHaveLength(
      1,
    );
    await database.query("UPDATE firewatch.proposals SET status = 'verified'");
    expect(await drafts()).toBe(1);
  });

  test('changes of the service and its neighbours are lined up with the beginning of the trouble', async () => {
    const { store, deps, openIncident } = await start();
    const incident = await openIncident();
    const change = (id: string, service: string, agoSeconds: number) => ({
      id,
      source: 'github',
      kind: 'deploy' as const,
      service,
      summary: `Release ${id}`,
      version: null,
      author: null,
      at: new Date(incident.startedAt.getTime() - agoSeconds * 1000),
    });
    await store.transaction(async (tx) => {
      for (const one of [
        change('1', 'checkout', 20),
        change('2', 'payments', 600),
        change('3', 'search', 10),
      ])
        await tx.changes.record(one);
    });

    const { changes, services, onset } = await readChanges(deps, incident.id);

    expect([...services].sort()).toEqual(['checkout', 'payments', 'web']);
    expect(onset.getTime()).toBe(incident.startedAt.getTime());
    expect(changes.map(({ change: { summary } }) => summary)).toEqual(['Release 1', 'Release 2']);
    expect(changes[0]?.reason).toBe('20 s before checkout began to misbehave');
    expect(changes[0]?.score).toBeGreaterThan(changes[1]?.score ?? 1);
  });

  test('who is on call comes from the paging system, or it is said why not', async () => {
    const { deps, openIncident } = await start();
    const incident = await openIncident();
    const withId = { ...deps.catalog().get('checkout')!, pagerDutyServiceId: 'PCHECKOUT', owner: 'shop' };
    const catalog = () => ({
      ...deps.catalog(),
      get: (name: string) => (name === 'checkout' ? withId : deps.catalog().get(name)),
    });
    const ann = { name: 'Ann', email: null, level: 1 };
    const paging = (onCall: PagingSystem['onCall']) => ({ onCall }) as PagingSystem;
    const ask = (system: PagingSystem | null) =>
      findOnCall({ ...deps, catalog, paging: system }, { incidentId: incident.id });

    expect(await ask(paging(async () => [ann]))).toMatchObject({
      people: [ann],
      gap: null,
      service: { owner: 'shop' },
    });
    expect(await ask(paging(async () => []))).toMatchObject({
      people: [],
      gap: 'PagerDuty says that nobody is on call for checkout.',
    });
    expect(
      await ask(paging(() => Promise.reject(new UpstreamError('pagerduty', 'x', { isRetryable: true })))),
    ).toMatchObject({
      gap: 'PagerDuty does not answer now.',
    });
    expect(await ask(null)).toMatchObject({ gap: expect.stringContaining('No paging system is connected') });
    await expect(findOnCall({ ...deps, paging: null }, { service: 'chekout' })).rejects.toThrow(
      'The catalogue has no service “chekout”. There are web, checkout, payments, search.',
    );
  });

  test('numbers of the last days come with the number of cases', async () => {
    const { database, store, deps } = await start();
    const { incident, id } = await proposeRestart(deps);
    await receive(
      deps,
      buildAlert({ name: 'Slow', labels: { alertname: 'Slow', service: 'search', severity: 'warning' } }),
    );
    await acknowledgeIncident(deps, ALICE, { requestId: 'r1', incidentId: incident.id });
    await decide(deps, id);
    await executeProposal(deps, id);
    await database.query("UPDATE firewatch.proposals SET status = 'verified'");
    await database.query(
      `UPDATE firewatch.incidents SET status = 'resolved', started_at = now() - interval '1 hour', mitigated_at = now() - interval '30 minutes',
         resolved_at = now(), resolved_by = '{"kind":"firewatch"}' WHERE id = $1`,
      [incident.id],
    );

    const stats = await store.transaction((tx) => tx.stats.read(7));

    expect(stats).toMatchObject({
      opened: 2,
      bySeverity: [
        { severity: 'sev1', count: 1, unresolved: 0 },
        { severity: 'sev3', count: 1, unresolved: 1 },
      ],
      toAcknowledge: { n: 1, p90Ms: null },
      toMitigate: { n: 1, medianMs: 1_800_000, meanMs: 1_800_000 },
      toResolve: { n: 1, medianMs: 3_600_000 },
      resolved: { n: 1, byFix: 1, byPerson: 0 },
      fixes: { approved: 1, verified: 1, rejected: 0 },
      noisiestServices: [
        { name: 'checkout', count: 1 },
        { name: 'search', count: 1 },
      ],
      feedback: { right: 0, wrong: 0 },
    });
    await database.query("UPDATE firewatch.incidents SET opened_at = now() - interval '8 days'");
    expect((await store.transaction((tx) => tx.stats.read(7))).opened).toBe(0);
  });
});
