import { expect, test } from '@jest/globals';
import { assignRole } from '../../src/workflows/lifecycle/assign-role.js';
import { resolveIncident } from '../../src/workflows/lifecycle/resolve-incident.js';
import { readCommanders } from '../../src/workflows/reading/read-commanders.js';
import { describeOnOneDatabase } from '../helpers/every-database.js';
import { ALICE, buildAlert, createWorkflowDeps, incidentsOf, receive } from '../helpers/workflow-deps.js';
import { request } from './lifecycle/lifecycle.js';

const alertOf = (service: string) =>
  buildAlert({
    name: `${service}Down`,
    labels: { alertname: `${service}Down`, service, severity: 'critical' },
  });

describeOnOneDatabase('lists of incidents', (open) => {
  test('find those that are over, the last one first, and who leads the others', async () => {
    const { store } = await open();
    const deps = createWorkflowDeps(store);
    await receive(deps, alertOf('checkout'));
    const [incident] = await incidentsOf(deps);
    const { id, channel } = incident!;
    const over = (where: string | null) => store.transaction((tx) => tx.incidents.listResolved(10, where));

    await assignRole(deps, ALICE, { ...request(incident!, 'r1'), role: 'commander', person: ALICE });
    expect(await over(channel)).toEqual([]);
    expect(await store.transaction((tx) => readCommanders(tx, [id]))).toEqual(
      new Map([[id, ALICE.slackUserId]]),
    );

    await resolveIncident(deps, ALICE, { ...request(incident!, 'r2'), cause: 'DNS', fix: null });
    const said = await store.transaction((tx) => tx.timeline.list(id, 100));
    expect((await over(channel)).map((one) => one.id)).toEqual([id]);
    expect((await over(null)).map((one) => one.id)).toEqual([id]);
    expect(await over('C0ELSEWHERE')).toEqual([]);
    expect(said.filter(({ text }) => text.includes('Cause: DNS'))).toHaveLength(1);
  });
});
