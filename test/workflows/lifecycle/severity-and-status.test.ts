import { expect, test } from '@jest/globals';
import { acknowledgeIncident } from '../../../src/workflows/lifecycle/acknowledge-incident.js';
import { addNote } from '../../../src/workflows/lifecycle/add-note.js';
import { changePriority } from '../../../src/workflows/lifecycle/change-priority.js';
import { changeSeverity } from '../../../src/workflows/lifecycle/change-severity.js';
import { giveFeedback } from '../../../src/workflows/lifecycle/give-feedback.js';
import { mitigateIncident } from '../../../src/workflows/lifecycle/mitigate-incident.js';
import { postStatus } from '../../../src/workflows/lifecycle/post-status.js';
import { remindOfUpdates } from '../../../src/workflows/lifecycle/remind-of-updates.js';
import { readIncident } from '../../../src/workflows/reading/read-incident.js';
import { ANALYSIS } from '../../slack/sample-view.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  buildAlert,
  CAROL,
  createWorkflowDeps,
  incidentsOf,
  receive,
} from '../../helpers/workflow-deps.js';
import { messagesOf, request } from './lifecycle.js';

const labelled = (severity: string, name = 'HighErrorRate') =>
  buildAlert({ name, labels: { alertname: name, service: 'checkout', severity } });

