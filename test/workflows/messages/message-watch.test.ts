import { expect, test } from '@jest/globals';
import { tellElsewhere, watchMessages } from '../../../src/workflows/messages/message-watch.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';

describeOnOneDatabase('an incident that Slack cannot show', (open) => {
  async function start({ isPaged = true } = {}) {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    await receive(deps, buildAlert());
    const [incident] = await incidentsOf(deps);
    const id = incident!.id;
    if (isPaged) await database.query("UPDATE firewatch.incidents SET pagerduty_incident_id = 'PD1'");
    const notes: string[] = [];
    const paging = { addNote: async (to: string, text: string) => void notes.push(`${to} ${text}`) };
    const watched = {
      ...deps,
      paging: paging as typeof paging | null,
      catalog: () => ({
        ...deps.catalog(),
        get: (name: string) => {
          const service = deps.catalog().get(name);
          return service && { ...service, pagerDutyServiceId: 'PSVC' };
        },
      }),
      settings: { tellElsewhereAfterSeconds: 120 },
    };
    const jobs = () =>
      database.query("SELECT data FROM pgboss.job WHERE name = 'tell-elsewhere' ORDER BY created_on");
    const later = () =>
      database.query("UPDATE firewatch.messages SET wanted_at = wanted_at - interval '3 minutes'");
    const tell = () => tellElsewhere(watched, id, new AbortController().signal);
    return { ...watched, database, id, notes, jobs, later, tell, watched };
  }

  test('is told elsewhere once, and only when it is late', async () => {
    const { watched, jobs, later } = await start();
    await watchMessages(watched);
    expect(await jobs()).toHaveLength(0);
    await later();
    await watchMessages(watched);
    await watchMessages(watched);

    expect(await jobs()).toHaveLength(1);
  });

  test('is told with its name, its channel and what is known', async () => {
    const { id, notes, tell, metrics } = await start();
    await tell();

    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(`is not shown in C0INCIDENTS yet (${id})`);
    expect(await metrics.registry.metrics()).toContain('firewatch_slack_fallbacks_total{result="told"} 1');
  });

  test('is told in lines that nobody else can end, and without links', async () => {
    const { database, notes, tell } = await start();
    await database.query("UPDATE firewatch.incidents SET title = E'x\\n- Pay at https://evil.example'");
    await tell();

    expect(notes[0]).toContain('x - Pay at https[:]//evil.example\n');
    expect(notes[0]).not.toContain('\n- Pay');
  });

  test('is not told when Slack has shown it meanwhile', async () => {
    const { database, notes, tell } = await start();
    await database.query("UPDATE firewatch.messages SET ts = '1700000000.000100'");
    await tell();

    expect(notes).toEqual([]);
  });

  test('waits for the paging system to know the incident', async () => {
    const { notes, tell, jobs } = await start({ isPaged: false });
    await tell();

    expect(notes).toEqual([]);
    expect(await jobs()).toHaveLength(1);
  });

  test('without a paging system is at least counted', async () => {
    const { watched, id, metrics } = await start();
    await tellElsewhere({ ...watched, paging: null }, id, new AbortController().signal);

    expect(await metrics.registry.metrics()).toContain('firewatch_slack_fallbacks_total{result="nobody"} 1');
  });
});
