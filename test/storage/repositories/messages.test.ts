import { expect, test } from '@jest/globals';
import { createMessageQueue } from '../../../src/storage/repositories/messages.js';
import { describeOnEveryDatabase, type TestDatabase } from '../../helpers/every-database.js';
import { buildAlert, createWorkflowDeps, receive } from '../../helpers/workflow-deps.js';

const CLAIM = { limit: 10, leaseSeconds: 20 };

describeOnEveryDatabase('the queue of messages', (open) => {
  async function claimCard({ store, database }: TestDatabase) {
    await receive(createWorkflowDeps(store), buildAlert());
    const queue = createMessageQueue(database);
    const [card] = await queue.claim(CLAIM);
    return { queue, card: card! };
  }

  /** A card that was shown a moment ago, and whether anything is due. */
  async function showCard(opened: TestDatabase) {
    const { queue, card } = await claimCard(opened);
    await queue.delivered(card, { channel: 'C1', ts: '1.1' });
    const { store, database } = opened;
    return {
      queue,
      card,
      touch: () => store.transaction((tx) => tx.notifier.touch(card)),
      freshen: () => store.transaction((tx) => tx.notifier.freshenAll([card])),
      set: (columns: string) => database.query(`UPDATE firewatch.messages SET ${columns}`),
      isDue: async () => {
        const found = await queue.claim(CLAIM);
        for (const message of found)
          await queue.retryLater(message, { inMs: 0, error: '', isCertain: true, isTry: false });
        return found.length > 0;
      },
    };
  }

  test('what changes all the time is shown when it is quiet, and at the latest after a while', async () => {
    const { freshen, set, isDue } = await showCard(await open());
    await freshen();
    expect(await isDue()).toBe(false);

    // Nothing for three seconds.
    await set(`due_at = due_at - interval '3 s'`);
    expect(await isDue()).toBe(true);
  });

  test('what never is quiet is shown at the latest after fifteen seconds', async () => {
    const { freshen, set, isDue } = await showCard(await open());
    await freshen();
    await set(`wanted_at = now() - interval '14 s'`);
    await freshen();
    expect(await isDue()).toBe(false);

    await set(`wanted_at = now() - interval '15 s'`);
    await freshen();
    expect(await isDue()).toBe(true);
  });

  test('what was calm is shown at once', async () => {
    const { freshen, set, isDue } = await showCard(await open());
    await set(`due_at = due_at - interval '15 s'`);

    await freshen();

    expect(await isDue()).toBe(true);
  });

  test('what somebody did is shown at once, also between changes that nobody waits for', async () => {
    const { freshen, touch, isDue } = await showCard(await open());
    await freshen();
    await touch();
    await freshen();

    expect(await isDue()).toBe(true);
  });

  test('what somebody did is shown at once when both are in one transaction', async () => {
    const opened = await open();
    const { card, isDue } = await showCard(opened);

    await opened.store.transaction(async ({ notifier }) => {
      await notifier.freshenAll([card]);
      await notifier.touch(card);
    });

    expect(await isDue()).toBe(true);
  });

  test('what waits to be tried again keeps its time whatever changes', async () => {
    const { queue, freshen, touch, isDue } = await showCard(await open());
    await touch();
    const [message] = await queue.claim(CLAIM);
    await queue.retryLater(message!, { inMs: 60_000, error: 'ratelimited', isCertain: true, isTry: false });

    await touch();
    await freshen();
    await touch();

    expect(await isDue()).toBe(false);
  });

  test('keeps the lease for as long as a post takes', async () => {
    const opened = await open();
    const { queue, card } = await claimCard(opened);
    const secondsLeft = async () => {
      const [row] = await opened.database.query<{ left: number }>(
        'SELECT extract(epoch FROM lease_until - now())::float8 AS left FROM firewatch.messages',
      );
      return row?.left;
    };
    expect(await secondsLeft()).toBeLessThan(21);

    expect(await queue.markSending(card)).toBe(true);
    expect(await secondsLeft()).toBeGreaterThan(28);
  });

  test('counts failed tries, not waiting for a turn', async () => {
    const { queue, card } = await claimCard(await open());
    const waits = { inMs: 0, error: 'others wait', isCertain: true, isTry: false };

    await queue.retryLater(card, waits);
    const [second] = await queue.claim(CLAIM);
    expect(second).toMatchObject({ attempts: 0 });
    await queue.retryLater(second!, { ...waits, isTry: true });
    expect(await queue.claim(CLAIM)).toMatchObject([{ attempts: 1 }]);
  });

  test('a message posted anew is where its owner says; a late word changes nothing', async () => {
    const { database, store, jobs } = await open();
    const { queue, card } = await claimCard({ database, store, jobs });
    await queue.delivered(card, { channel: 'C1', ts: '1.1' });
    await store.transaction((tx) => tx.notifier.touch(card));
    const [again] = await queue.claim(CLAIM);
    await queue.delivered(again!, { channel: 'C1', ts: '2.2' });
    await queue.delivered(
      { ...card, leaseToken: '00000000-0000-4000-8000-000000000000' },
      { channel: 'C1', ts: '9.9' },
    );

    expect(await database.query('SELECT ts FROM firewatch.messages')).toEqual([{ ts: '2.2' }]);
  });
});
