import { expect, test } from '@jest/globals';
import type { IncidentId } from '../../../src/shared/ids.js';
import { buildStatusReminder } from '../../../src/slack/blocks/cards/status-update.js';
import { createRenderer } from '../../../src/slack/delivery/render.js';
import { acknowledgeIncident } from '../../../src/workflows/lifecycle/acknowledge-incident.js';
import { postStatus } from '../../../src/workflows/lifecycle/post-status.js';
import { readIncident } from '../../../src/workflows/reading/read-incident.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { ANALYSIS } from '../../slack/sample-view.js';
import { ALICE, buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';

describeOnOneDatabase('a note that waited for Slack', (open) => {
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

describeOnOneDatabase('what is read of an incident', (open) => {
  async function setUp() {
    const { store } = await open();
    const deps = createWorkflowDeps(store);
    await receive(deps, buildAlert());
    const [incident] = await incidentsOf(deps);
    return { deps, store, incident: incident! };
  }

  test('has the last status update, however much happened since', async () => {
    const { deps, store, incident } = await setUp();
    const update = { incidentId: incident.id, nextInSeconds: null };
    await postStatus(deps, ALICE, { ...update, requestId: 's1', text: 'We look' });
    await postStatus(deps, ALICE, { ...update, requestId: 's2', text: 'We roll back' });
    await store.transaction(async (tx) => {
      for (let index = 0; index < 120; index += 1) {
        const actor = { kind: 'system', id: 'alertmanager' } as const;
        await tx.timeline.append({ incidentId: incident.id, kind: 'alert.firing', actor, text: 'again' });
      }
    });

    const view = (await readIncident(deps, incident.id))!;

    const said = view.timeline.filter(({ kind }) => kind === 'status.updated');
    expect(said.map(({ text }) => text)).toEqual(['We roll back']);
    expect(buildStatusReminder(view).text).toContain('the last status update is');
  });

  test('has an analysis that was asked for though there is a newer one, and none of another incident', async () => {
    const { deps, store, incident } = await setUp();
    await receive(deps, buildAlert({ name: 'Other', labels: { alertname: 'Other', service: 'search' } }));
    const [, other] = await incidentsOf(deps);
    const analyse = (summary: string) =>
      store.transaction(async (tx) => {
        const [waiting] = await tx.investigations.latest(incident.id);
        const isWaiting = waiting?.finishedAt === null;
        const run = isWaiting ? waiting : await tx.investigations.request(incident.id, 'again');
        await tx.investigations.finish(run!.id, {
          ...ANALYSIS,
          report: { ...ANALYSIS.report, summary },
        });
        return run!.id;
      });
    const older = await analyse('the old one');
    const newer = await analyse('the new one');
    const read = async (id: IncidentId, options?: { investigationId: string }) => {
      const view = (await readIncident(deps, id, options))!;
      return [view.analysis?.report.summary, view.investigationId];
    };

    expect(await read(incident.id)).toEqual(['the new one', newer]);
    expect(await read(incident.id, { investigationId: older })).toEqual(['the old one', older]);
    expect(await read(other!.id, { investigationId: older })).toEqual([undefined, null]);
  });
});
