import { expect, test } from '@jest/globals';
import { housekeeping } from '../../../src/workflows/housekeeping.js';
import { acknowledgeIncident } from '../../../src/workflows/lifecycle/acknowledge-incident.js';
import { addNote } from '../../../src/workflows/lifecycle/add-note.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import { reopenIncident } from '../../../src/workflows/lifecycle/reopen-incident.js';
import { reconcilePaging } from '../../../src/workflows/paging/reconcile-paging.js';
import { closeAfterEach } from '../../helpers/close-after-each.js';
import { describeOnEveryDatabase, describeOnOneDatabase } from '../../helpers/every-database.js';
import { startPaged } from '../../helpers/paged-incident.js';
import { ALICE, buildAlert } from '../../helpers/workflow-deps.js';

const onClose = closeAfterEach();

describeOnOneDatabase('PagerDuty', (open) => {
  async function start() {
    const paged = await startPaged(await open());
    onClose(() => paged.close());
    const request = (requestId: string) => ({ incidentId: paged.id, requestId });
    return { ...paged, request };
  }

  test('is told when it is back, and its lost answers leave nothing twice', async () => {
    const { deps, pagerDuty, copy, sync, settle, writes, request } = await start();
    await settle();
    await acknowledgeIncident(deps, ALICE, request('1'));
    await addNote(deps, ALICE, { ...request('2'), text: 'Looking.' });
    pagerDuty.faults.setDown(true);
    await expect(sync()).rejects.toThrow('cannot be reached');
    pagerDuty.faults.setDown(false);
    writes();

    // The status and the note take effect, and neither is answered.
    pagerDuty.faults.add({ kind: 'hang', isTaken: true, of: 'write' });
    await expect(sync()).rejects.toThrow('did not answer');
    pagerDuty.faults.add({ kind: 'hang', isTaken: true, of: 'write' });
    await expect(sync()).rejects.toThrow('did not answer');
    await sync();

    expect(copy()).toMatchObject({
      status: 'acknowledged',
      notes: [{ content: expect.stringContaining('Looking.') }],
    });
    expect(writes()).toHaveLength(2);
  });

  test('and Firewatch come together again after announcements got lost, and then rest', async () => {
    const { pagerDuty, copy, reconcile, incident, timeline, writes } = await start();
    await reconcile();
    const { people } = pagerDuty;
    people.acknowledge(copy(), 'UALICE');
    people.addNote(copy(), 'UALICE', 'Looking.');
    people.setTitle(copy(), 'Renamed by somebody');
    people.reassign(copy(), 'UALICE', ['UBEN']);
    people.acknowledge(copy(), 'UBEN');
    writes();
    await reconcile();
    await reconcile();

    expect(await incident()).toMatchObject({ status: 'acknowledged' });
    expect(await timeline()).toEqual(
      expect.arrayContaining(['U0ALICE: In PagerDuty: Looking.', 'pagerduty: PagerDuty asks Ben B. now.']),
    );
    // What is ours to keep is put back, once.
    expect(copy().title).toBe('INC-1 HighErrorRate on checkout');
    expect(writes()).toHaveLength(1);

    people.resolve(copy(), 'UBEN');
    await reconcile();
    expect(await incident()).toMatchObject({ status: 'resolved' });
    const asked = pagerDuty.requests.length;
    await reconcile();
    // Nothing is open on either side: one list is all it takes.
    expect(pagerDuty.requests.length).toBe(asked + 1);
  });

  test('is not asked more often the longer it does not answer', async () => {
    const { deps, database } = await start();
    await database.query("UPDATE firewatch.incidents SET opened_at = now() - interval '1 hour'");
    // As it is once the incident's own job has failed for the last time.
    await database.query("DELETE FROM pgboss.job WHERE name = 'sync-paging'");
    const waiting = async () =>
      (
        await database.query<{ name: string }>(
          "SELECT name FROM pgboss.job WHERE name IN ('sync-paging', 'measure-impact') ORDER BY name",
        )
      ).map(({ name }) => name);

    for (let minutes = 0; minutes < 5; minutes += 1) await housekeeping(deps);
    expect(await waiting()).toEqual(['measure-impact', 'sync-paging']);

    await database.query("UPDATE firewatch.incidents SET pagerduty_incident_id = 'PSLOW'");
    for (let looks = 0; looks < 5; looks += 1) await reconcilePaging(deps, new AbortController().signal);
    expect(await waiting()).toEqual(['measure-impact', 'sync-paging']);
  });

  test('is heard of what was missed, though another incident cannot be read there any more', async () => {
    const { deps, pagerDuty, tell, reconcile } = await start();
    await reconcile();
    const labels = { alertname: 'Disk is full', service: 'checkout', cluster: 'other' };
    await tell(buildAlert({ source: 'pagerduty', fingerprint: 'PGONE', name: 'Disk is full', labels }));
    const payload = { summary: 'Queue is long', source: 'queue', severity: 'critical' };
    const event = { routing_key: 'a'.repeat(32), event_action: 'trigger', dedup_key: 'queue', payload };
    await fetch(`${pagerDuty.url}/v2/enqueue`, { method: 'POST', body: JSON.stringify(event) });
    const missed = pagerDuty.incidents.find(({ title }) => title === 'Queue is long')!;

    await reconcile();

    const known = await deps.store.transaction((tx) => tx.paging.toldOf('pagerduty', [missed.id]));
    expect(known).toContainEqual(expect.objectContaining({ fingerprint: missed.id, isFiring: true }));
  });

  test('is not left open by a creation whose answer got lost, nor by a bout that is over', async () => {
    const { deps, pagerDuty, sync, reconcile, incident, database, request } = await start();
    pagerDuty.faults.add({ kind: 'hang', isTaken: true, of: 'write' });
    await expect(sync()).rejects.toThrow('did not answer');
    await database.query("DELETE FROM pgboss.job WHERE name = 'sync-paging'");
    await resolveIncident(deps, ALICE, { ...request('1'), cause: null, fix: null });
    await database.query("DELETE FROM pgboss.job WHERE name = 'sync-paging'");
    expect(await incident()).toMatchObject({ pagerDutyIncidentId: null });
    await reconcile();
    expect(pagerDuty.incidents).toMatchObject([{ status: 'resolved' }]);

    // It ends while PagerDuty is away, and opens again before that was told.
    await reopenIncident(deps, ALICE, { ...request('2'), reason: null });
    await reconcile();
    await sync();
    await resolveIncident(deps, ALICE, { ...request('3'), cause: null, fix: null });
    await reopenIncident(deps, ALICE, { ...request('4'), reason: null });
    await database.query("DELETE FROM pgboss.job WHERE name = 'sync-paging'");
    await sync();
    await reconcile();
    expect(pagerDuty.incidents.map(({ status }) => status)).toEqual(['resolved', 'resolved', 'triggered']);
  });
});

