import { expect, test } from '@jest/globals';
import { assignRole } from '../../../src/workflows/lifecycle/assign-role.js';
import { changeSeverity } from '../../../src/workflows/lifecycle/change-severity.js';
import { mergeIncident } from '../../../src/workflows/lifecycle/merge-incident.js';
import { reopenIncident } from '../../../src/workflows/lifecycle/reopen-incident.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import { snoozeIncident } from '../../../src/workflows/lifecycle/snooze-incident.js';
import { tellStillFiring } from '../../../src/workflows/lifecycle/tell-still-firing.js';
import { wakeSleepers } from '../../../src/workflows/lifecycle/wake-incident.js';
import { readIncident } from '../../../src/workflows/reading/read-incident.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  buildAlert,
  CAROL,
  createWorkflowDeps,
  ended,
  incidentsOf,
  receive,
  type WorkflowDeps,
} from '../../helpers/workflow-deps.js';
import type { Incident } from '../../../src/incidents/incident.js';
import { messagesOf, request } from './lifecycle.js';

const about = (service: string, severity = 'warning', name = 'HighErrorRate') =>
  buildAlert({ name, labels: { alertname: name, service, severity } });
const unsaid = { cause: null, fix: null };

describeOnOneDatabase('ending, merging and snoozing', (open) => {
  /** INC-1 is about checkout, INC-2 about search. */
  async function setUp() {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const first = about('checkout');
    // One after the other: which of two alerts of the same moment comes first is not decided.
    await receive(deps, first);
    await receive(deps, about('search'));
    const [one, two] = await incidentsOf(deps);
    return { deps, database, first, one: one!, two: two! };
  }

  const entriesOf = async (deps: WorkflowDeps, { id }: Incident) => (await readIncident(deps, id))!.timeline;
  const textsOf = async (deps: WorkflowDeps, incident: Incident, kind: string) =>
    (await entriesOf(deps, incident)).filter((entry) => entry.kind === kind).map(({ text }) => text);
  const current = async (deps: WorkflowDeps, number: number) => (await incidentsOf(deps))[number - 1]!;

  test('what was resolved by hand and still fires is told once, a while later', async () => {
    const { deps, database, one } = await setUp();
    const told = () => textsOf(deps, one, 'incident.still_firing');
    await resolveIncident(deps, ALICE, { ...request(one, 'r1'), ...unsaid });
    await tellStillFiring(deps);
    expect(await told()).toEqual([]);

    await database.query("UPDATE firewatch.incidents SET resolved_at = now() - interval '11 minutes'");
    await tellStillFiring(deps);
    await tellStillFiring(deps);

    expect(await told()).toEqual([
      'INC-1 was resolved by hand 11 min ago, and its alerts go on. Still firing: HighErrorRate. Reopen it if it is not over.',
    ]);
  });

  test('resolving keeps what the cause was and names what still fires', async () => {
    const { deps, one } = await setUp();
    const resolve = { ...request(one, 'r1'), cause: 'a bad release', fix: 'rolled back' };

    const change = await resolveIncident(deps, ALICE, resolve);
    const repeated = await resolveIncident(deps, ALICE, resolve);

    expect(change).toMatchObject({
      isNew: true,
      firing: ['HighErrorRate'],
      incident: { status: 'resolved', confirmedCause: 'a bad release' },
    });
    expect(repeated.isNew).toBe(true);
    expect(await textsOf(deps, one, 'incident.resolved')).toEqual([
      'Resolved by hand. Cause: a bad release. Fixed by: rolled back. Still firing: HighErrorRate.',
    ]);
  });

  test('what its alerts have resolved can be told its cause afterwards', async () => {
    const { deps, first, one } = await setUp();
    await receive(deps, ended(first));

    const nothing = await resolveIncident(deps, ALICE, { ...request(one, 'r1'), ...unsaid });
    const told = await resolveIncident(deps, ALICE, { ...request(one, 'r2'), cause: 'DNS', fix: null });

    expect([nothing.isNew, told.isNew, told.incident.confirmedCause]).toEqual([false, true, 'DNS']);
    expect(await textsOf(deps, one, 'cause.confirmed')).toEqual(['Cause: DNS.']);
  });

  test('what is reopened is looked at again; what is open is so already', async () => {
    const { deps, one } = await setUp();
    await resolveIncident(deps, ALICE, { ...request(one, 'r1'), cause: 'DNS', fix: null });

    const change = await reopenIncident(deps, ALICE, { ...request(one, 'r2'), reason: 'it is back' });
    const again = await reopenIncident(deps, ALICE, { ...request(one, 'r3'), reason: null });

    expect(change).toMatchObject({ isNew: true, incident: { status: 'open', confirmedCause: null } });
    expect(change.incident.updateDueAt).not.toBeNull();
    expect(again.isNew).toBe(false);
    expect(await textsOf(deps, one, 'incident.reopened')).toEqual(['Reopened: it is back']);
  });

  test('a merged incident gives its alerts away; both threads say so, and later alerts follow', async () => {
    const { deps, database, one, two } = await setUp();
    const merge = { ...request(two, 'r1'), intoId: one.id };

    const change = await mergeIncident(deps, ALICE, merge);
    const repeated = await mergeIncident(deps, ALICE, merge);
    const same = await mergeIncident(deps, ALICE, { ...merge, requestId: 'r2' });
    await receive(deps, about('search', 'warning', 'SearchSlow'));

    expect(change).toMatchObject({
      isNew: true,
      incident: { status: 'resolved', mergedInto: one.id },
      into: { id: one.id, status: 'open' },
    });
    expect([repeated.isNew, same.isNew]).toEqual([true, false]);
    const view = (await readIncident(deps, one.id))!;
    expect(view.alerts.map(({ name }) => name).sort()).toEqual([
      'HighErrorRate',
      'HighErrorRate',
      'SearchSlow',
    ]);
    expect((await readIncident(deps, two.id))?.mergedInto).toMatchObject({ number: 1 });
    expect(await textsOf(deps, one, 'incident.merged')).toEqual([
      'INC-2 (HighErrorRate on search) is part of this incident now, with 1 alert.',
    ]);
    expect(await textsOf(deps, two, 'incident.merged')).toEqual([
      'Merged into INC-1, with 1 alert. The work goes on there.',
    ]);
    const notes = (await messagesOf(database)).filter(({ kind }) => kind === 'note');
    expect(new Set(notes.map((note) => note.incident_id))).toEqual(new Set([one.id, two.id]));
    expect(await incidentsOf(deps)).toHaveLength(2);
  });

  test('alerts of a merged group without a service follow as well', async () => {
    const { store } = await open();
    const deps = createWorkflowDeps(store);
    const nameless = () => buildAlert({ groupKey: 'g1', labels: { alertname: 'Odd' }, name: 'Odd' });
    await receive(deps, about('checkout'), nameless());
    const [one, two] = await incidentsOf(deps);
    await mergeIncident(deps, ALICE, { ...request(two!, 'r1'), intoId: one!.id });

    await receive(deps, nameless());

    expect(await incidentsOf(deps)).toHaveLength(2);
    expect((await readIncident(deps, one!.id))!.alerts).toHaveLength(3);
  });

  test('what cannot be merged says what to do instead', async () => {
    const { deps, one, two } = await setUp();
    const merge = (source: Incident, target: Incident, requestId: string) =>
      mergeIncident(deps, ALICE, { ...request(source, requestId), intoId: target.id });

    await expect(merge(one, one, 'r1')).rejects.toThrow('INC-1 cannot become part of itself');
    await merge(two, one, 'r2');
    await expect(merge(one, two, 'r3')).rejects.toThrow('a merge cannot be turned around. Go on in INC-1');
    await expect(reopenIncident(deps, ALICE, { ...request(two, 'r4'), reason: null })).rejects.toThrow(
      'INC-2 is part of INC-1',
    );
    await receive(deps, about('search', 'warning', 'Other'));
    await resolveIncident(deps, ALICE, { ...request(one, 'r5'), ...unsaid });
    await receive(deps, buildAlert({ labels: { alertname: 'Lone' }, name: 'Lone' }));
    const lone = (await incidentsOf(deps)).at(-1)!;
    await expect(merge(lone, one, 'r6')).rejects.toThrow('INC-1 is resolved. Reopen it first');
    await expect(merge(lone, two, 'r7')).rejects.toThrow('INC-2 is part of INC-1. Merge');
  });

  test('a sleeping incident sinks and keeps quiet until its time is over, and tells what happened', async () => {
    const { deps, database, one } = await setUp();
    await assignRole(deps, ALICE, { ...request(one, 'r0'), role: 'commander', person: ALICE });
    await snoozeIncident(deps, CAROL, { ...request(one, 'r1'), seconds: 7200, reason: 'vendor is on it' });
    const before = (await messagesOf(database)).filter(({ kind }) => kind === 'note').length;

    await receive(deps, about('checkout', 'info', 'CheckoutSlow'));

    const asleep = await current(deps, 1);
    expect(asleep.updateDueAt).toBeNull();
    const listed = await deps.store.transaction((tx) => tx.incidents.listActive(10));
    expect(listed.map(({ number }) => number)).toEqual([2, 1]);
    expect((await messagesOf(database)).filter(({ kind }) => kind === 'note')).toHaveLength(before);
    const asked = await deps.store.transaction((tx) => tx.investigations.latest(one.id));
    expect(asked.map(({ reason }) => reason)).toEqual(['the incident was opened']);

    await database.query(
      "UPDATE firewatch.incidents SET snoozed_until = now() - interval '1 second' WHERE number = 1",
    );
    await wakeSleepers(deps);
    await wakeSleepers(deps);

    expect(await textsOf(deps, one, 'incident.woken')).toEqual([
      'Awake again, its time is over. Meanwhile 1 alert joined and none stopped firing. 2 alerts fire now.',
    ]);
    expect((await current(deps, 1)).updateDueAt).not.toBeNull();
  });

  test('it wakes early when it gets worse, by an alert or by a person', async () => {
    const { deps, one, two } = await setUp();
    await snoozeIncident(deps, ALICE, { ...request(one, 'r1'), seconds: 7200, reason: null });
    await snoozeIncident(deps, ALICE, { ...request(two, 'r2'), seconds: 7200, reason: null });

    await receive(deps, about('checkout', 'critical', 'CheckoutDown'));
    await changeSeverity(deps, ALICE, { ...request(two, 'r3'), severity: 'sev1', reason: null });

    expect([(await current(deps, 1)).snoozedUntil, (await current(deps, 2)).snoozedUntil]).toEqual([
      null,
      null,
    ]);
    expect(await textsOf(deps, one, 'incident.woken')).toEqual([
      'Awake again, severity sev3 → sev1. Meanwhile 1 alert joined and none stopped firing. 2 alerts fire now.',
    ]);
  });

  test('it can be woken by hand, once, and sleeps for a week at most', async () => {
    const { deps, one } = await setUp();
    const wakeUp = (requestId: string) =>
      snoozeIncident(deps, ALICE, { ...request(one, requestId), seconds: null, reason: null });
    await snoozeIncident(deps, ALICE, { ...request(one, 'r1'), seconds: 60, reason: null });

    const woken = await wakeUp('r2');
    const again = await wakeUp('r3');

    expect([woken.isNew, woken.incident.snoozedUntil, again.isNew]).toEqual([true, null, false]);
    const forAMonth = { ...request(one, 'r4'), seconds: 30 * 86_400, reason: null };
    await expect(snoozeIncident(deps, ALICE, forAMonth)).rejects.toThrow('up to 7 days');
  });
});