describeOnOneDatabase('what people say of an incident', (open) => {
  async function setUp(severity = 'critical') {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    await receive(deps, labelled(severity));
    const [incident] = await incidentsOf(deps);
    const latest = async () => (await incidentsOf(deps))[0]!;
    return { deps, database, incident: incident!, latest };
  }
  type World = Awaited<ReturnType<typeof setUp>>;

  const dueNow = ({ database }: World) =>
    database.query("UPDATE firewatch.incidents SET update_due_at = now() - interval '1 second'");
  const remindersOf = async ({ database }: World) =>
    (await messagesOf(database)).filter(({ kind }) => kind === 'status_reminder');

  test('a severity set by hand stays when alerts of a known kind join', async () => {
    const { deps, incident, latest } = await setUp();

    await changeSeverity(deps, ALICE, { ...request(incident, 'r1'), severity: 'sev3', reason: 'only tests' });
    await receive(deps, labelled('critical'), labelled('warning', 'SlowRequests'));

    expect((await latest()).severity).toBe('sev3');
  });

  test('a worse alert of a new kind makes it worse all the same', async () => {
    const { deps, incident, latest } = await setUp();
    await changeSeverity(deps, ALICE, { ...request(incident, 'r1'), severity: 'sev3', reason: null });

    await receive(deps, labelled('high', 'PaymentsFail'));

    expect((await latest()).severity).toBe('sev2');
  });

  test('and that is said in the thread, on the timeline and in the audit log', async () => {
    const { deps, database, incident } = await setUp();
    await changeSeverity(deps, ALICE, { ...request(incident, 'r1'), severity: 'sev3', reason: null });

    await receive(deps, labelled('high', 'PaymentsFail'));

    const view = (await readIncident(deps, incident.id))!;
    const said = view.timeline.filter(({ kind }) => kind === 'severity.changed').at(-1);
    expect(said).toMatchObject({
      actor: { kind: 'system', id: 'alertmanager' },
      text: 'Severity sev3 → sev2, because PaymentsFail (sev2) joined, of which nobody knew when sev3 was set.',
    });
    expect((await messagesOf(database)).filter(({ subject_id: id }) => id === String(said!.id))).toHaveLength(
      1,
    );
    const audited = await deps.store.transaction((tx) => tx.audit.ofSubjects([incident.id], 10));
    expect(audited.at(-1)).toMatchObject({
      event: 'severity.changed',
      actor: { kind: 'system', id: 'alertmanager' },
      details: { from: 'sev3', to: 'sev2', alert: 'PaymentsFail' },
    });
  });

  test('a severity that nobody set rises without a word in the thread', async () => {
    const { deps, database, incident } = await setUp('warning');

    await receive(deps, labelled('critical', 'PaymentsFail'));

    const view = (await readIncident(deps, incident.id))!;
    const [said] = view.timeline.filter(({ kind }) => kind === 'severity.changed');
    expect(said!.text).toBe('Severity sev3 → sev1, because PaymentsFail (sev1) joined.');
    expect((await messagesOf(database)).filter(({ kind }) => kind === 'note')).toEqual([]);
  });

  test('the severity it has already is no change', async () => {
    const { deps, incident } = await setUp();

    const change = await changeSeverity(deps, ALICE, {
      ...request(incident, 'r1'),
      severity: 'sev1',
      reason: null,
    });

    expect(change.isNew).toBe(false);
  });

  test('a person’s score counts until it is taken back', async () => {
    const { deps, incident } = await setUp();
    const set = { ...request(incident, 'r1'), score: 99, reason: 'payroll runs today' };

    const change = await changePriority(deps, ALICE, set);
    const same = await changePriority(deps, ALICE, { ...set, requestId: 'r2' });
    const back = await changePriority(deps, ALICE, { ...request(incident, 'r3'), score: null, reason: '' });

    expect(change.incident.impactOverride).toMatchObject({ score: 99, reason: 'payroll runs today' });
    expect(same.isNew).toBe(false);
    expect(back.incident.impactOverride).toBeNull();
    await expect(changePriority(deps, ALICE, { ...set, requestId: 'r4', reason: ' ' })).rejects.toThrow(
      'Say why',
    );
    await expect(changePriority(deps, ALICE, { ...set, requestId: 'r5', score: 101 })).rejects.toThrow('0 (');
  });

  test('a status update is said once per request and starts the clock anew', async () => {
    const world = await setUp();
    const { deps, database, incident } = world;
    const update = { ...request(incident, 'r1'), text: 'Rolling back.', nextInSeconds: null };

    await postStatus(deps, ALICE, update);
    const repeated = await postStatus(deps, ALICE, update);
    const promised = await postStatus(deps, ALICE, { ...update, requestId: 'r2', nextInSeconds: 600 });

    expect(repeated.isNew).toBe(true);
    expect((await messagesOf(database)).filter(({ kind }) => kind === 'note')).toHaveLength(2);
    const inMinutes = (at: Date | null) => Math.round((at!.getTime() - Date.now()) / 60_000);
    expect([inMinutes(repeated.incident.updateDueAt), inMinutes(promised.incident.updateDueAt)]).toEqual([
      30, 10,
    ]);
  });

  test('whoever is late is reminded once for each time that passes', async () => {
    const world = await setUp();
    const { deps, incident, latest } = world;
    await acknowledgeIncident(deps, ALICE, request(incident, 'r1'));

    await remindOfUpdates(deps);
    expect(await remindersOf(world)).toHaveLength(0);
    await dueNow(world);
    await remindOfUpdates(deps);
    await remindOfUpdates(deps);

    expect(await remindersOf(world)).toHaveLength(1);
    expect((await latest()).updateDueAt!.getTime()).toBeGreaterThan(Date.now());
    await dueNow(world);
    await remindOfUpdates(deps);
    expect(await remindersOf(world)).toHaveLength(2);
  });

  test('nobody is reminded of what nobody has taken, of what is mitigated, and of the least severe', async () => {
    const world = await setUp();
    const { deps, incident, latest } = world;
    expect(incident.updateDueAt).toBeNull();
    await acknowledgeIncident(deps, ALICE, request(incident, 'r1'));

    await changeSeverity(deps, ALICE, { ...request(incident, 'r2'), severity: 'sev4', reason: null });
    expect((await latest()).updateDueAt).toBeNull();
    await changeSeverity(deps, ALICE, { ...request(incident, 'r3'), severity: 'sev1', reason: null });
    await postStatus(deps, ALICE, { ...request(incident, 'r4'), text: 'Better.', nextInSeconds: null });
    const { incident: mitigated } = await mitigateIncident(deps, ALICE, request(incident, 'r5'));

    expect(mitigated).toMatchObject({ status: 'mitigated', updateDueAt: null });
    expect((await mitigateIncident(deps, CAROL, request(incident, 'r6'))).isNew).toBe(false);
  });

  test('a note is on the timeline and in the thread, once', async () => {
    const { deps, database, incident } = await setUp();
    const note = { ...request(incident, 'r1'), text: ' The cache was emptied. ' };

    await addNote(deps, CAROL, note);
    await addNote(deps, CAROL, note);

    const view = (await readIncident(deps, incident.id))!;
    expect(view.timeline.filter(({ kind }) => kind === 'note')).toMatchObject([
      { text: 'The cache was emptied.', actor: { id: 'U0CAROL' } },
    ]);
    expect((await messagesOf(database)).filter(({ kind }) => kind === 'note')).toHaveLength(1);
    await expect(addNote(deps, CAROL, { ...note, requestId: 'r2', text: ' ' })).rejects.toThrow(
      'The note is empty',
    );
    await expect(addNote(deps, CAROL, { ...note, requestId: 'r3', text: 'x'.repeat(1001) })).rejects.toThrow(
      '1000 fit',
    );
  });

  test('one verdict per person and analysis, the last one counts', async () => {
    const { deps, incident } = await setUp();
    const [investigation] = await deps.store.transaction(async (tx) => {
      const [waiting] = await tx.investigations.latest(incident.id);
      await tx.investigations.finish(waiting!.id, ANALYSIS);
      return [waiting!];
    });
    const say = (by: typeof ALICE, requestId: string, verdict: 'right' | 'wrong') =>
      giveFeedback(deps, by, { requestId, investigationId: investigation.id, verdict });

    await say(ALICE, 'r1', 'right');
    await say(ALICE, 'r1', 'right');
    const same = await say(ALICE, 'r2', 'right');
    const other = await say(ALICE, 'r3', 'wrong');
    await say(CAROL, 'r4', 'right');

    expect([same.isNew, other.isNew, other.former]).toEqual([false, true, 'right']);
    const view = (await readIncident(deps, incident.id))!;
    expect(view.feedback).toEqual({ right: 1, wrong: 1 });
    expect(view.investigationId).toBe(investigation.id);
    expect(view.timeline.filter(({ kind }) => kind === 'feedback.given')).toHaveLength(3);
    const counted = await deps.metrics.feedback.get();
    expect(counted.values.map(({ labels, value }) => [labels.verdict, value])).toEqual([
      ['right', 2],
      ['wrong', 1],
    ]);
  });

  test('a verdict is shown where it was asked for: under the evidence, and on the card', async () => {
    const { deps, incident, database } = await setUp();
    const id = await deps.store.transaction(async (tx) => {
      const [waiting] = await tx.investigations.latest(incident.id);
      await tx.investigations.finish(waiting!.id, ANALYSIS);
      return waiting!.id;
    });

    await giveFeedback(deps, ALICE, { requestId: 'r1', investigationId: id, verdict: 'right' });

    expect((await messagesOf(database)).map(({ kind }) => kind)).toContain('evidence');
  });
});
