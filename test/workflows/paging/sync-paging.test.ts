import { expect, test } from '@jest/globals';
import { FIREWATCH } from '../../../src/incidents/incident.js';
import { acknowledgeIncident } from '../../../src/workflows/lifecycle/acknowledge-incident.js';
import { addNote } from '../../../src/workflows/lifecycle/add-note.js';
import { changeSeverity } from '../../../src/workflows/lifecycle/change-severity.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import { sayInThread } from '../../../src/workflows/messages/say-in-thread.js';
import { closeAfterEach } from '../../helpers/close-after-each.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { startPaged } from '../../helpers/paged-incident.js';
import { ALICE, buildAlert, ended } from '../../helpers/workflow-deps.js';

describeOnOneDatabase('an incident and its copy in PagerDuty', (open) => {
  const onClose = closeAfterEach();
  async function start(alert = buildAlert()) {
    const paged = await startPaged(await open(), alert);
    onClose(() => paged.close());
    await paged.settle();
    paged.writes();
    const request = (requestId: string) => ({ incidentId: paged.id, requestId });
    return { ...paged, request };
  }

  test('is opened there with its severity as priority, and what people do here is told there once', async () => {
    const { deps, copy, incident, settle, writes, request } = await start();
    const { number } = await incident();
    expect(copy()).toMatchObject({
      title: `INC-${number} HighErrorRate on checkout`,
      key: `firewatch:${(await incident()).id}`,
      priority: { name: 'P1' },
      urgency: 'high',
    });
    expect(await incident()).toMatchObject({
      pagerDutyIncidentId: copy().id,
      onCall: [{ level: 1 }, { level: 2 }],
    });

    await acknowledgeIncident(deps, ALICE, request('1'));
    await changeSeverity(deps, ALICE, { ...request('2'), severity: 'sev3', reason: null });
    await addNote(deps, ALICE, { ...request('3'), text: 'The cache is cold: https://wiki/cache' });
    await settle();

    expect(copy()).toMatchObject({ status: 'acknowledged', priority: { name: 'P3' }, urgency: 'low' });
    expect(copy().notes.map(({ content }) => content)).toEqual([
      expect.stringMatching(
        /^\[Firewatch INC-\d+ #\d+\] Noted in Slack: The cache is cold: https:\/\/wiki\/cache$/,
      ),
    ]);
    expect(writes()).toHaveLength(3);

    await resolveIncident(deps, ALICE, { ...request('4'), cause: null, fix: null });
    await settle();
    expect(copy().status).toBe('resolved');
    expect(writes()).toHaveLength(1);
  });

  test('is raised there once for each call about its impact', async () => {
    const warning = buildAlert({ labels: { alertname: 'Slow', service: 'checkout', severity: 'warning' } });
    const { deps, copy, incident, settle, id } = await start(warning);
    expect(copy().urgency).toBe('low');
    const why = 'Impact rose from 41 to 78';
    await deps.store.transaction(async (tx) => {
      const current = await tx.incidents.lock(id);
      const call = { at: new Date().toISOString(), why, isPaged: false };
      await tx.incidents.save({ ...current!, escalation: { isHigh: true, call } });
      await sayInThread(tx, { incidentId: id, kind: 'impact.rose', actor: FIREWATCH, text: `${why}.` });
      await tx.jobs.send('sync-paging', { incidentId: id });
    });

    await settle();

    expect(copy()).toMatchObject({ urgency: 'high', notes: [{ content: expect.stringContaining(why) }] });
    expect((await incident()).escalation?.call?.isPaged).toBe(true);
    copy().urgency = 'low';
    await deps.store.transaction((tx) => tx.jobs.send('sync-paging', { incidentId: id }));
    await settle();
    expect(copy()).toMatchObject({ urgency: 'low', notes: [{}] });
  });

  test('what people do there is done here in their name, and nothing comes back', async () => {
    const { pagerDuty, copy, announce, settle, incident, timeline, writes } = await start();
    const { people } = pagerDuty;
    people.acknowledge(copy(), 'UALICE');
    people.addNote(copy(), 'UALICE', 'I look at the cache.');
    people.addNote(copy(), 'UBEN', 'Ask me about <!channel> payments.');
    people.setPriority(copy(), 'UBEN', 'P2');
    await announce({});
    await settle();

    expect(await incident()).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: { kind: 'person', id: 'U0ALICE' },
      severity: 'sev2',
    });
    people.resolve(copy(), 'UBEN');
    await announce({});
    await settle();

    expect(await incident()).toMatchObject({
      status: 'resolved',
      resolvedBy: { kind: 'system', id: 'pagerduty' },
    });
    expect(await timeline()).toEqual(
      expect.arrayContaining([
        'U0ALICE: Acknowledged in PagerDuty, and leads as commander.',
        'U0ALICE: In PagerDuty: I look at the cache.',
        'pagerduty: Ben B.: Ask me about <!channel> payments.',
        'pagerduty: Severity sev1 → sev2: its priority was changed in PagerDuty',
        expect.stringContaining('pagerduty: Resolved by Ben B. in PagerDuty. '),
      ]),
    );
    expect(writes()).toEqual([]);
  });

  test('an escalation there is told here, and who is asked is not silenced', async () => {
    const { deps, pagerDuty, copy, announce, settle, incident, timeline, writes, request } = await start();
    await acknowledgeIncident(deps, ALICE, request('1'));
    await settle();
    writes();

    pagerDuty.people.escalate(copy(), 'UALICE', 2);
    await announce({});
    await settle();
    await addNote(deps, ALICE, { ...request('2'), text: 'Still at it.' });
    await settle();

    expect(copy()).toMatchObject({ status: 'triggered', assignees: [{ name: 'Ben B.' }] });
    expect(await incident()).toMatchObject({ status: 'acknowledged' });
    expect(await timeline()).toEqual(
      expect.arrayContaining([
        'pagerduty: PagerDuty asks Ben B. now.',
        'pagerduty: Its acknowledgement in PagerDuty ended, and people are paged again.',
      ]),
    );
    expect(writes()).toHaveLength(1);
  });

  test('what PagerDuty closes by itself stays open here while alerts fire', async () => {
    const { pagerDuty, copy, announce, settle, incident, timeline } = await start();
    pagerDuty.people.autoResolve(copy());
    await announce({});
    await settle();

    expect(await incident()).toMatchObject({ status: 'open' });
    expect((await timeline()).at(-1)).toContain(
      'PagerDuty closed its incident by itself, and an alert still fires',
    );
  });

  test('people are paged anew when it comes back, and not twice when PagerDuty told of it', async () => {
    const { tell, alert, pagerDuty, settle, incident } = await start();
    await tell(ended(alert));
    await settle();
    await tell({ ...alert, startsAt: new Date() });
    await settle();
    expect(pagerDuty.incidents.map(({ key, status }) => [key.split(':')[2], status])).toEqual([
      [undefined, 'resolved'],
      ['1', 'triggered'],
    ]);
    expect(await incident()).toMatchObject({ pagerDutyIncidentId: pagerDuty.incidents[1]?.id });
  });

  test('an incident of which PagerDuty told is its copy: nobody is paged again, its title is left alone', async () => {
    const { copy, pagerDuty, incident, sync, settle, deps, request } = await start(
      buildAlert({ source: 'pagerduty', fingerprint: 'PD1' }),
    );
    expect(pagerDuty.incidents).toHaveLength(1);
    expect(await incident()).toMatchObject({ pagerDutyIncidentId: 'PD1' });
    await acknowledgeIncident(deps, ALICE, request('1'));
    await sync();
    await settle();
    expect(copy()).toMatchObject({ status: 'acknowledged', title: 'Disk is full', priority: null });
  });

  test('what we know already is not looked at again', async () => {
    const { announce, copy, pagerDuty } = await start();
    expect(await announce({ isStatus: true, status: 'triggered' })).toBe(false);
    expect(await announce({ note: '[Firewatch INC-1 #3] Noted in Slack: x' })).toBe(false);
    expect(await announce({ pagingId: 'PELSE', key: 'someone-elses' })).toBe(false);
    pagerDuty.people.acknowledge(copy(), 'UALICE');
    expect(await announce({ isStatus: true, status: 'acknowledged' })).toBe(true);
  });
});
