import { expect, test } from '@jest/globals';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { addNote } from '../../../src/workflows/lifecycle/add-note.js';
import { ALICE, buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';

// Fault matrix, row 21.
describeOnOneDatabase('an alert that goes on and off', (open) => {
  test('is one incident, says its first turns, then once that it flaps, and keeps every turn on the timeline', async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const startedAt = Date.now() - 60_000;
    const turns = 40;
    for (let turn = 0; turn < turns; turn += 1) {
      const startsAt = new Date(startedAt + turn * 1_000);
      const alert = buildAlert({ fingerprint: 'flapping', startsAt });
      await receive(deps, alert);
      await receive(deps, { ...alert, status: 'resolved', endsAt: new Date(startsAt.getTime() + 500) });
    }

    expect(await incidentsOf(deps)).toHaveLength(1);
    const notes = await database.query<{ text: string }>(
      `SELECT t.text FROM firewatch.messages AS m JOIN firewatch.timeline AS t ON t.id::text = m.subject_id
       WHERE m.kind = 'note' ORDER BY m.seq`,
    );
    expect(notes.length).toBeLessThanOrEqual(8);
    expect(notes.filter(({ text }) => text.startsWith('It goes on and off'))).toHaveLength(1);
    const [kept] = await database.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM firewatch.timeline WHERE kind = 'incident.reopened'",
    );
    expect(kept?.count).toBe(turns - 1);
  }, 60_000);

  test('that it flaps is said whatever people wrote, and again when it was said long ago', async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const flap = async (from: number, turns: number) => {
      for (let turn = from; turn < from + turns; turn += 1) {
        const startsAt = new Date(Date.now() - 600_000 + turn * 1_000);
        const alert = buildAlert({ fingerprint: 'flapping', startsAt });
        await receive(deps, alert);
        await receive(deps, { ...alert, status: 'resolved', endsAt: new Date(startsAt.getTime() + 500) });
      }
    };
    const said = async () => {
      const [row] = await database.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM firewatch.timeline
         WHERE text LIKE 'It goes on and off%' AND actor ->> 'kind' = 'firewatch'`,
      );
      return row?.count;
    };
    await flap(0, 1);
    const [incident] = await incidentsOf(deps);
    await addNote(deps, ALICE, { incidentId: incident!.id, requestId: 'n1', text: 'It goes on and off!' });

    await flap(1, 5);
    expect(await said()).toBe(1);

    await database.query("UPDATE firewatch.timeline SET at = at - interval '1 hour'");
    await flap(6, 5);
    expect(await said()).toBe(2);
  });
});
