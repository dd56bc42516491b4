import { expect, test } from '@jest/globals';
import type { Incident } from '../../src/incidents/incident.js';
import { assignRole } from '../../src/workflows/lifecycle/assign-role.js';
import { snoozeIncident } from '../../src/workflows/lifecycle/snooze-incident.js';
import { housekeeping } from '../../src/workflows/housekeeping.js';
import type { Store } from '../../src/workflows/transaction.js';
import { describeOnOneDatabase } from '../helpers/every-database.js';
import {
  ALICE,
  buildAlert,
  createWorkflowDeps,
  incidentsOf,
  proposalOf,
  proposeRestart,
  receive,
} from '../helpers/workflow-deps.js';

/** Everything works but for one incident, whose lock cannot be had. */
const without = (store: Store, broken: Incident): Store => ({
  transaction: (work, options) =>
    store.transaction(
      (tx) =>
        work({
          ...tx,
          incidents: {
            ...tx.incidents,
            lock: (id) =>
              id === broken.id ? Promise.reject(new Error('it is broken')) : tx.incidents.lock(id),
          },
        }),
      options,
    ),
});

describeOnOneDatabase('housekeeping', (open) => {
  test('goes on when one incident fails, and says which', async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const { incident: broken } = await proposeRestart(deps);
    await receive(deps, buildAlert({ labels: { alertname: 'HighErrorRate', service: 'search' } }));
    const [, other] = await incidentsOf(deps);
    await receive(deps, buildAlert({ name: 'Lone', labels: { alertname: 'Lone' } }));
    const lone = (await incidentsOf(deps))[2]!;
    for (const { id } of [broken, other!])
      await snoozeIncident(deps, ALICE, { incidentId: id, requestId: 's1', seconds: 60, reason: null });
    await assignRole(deps, ALICE, {
      incidentId: lone.id,
      requestId: 'r1',
      role: 'commander',
      person: ALICE,
    });
    await database.query(
      `UPDATE firewatch.incidents SET snoozed_until = now() - interval '1 minute' WHERE snoozed_until IS NOT NULL`,
    );
    await database.query(`UPDATE firewatch.incidents SET update_due_at = now() - interval '1 minute'`);
    await database.query('UPDATE firewatch.proposals SET expires_at = now()');
    const logged: unknown[] = [];
    const log = { ...deps.log, error: (details: unknown) => void logged.push(details) } as typeof deps.log;

    await housekeeping({ ...deps, log, paging: null, store: without(store, broken) });

    expect((await incidentsOf(deps)).map(({ snoozedUntil }) => snoozedUntil === null)).toEqual([
      false,
      true,
      true,
    ]);
    const reminded = await database.query<{ id: string }>(
      "SELECT incident_id AS id FROM firewatch.messages WHERE kind = 'status_reminder'",
    );
    expect(reminded.map(({ id }) => id)).toContain(lone.id);
    expect(logged).toHaveLength(3);
    expect(logged[0]).toMatchObject({ err: new Error('it is broken') });
  });

  test('a proposal of an incident that cannot be locked expires as soon as it can', async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const { incident, id } = await proposeRestart(deps);
    await database.query('UPDATE firewatch.proposals SET expires_at = now()');

    await housekeeping({ ...deps, paging: null, store: without(store, incident) });
    expect((await proposalOf(deps, id)).status).toBe('pending');
    await housekeeping({ ...deps, paging: null });
    expect((await proposalOf(deps, id)).status).toBe('expired');
  });

  test('forgets what nobody needs any more, and keeps the rest', async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    await database.query(
      `INSERT INTO firewatch.questions (request_id, asked_by, question, asked_at) VALUES
         ('old', 'U1', 'x', now() - interval '91 days'), ('new', 'U1', 'x', now() - interval '89 days')`,
    );
    await database.query(
      `INSERT INTO firewatch.home_viewers (slack_user_id, opened_at) VALUES
         ('UOLD', now() - interval '91 days'), ('UNEW', now() - interval '89 days')`,
    );
    await database.query(
      `INSERT INTO firewatch.slack_files (key, file_id, uploaded_at) VALUES
         ('old', 'F1', now() - interval '366 days'), ('new', 'F2', now() - interval '364 days')`,
    );

    await housekeeping({ ...deps, paging: null });

    const kept = async (table: string, column: string) =>
      (await database.query<{ key: string }>(`SELECT ${column} AS key FROM firewatch.${table}`)).map(
        ({ key }) => key,
      );
    expect(await kept('questions', 'request_id')).toEqual(['new']);
    expect(await kept('home_viewers', 'slack_user_id')).toEqual(['UNEW']);
    expect(await kept('slack_files', 'key')).toEqual(['new']);
  });

  test('requests to a model of which nothing was heard for an hour count as spent', async () => {
    const { store, database } = await open();
    await database.query(
      `INSERT INTO firewatch.model_calls (purpose, model, prompt_version, result, input_tokens, output_tokens, at) VALUES
         ('question', 'old', '1', NULL, 5, 5, now() - interval '61 minutes'),
         ('question', 'new', '1', NULL, 5, 5, now() - interval '59 minutes'),
         ('question', 'done', '1', 'answered', 5, 5, now() - interval '2 hours')`,
    );

    await housekeeping({ ...createWorkflowDeps(store), paging: null });

    expect(
      await database.query(
        'SELECT model, result, input_tokens AS tokens FROM firewatch.model_calls ORDER BY model',
      ),
    ).toEqual([
      { model: 'done', result: 'answered', tokens: 5 },
      { model: 'new', result: null, tokens: 5 },
      { model: 'old', result: 'lost', tokens: 5 },
    ]);
  });
});
