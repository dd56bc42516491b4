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
