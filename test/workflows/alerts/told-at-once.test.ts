import { expect, test } from '@jest/globals';
import { beganAt, type Alert } from '../../../src/incidents/alert.js';
import { processAlerts } from '../../../src/workflows/alerts/process-alerts.js';
import { recordAlerts } from '../../../src/workflows/alerts/record-alerts.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { buildAlert, createWorkflowDeps, ended, incidentsOf, receive } from '../../helpers/workflow-deps.js';

const MINUTE_MS = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS);
const of = (alertname: string): Partial<Alert> => ({
  name: alertname,
  fingerprint: alertname,
  labels: { alertname, service: 'checkout' },
});

// As after an outage of ours, or of a sender.
describeOnOneDatabase('what happened one after the other and is told at once', (open) => {
  test('an alert that began before the last one ended leaves its incident open, and nobody is told that it is over', async () => {
    const deps = createWorkflowDeps((await open()).store);
    const first = buildAlert({ ...of('Errors'), startsAt: ago(30) });
    await receive(deps, first);

    await receive(deps, buildAlert({ ...of('Slow'), startsAt: ago(10) }), ended(first, ago(5)));

    const [incident, ...others] = await incidentsOf(deps);
    expect([incident?.status, others]).toEqual(['open', []]);
    const timeline = await deps.store.transaction((tx) => tx.timeline.list(incident!.id, 100));
    expect(timeline.map(({ kind }) => kind)).not.toContain('incident.resolved');
  });

  test('an earlier bout that came while a later one was handled does not end that one', async () => {
    const deps = createWorkflowDeps((await open()).store);
    await receive(deps, buildAlert({ ...of('Errors'), startsAt: ago(10) }));
    const [incident] = await incidentsOf(deps);
    // It is stored when the later bout is being handled, which ends what began before it.
    await recordAlerts(deps, [buildAlert({ ...of('Errors'), startsAt: ago(30) })]);
    const later = await deps.store.transaction(async (tx) => {
      const [alert] = await tx.alerts.ofIncident(incident!.id);
      await tx.alerts.endOthers(alert!, beganAt(alert!));
      return alert!;
    });

    await processAlerts(deps);

    expect((await incidentsOf(deps)).map(({ status }) => status)).toEqual(['open']);
    const alerts = await deps.store.transaction((tx) => tx.alerts.ofIncident(incident!.id));
    expect(alerts.find(({ id }) => id === later.id)?.status).toBe('firing');
  });

  test('an alert that began long after the last one ended is another incident', async () => {
    const deps = createWorkflowDeps((await open()).store);
    const first = buildAlert({ ...of('Errors'), startsAt: ago(300) });
    await receive(deps, first);

    await receive(deps, buildAlert({ ...of('Slow'), startsAt: ago(10) }), ended(first, ago(200)));

    expect((await incidentsOf(deps)).map(({ status }) => status).toSorted()).toEqual(['open', 'resolved']);
  });
});
