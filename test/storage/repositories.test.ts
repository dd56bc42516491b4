import { expect, test } from '@jest/globals';
import { createMessageQueue } from '../../src/storage/repositories/messages.js';
import type { SlackInput } from '../../src/workflows/use-cases.js';
import { describeOnEveryDatabase } from '../helpers/every-database.js';
import { buildAlert, createWorkflowDeps, incidentsOf, receive } from '../helpers/workflow-deps.js';

describeOnEveryDatabase('an investigation', (open) => {
  test('is asked for once while it waits, and again once it was given up', async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    await receive(deps, buildAlert());
    const [incident] = await incidentsOf(deps);
    const request = () => store.transaction((tx) => tx.investigations.request(incident!.id, 'again'));

    expect(await request()).toBeUndefined();
    await database.query("UPDATE firewatch.investigations SET requested_at = now() - interval '1 hour'");
    expect(await request()).toBeUndefined();

    expect(await store.transaction((tx) => tx.investigations.endStale(900))).toEqual([incident!.id]);

    expect(await request()).toMatchObject({ reason: 'again' });
    expect(await request()).toBeUndefined();
  });
});

describeOnEveryDatabase('a stored Slack input', (open) => {
  test('that nobody handled in time is neither looked up nor run any more', async () => {
    const { store, database } = await open();
    const command = (id: string): SlackInput => ({
      kind: 'command',
      id,
      userId: 'U0ALICE',
      channelId: 'C1',
      text: 'list',
      responseUrl: 'https://hooks.slack.test/x',
      modalId: null,
    });
    for (const id of ['fresh', 'forgotten', 'old'])
      await store.transaction((tx) => tx.slackInputs.accept(command(id)));
    for (const [id, minutes] of [
      ['forgotten', 20],
      ['old', 31],
    ])
      await database.query(
        'UPDATE firewatch.slack_inputs SET received_at = now() - make_interval(mins => $2) WHERE id = $1',
        [id, minutes],
      );

    expect(await store.transaction((tx) => tx.slackInputs.take('old'))).toBeUndefined();
    expect(await store.transaction((tx) => tx.slackInputs.forgotten(900))).toEqual([command('forgotten')]);

    const left = await database.query(
      'SELECT id FROM firewatch.slack_inputs WHERE handled_at IS NULL ORDER BY id',
    );
    expect(left).toEqual([{ id: 'forgotten' }, { id: 'fresh' }]);
  });
});

describeOnEveryDatabase('the message queue', (open) => {
  const claim = { limit: 10, leaseSeconds: 60 };

  test('gives a message to one claimer, the card before what belongs under it', async () => {
    const { store, database } = await open();
    await receive(createWorkflowDeps(store), buildAlert());
    const queue = createMessageQueue(database);

    const [card, ...others] = await queue.claim(claim);
    expect(card).toMatchObject({ kind: 'incident_card', ts: null, isUncertain: false });
    expect(others).toEqual([]);
    expect(await queue.claim(claim)).toEqual([]);
    expect(await queue.markSending(card!)).toBe(true);
    await queue.delivered(card!, { channel: 'C1', ts: '1.2' });

    const [row] = await database.query(
      'SELECT ts, delivered_version, version, is_uncertain FROM firewatch.messages',
    );
    expect(row).toMatchObject({ ts: '1.2', is_uncertain: false });
  });

  test('after a crash takes a dead process’s messages at once where there is only one process', async () => {
    const { store, database } = await open();
    await receive(createWorkflowDeps(store), buildAlert());
    const dead = createMessageQueue(database);
    const [card] = await dead.claim(claim);
    await dead.markSending(card!);

    const again = await createMessageQueue(database).claim(claim);

    expect(again).toMatchObject(database.kind === 'pglite' ? [{ key: card!.key, isUncertain: true }] : []);
    expect(await dead.markSending(card!)).toBe(database.kind === 'postgres');
  });
});
