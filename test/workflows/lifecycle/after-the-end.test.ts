import { expect, test } from '@jest/globals';
import type { Incident } from '../../../src/incidents/incident.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { assignRole } from '../../../src/workflows/lifecycle/assign-role.js';
import { mergeIncident } from '../../../src/workflows/lifecycle/merge-incident.js';
import { reopenIncident } from '../../../src/workflows/lifecycle/reopen-incident.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import { snoozeIncident } from '../../../src/workflows/lifecycle/snooze-incident.js';
import { readIncident } from '../../../src/workflows/reading/read-incident.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  buildAlert,
  CAROL,
  createWorkflowDeps,
  decide,
  ended,
  incidentsOf,
  measured,
  proposalOf,
  proposeRestart,
  receive,
  verify,
  type WorkflowDeps,
} from '../../helpers/workflow-deps.js';
import { messagesOf, request } from './lifecycle.js';

const ago = (ms: number) => new Date(Date.now() - ms);
const unsaid = { cause: null, fix: null };
const about = (service: string) =>
  buildAlert({ labels: { alertname: 'HighErrorRate', service, severity: 'warning' } });

describeOnOneDatabase('after an incident ended or became part of another', (open) => {
  async function setUp() {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const versionOf = async (kind: string, incident: Incident) =>
      (await messagesOf(database)).find(
        (message) => message.kind === kind && message.incident_id === incident.id,
      )?.version ?? 0;
    return { deps, database, versionOf };
  }

  const textsOf = async (deps: WorkflowDeps, { id }: Incident, kind: string) =>
    (await readIncident(deps, id))!.timeline.filter((entry) => entry.kind === kind).map(({ text }) => text);
  const merge = (deps: WorkflowDeps, source: Incident, target: Incident, requestId = 'm1') =>
    mergeIncident(deps, ALICE, { ...request(source, requestId), intoId: target.id });

  test.each([
    [
      'a person',
      (deps: WorkflowDeps, incident: Incident) =>
        resolveIncident(deps, ALICE, { ...request(incident, 'r2'), ...unsaid }),
    ],
    [
      'the last alert',
      async (deps: WorkflowDeps, incident: Incident) => {
        const [alert] = (await readIncident(deps, incident.id))!.alerts;
        await receive(deps, ended(alert!));
      },
    ],
  ])(
    'what waited for a decision is withdrawn when %s ends it, and who had a role is told',
    async (_, end) => {
      const { deps, versionOf } = await setUp();
      const { incident, id } = await proposeRestart(deps);
      await assignRole(deps, ALICE, { ...request(incident, 'r1'), role: 'scribe', person: CAROL });
      const before = [await versionOf('proposal', incident), await versionOf('role_brief', incident)];

      await end(deps, incident);

      expect(await proposalOf(deps, id)).toMatchObject({
        status: 'superseded',
        outcome: 'INC-1 was over before anybody decided; nothing was run.',
      });
      expect(await versionOf('proposal', incident)).toBeGreaterThan(before[0]!);
      expect(await versionOf('role_brief', incident)).toBeGreaterThan(before[1]!);
      expect((await decide(deps, id)).sentence).toContain('INC-1 was over before anybody decided');
    },
  );

  test('who had a role is told when it is open once more', async () => {
    const { deps, versionOf } = await setUp();
    await receive(deps, buildAlert());
    const [incident] = await incidentsOf(deps);
    await assignRole(deps, ALICE, { ...request(incident!, 'r1'), role: 'scribe', person: CAROL });
    await resolveIncident(deps, ALICE, { ...request(incident!, 'r2'), ...unsaid });
    const before = await versionOf('role_brief', incident!);

    await reopenIncident(deps, ALICE, { ...request(incident!, 'r3'), reason: null });

    expect(await versionOf('role_brief', incident!)).toBeGreaterThan(before);
  });

  test('a merge withdraws what waits in the one that was merged, and tells who had a role there', async () => {
    const { deps, versionOf } = await setUp();
    const { incident: source, id } = await proposeRestart(deps);
    await receive(deps, about('search'));
    const [, target] = await incidentsOf(deps);
    await assignRole(deps, ALICE, { ...request(source, 'r1'), role: 'scribe', person: CAROL });
    const before = [await versionOf('proposal', source), await versionOf('role_brief', source)];

    await merge(deps, source, target!);

    expect(await proposalOf(deps, id)).toMatchObject({
      status: 'superseded',
      outcome: 'The incident was merged; the work goes on in INC-2.',
    });
    expect(await versionOf('proposal', source)).toBeGreaterThan(before[0]!);
    expect(await versionOf('role_brief', source)).toBeGreaterThan(before[1]!);
    expect(await decide(deps, id)).toMatchObject({ status: 'refused' });
    expect(deps.calls).toEqual([]);
  });

  test('a late alert of a merged incident joins the other; the merged one stays over', async () => {
    const { deps } = await setUp();
    const nameless = { groupKey: 'g1', labels: {} };
    const alert = buildAlert({ ...nameless, startsAt: ago(60_000) });
    await receive(deps, alert);
    await receive(deps, ended(alert, ago(1_000)), about('search'));
    const [source, target] = await incidentsOf(deps);
    await merge(deps, source!, target!);

    await receive(deps, buildAlert({ ...nameless, startsAt: ago(30_000) }));

    expect(await incidentsOf(deps)).toMatchObject([
      { status: 'resolved', mergedInto: target!.id },
      { status: 'open' },
    ]);
    expect((await readIncident(deps, target!.id))!.alerts).toHaveLength(3);
  });

  test('what is merged into a sleeping incident is told and looked at when it wakes', async () => {
    const { deps, database } = await setUp();
    await receive(deps, about('checkout'), about('search'));
    const [one, two] = await incidentsOf(deps);
    await snoozeIncident(deps, ALICE, { ...request(one!, 's1'), seconds: 3600, reason: null });
    await database.query("UPDATE firewatch.investigations SET findings = '{}', finished_at = now()");
    await merge(deps, two!, one!);

    await snoozeIncident(deps, ALICE, { ...request(one!, 's2'), seconds: null, reason: null });

    expect(await textsOf(deps, one!, 'incident.woken')).toEqual([
      'Awake again. Meanwhile 1 other incident became part of it, no alert joined and none stopped firing. 2 alerts fire now.',
    ]);
    const [newest] = await deps.store.transaction((tx) => tx.investigations.latest(one!.id));
    expect(newest).toMatchObject({ reason: 'it woke up', findings: null });
  });

  test.each([
    [0, 'verified', 'mitigated', 'incident.mitigated', 'The fix of INC-1 worked: Restart checkout.'],
    [1, 'unverified', 'open', 'note', 'The fix of INC-1 did not work: Restart checkout.'],
  ])(
    'a fix that was being checked when its incident was merged counts for the other (%s: %s)',
    async (value, verdict, status, kind, text) => {
      const { deps } = await setUp();
      const { incident: source, id } = await proposeRestart(deps);
      await receive(deps, about('search'));
      const [, target] = await incidentsOf(deps);
      await decide(deps, id);
      await executeProposal(deps, id);
      await merge(deps, source, target!);
      deps.state.answer = measured(value);

      await verify(deps, id);

      expect((await proposalOf(deps, id)).status).toBe(verdict);
      expect(await incidentsOf(deps)).toMatchObject([{ status: 'resolved' }, { status }]);
      expect(await textsOf(deps, target!, kind)).toContain(text);
    },
  );

  test('two merges in opposite directions at once end with one of them', async () => {
    const { deps } = await setUp();
    await receive(deps, about('checkout'), about('search'));
    const [one, two] = await incidentsOf(deps);

    const results = await Promise.allSettled([merge(deps, one!, two!, 'm1'), merge(deps, two!, one!, 'm2')]);

    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected');
    expect(String(refused?.reason)).toContain('a merge cannot be turned around');
    const after = await incidentsOf(deps);
    expect(after.filter(({ mergedInto }) => mergedInto !== null)).toHaveLength(1);
    expect(after.filter(({ status }) => status === 'open')).toHaveLength(1);
  });
});
