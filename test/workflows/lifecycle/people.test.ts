import { expect, test } from '@jest/globals';
import type { Incident } from '../../../src/incidents/incident.js';
import { acknowledgeIncident } from '../../../src/workflows/lifecycle/acknowledge-incident.js';
import { assignRole, unassignRole } from '../../../src/workflows/lifecycle/assign-role.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import { readIncident } from '../../../src/workflows/reading/read-incident.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  buildAlert,
  CAROL,
  createWorkflowDeps,
  incidentsOf,
  receive,
  type WorkflowDeps,
} from '../../helpers/workflow-deps.js';
import { messagesOf, request } from './lifecycle.js';

describeOnOneDatabase('people on an incident', (open) => {
  async function setUp() {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    await receive(deps, buildAlert());
    const [incident] = await incidentsOf(deps);
    return { deps, database, incident: incident! };
  }

  const viewOf = async (deps: WorkflowDeps, { id }: Incident) => (await readIncident(deps, id))!;

  test('a role has one person, who gets private instructions; whoever had it is told', async () => {
    const { deps, database, incident } = await setUp();

    await assignRole(deps, ALICE, { ...request(incident, 'r1'), role: 'scribe', person: CAROL });
    const again = await assignRole(deps, ALICE, {
      ...request(incident, 'r2'),
      role: 'scribe',
      person: ALICE,
    });

    expect(again).toMatchObject({ isNew: true, former: CAROL });
    const { roles } = await viewOf(deps, incident);
    expect(roles.map(({ role, slackUserId }) => [role, slackUserId])).toEqual([['scribe', 'U0ALICE']]);
    const briefs = (await messagesOf(database)).filter(({ kind }) => kind === 'role_brief');
    expect(briefs.map(({ channel, version }) => [channel, version])).toEqual([
      ['U0CAROL', 2],
      ['U0ALICE', 1],
    ]);
  });

  test('the same request twice is one change; the same wish twice is none', async () => {
    const { deps, database, incident } = await setUp();
    const wish = { ...request(incident, 'r1'), role: 'operations', person: CAROL } as const;

    await assignRole(deps, ALICE, wish);
    const repeated = await assignRole(deps, ALICE, wish);
    const wished = await assignRole(deps, ALICE, { ...wish, requestId: 'r2' });

    expect([repeated.isNew, wished.isNew]).toEqual([true, false]);
    const { timeline } = await viewOf(deps, incident);
    expect(timeline.filter(({ kind }) => kind === 'role.assigned').map(({ text }) => text)).toEqual([
      'U0CAROL is operations lead now.',
    ]);
    expect((await messagesOf(database)).filter(({ kind }) => kind === 'note')).toHaveLength(1);
  });

  test('whoever acknowledges an incident without a commander leads it, and news is waited for', async () => {
    const { deps, incident } = await setUp();

    const change = await acknowledgeIncident(deps, ALICE, request(incident, 'r1'));

    expect(change).toMatchObject({ isNew: true, incident: { status: 'acknowledged' } });
    const minutes = (change.incident.updateDueAt!.getTime() - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(30);
    expect((await viewOf(deps, incident)).roles).toMatchObject([
      { role: 'commander', slackUserId: 'U0ALICE' },
    ]);
  });

  test('whoever acknowledges an incident with a commander does not take it from them', async () => {
    const { deps, incident } = await setUp();
    await assignRole(deps, ALICE, { ...request(incident, 'r1'), role: 'commander', person: CAROL });

    await acknowledgeIncident(deps, ALICE, request(incident, 'r2'));

    expect((await viewOf(deps, incident)).roles).toMatchObject([
      { role: 'commander', slackUserId: 'U0CAROL' },
    ]);
  });

  test('what somebody has acknowledged already is no error', async () => {
    const { deps, incident } = await setUp();
    await acknowledgeIncident(deps, ALICE, request(incident, 'r1'));

    const change = await acknowledgeIncident(deps, CAROL, request(incident, 'r2'));

    expect(change).toMatchObject({ isNew: false, incident: { acknowledgedBy: { id: 'U0ALICE' } } });
  });

  test('a role can be given up', async () => {
    const { deps, incident } = await setUp();
    await assignRole(deps, ALICE, { ...request(incident, 'r1'), role: 'expert', person: CAROL });

    const change = await unassignRole(deps, CAROL, { ...request(incident, 'r2'), role: 'expert' });
    const again = await unassignRole(deps, CAROL, { ...request(incident, 'r3'), role: 'expert' });

    expect([change.former, again.former, again.isNew]).toEqual([CAROL, null, false]);
    expect((await viewOf(deps, incident)).roles).toEqual([]);
  });

  test('nobody is given a role in what is over', async () => {
    const { deps, incident } = await setUp();
    await resolveIncident(deps, ALICE, { ...request(incident, 'r1'), cause: null, fix: null });

    const late = assignRole(deps, ALICE, { ...request(incident, 'r2'), role: 'scribe', person: CAROL });

    await expect(late).rejects.toThrow('INC-1 is resolved: nobody is needed for it any more.');
  });
});
