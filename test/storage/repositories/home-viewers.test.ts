import { expect, test } from '@jest/globals';
import { onIncidentChange } from '../../../src/storage/repositories/home-viewers.js';
import type { SlackInput } from '../../../src/workflows/use-cases.js';
import type { Store } from '../../../src/workflows/transaction.js';
import { describeOnEveryDatabase } from '../../helpers/every-database.js';
import { waitUntil } from '../../helpers/wait-until.js';

const AT = new Date('2026-11-22T10:00:00Z');

const openIncident = (store: Store) =>
  store.transaction(async (tx) => {
    const incident = await tx.incidents.create({
      title: 'Checkout fails',
      severity: 'sev2',
      service: null,
      source: 'slack',
      groupKey: `slack:${Math.random()}`,
      startedAt: AT,
      impact: null,
      channel: 'C1',
    });
    await tx.notifier.touch({ kind: 'incident_card', incidentId: incident.id, subjectId: null });
    return incident;
  });

describeOnEveryDatabase('what Slack’s own places need', (open) => {
  test('an incident is found by its thread, and by nothing else', async () => {
    const { store, database } = await open();
    const incident = await openIncident(store);
    await database.query("UPDATE firewatch.messages SET ts = '1.5', channel = 'C1'");
    const find = (channelId: string, threadTs: string) =>
      store.transaction((tx) => tx.home.incidentOfThread({ channelId, threadTs }));

    expect(await find('C1', '1.5')).toBe(incident.id);
    expect(await find('C2', '1.5')).toBeUndefined();
    expect(await find('C1', '1.6')).toBeUndefined();
    const card = { kind: 'incident_card', incidentId: incident.id, subjectId: null } as const;
    expect(await store.transaction((tx) => tx.home.postedAt(card))).toEqual({
      channel: 'C1',
      ts: '1.5',
      threadTs: null,
    });
  });

  test('a message goes on a timeline once, at the time it was written', async () => {
    const { store } = await open();
    const { id } = await openIncident(store);
    const entry = {
      incidentId: id,
      kind: 'incident.opened' as const,
      actor: { kind: 'person' as const, id: 'U1' },
      text: 'hello',
    };
    await store.transaction((tx) => tx.timeline.append(entry));
    const add = () =>
      store.transaction((tx) =>
        tx.timeline.appendMessage({
          ...entry,
          text: 'earlier',
          at: AT,
          message: 'C1:1.0',
          link: 'https://x',
        }),
      );

    expect(await add()).toMatchObject({ text: 'earlier', at: AT, link: 'https://x' });
    expect(await add()).toBeUndefined();
    const entries = await store.transaction((tx) => tx.timeline.list(id, 10));
    expect(entries.map(({ text }) => text)).toEqual(['earlier', 'hello']);
  });

  test('people look at their Home tab for a day', async () => {
    const { store, database } = await open();
    for (const person of ['U2', 'U1', 'U1']) await store.transaction((tx) => tx.home.opened(person));
    expect(await store.transaction((tx) => tx.home.viewers())).toEqual(['U1', 'U2']);

    await database.query(
      "UPDATE firewatch.home_viewers SET opened_at = now() - interval '25 hours' WHERE slack_user_id = 'U1'",
    );
    expect(await store.transaction((tx) => tx.home.viewers())).toEqual(['U2']);
    expect(await store.transaction((tx) => tx.home.isViewer('U1'))).toBe(false);
  });

  test('a change of an incident is announced after its commit', async () => {
    const { store, database } = await open();
    let announced = 0;
    const stop = await onIncidentChange(database, () => (announced += 1));

    await store
      .transaction(async (tx) => {
        await tx.incidents.lockGrouping();
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    expect(announced).toBe(0);
    await openIncident(store);
    await waitUntil('the announcement', () => announced > 0, 5000);
    await stop();
  });

  test('one happening under several event ids is stored once', async () => {
    const { store, database } = await open();
    const event = (id: string): SlackInput => ({
      kind: 'event',
      id,
      userId: 'U1',
      sameAs: 'T1:C1:1.0:reaction_added',
      event: { type: 'reaction_added', name: 'pushpin', channelId: 'C1', ts: '1.0' },
    });
    const ids = Array.from({ length: 11 }, (_, index) => `Ev${index}`);
    const accepted = await Promise.all(
      [...ids, ...ids].map((id) => store.transaction((tx) => tx.slackInputs.accept(event(id)))),
    );

    expect(accepted.filter(Boolean)).toHaveLength(1);
    expect(await database.query('SELECT id FROM firewatch.slack_inputs')).toHaveLength(1);
  });

  test('what people typed is deleted a week after it was handled', async () => {
    const { store, database } = await open();
    const shortcut = (id: string): SlackInput => ({
      kind: 'shortcut',
      id,
      userId: 'U1',
      callbackId: 'incident.new',
      message: null,
      responseUrl: null,
      modalId: null,
    });
    for (const id of ['old', 'new']) {
      await store.transaction((tx) => tx.slackInputs.accept(shortcut(id)));
      await store.transaction((tx) => tx.slackInputs.markHandled(id));
    }
    await database.query(
      "UPDATE firewatch.slack_inputs SET handled_at = now() - interval '8 days' WHERE id = 'old'",
    );
    await store.transaction((tx) => tx.slackInputs.forgotten(900));

    expect(await database.query('SELECT id FROM firewatch.slack_inputs')).toEqual([{ id: 'new' }]);
  });
});