describeOnEveryDatabase('two workers at one incident', (open) => {
  test('tell the same once: one works, the other comes back later', async () => {
    const { database, store } = await open();
    const { deps, pagerDuty, id, sync, settle, copy, close } = await startPaged({ database, store });
    onClose(close);
    await settle();
    for (const requestId of ['1', '2', '3'])
      await addNote(deps, ALICE, { incidentId: id, requestId, text: `Note ${requestId}` });
    pagerDuty.faults.add({ kind: 'slow', ms: 50, times: 20 });

    await Promise.all([sync(), sync(), sync()]);
    await settle();

    expect(copy().notes.map(({ content }) => content.split(': ')[1])).toEqual(['Note 1', 'Note 2', 'Note 3']);
    const state = await store.transaction((tx) => tx.paging.claim(id, copy().id, 1));
    expect(state).toMatchObject({ agreed: { theirs: { status: 'triggered' } } });
    expect(await store.transaction((tx) => tx.paging.claim(id, copy().id, 1))).toBeUndefined();
    await store.transaction((tx) => tx.paging.release(id));
    // Of another copy nothing has been agreed.
    expect(await store.transaction((tx) => tx.paging.claim(id, 'PELSE', 1))).toEqual({
      agreed: null,
      toldUpTo: 0,
    });
  });
});
