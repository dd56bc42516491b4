import { expect, test } from '@jest/globals';
import { createRenderer } from '../../src/slack/delivery/render.js';
import { acknowledgeIncident } from '../../src/workflows/lifecycle/acknowledge-incident.js';
import { readIncident } from '../../src/workflows/read-incident.js';
import { describeOnEveryDatabase } from '../helpers/every-database.js';
import { ALICE, buildAlert, createWorkflowDeps, incidentsOf, receive } from '../helpers/workflow-deps.js';

describeOnEveryDatabase('a note that waited for Slack', (open) => {
  test('is told even after more than a hundred later entries', async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    await receive(deps, buildAlert());
    const [incident] = await incidentsOf(deps);
    await acknowledgeIncident(deps, ALICE, { incidentId: incident!.id, requestId: 'r1' });
    const [note] = await database.query<{ subject: string }>(
      "SELECT subject_id AS subject FROM firewatch.messages WHERE kind = 'note'",
    );
    await store.transaction(async (tx) => {
      for (let index = 0; index < 120; index += 1) {
        const actor = { kind: 'system', id: 'alertmanager' } as const;
        await tx.timeline.append({ incidentId: incident!.id, kind: 'alert.firing', actor, text: 'again' });
      }
    });
    const render = createRenderer({ readIncident: (id, entry) => readIncident(deps, id, entry) });

    const message = { kind: 'note', incidentId: incident!.id } as const;
    expect((await render({ ...message, subjectId: note!.subject }))?.text).toBe(
      'Acknowledged, and leads as commander.',
    );
    expect(await render({ ...message, subjectId: '999999' })).toBeNull();
    await receive(deps, buildAlert({ name: 'Other', labels: { alertname: 'Other', service: 'search' } }));
    const other = (await incidentsOf(deps)).find(({ id }) => id !== incident!.id);
    expect(await render({ ...message, incidentId: other!.id, subjectId: note!.subject })).toBeNull();
  });
});
