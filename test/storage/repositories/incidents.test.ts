import { expect, test } from '@jest/globals';
import type { Transaction } from '../../../src/workflows/transaction.js';
import { describeOnEveryDatabase } from '../../helpers/every-database.js';

const NEW = {
  severity: 'sev3',
  service: null,
  source: 'test',
  startedAt: new Date(),
  impact: null,
  channel: 'C0INCIDENTS',
} as const;

describeOnEveryDatabase('the number of an incident', (open) => {
  test('follows the last one, whatever was begun in between and not kept', async () => {
    const { store } = await open();
    const create = (title: string) => (tx: Transaction) =>
      tx.incidents.create({ ...NEW, title, groupKey: title });
    const first = await store.transaction(create('first'));
    await expect(
      store.transaction(async (tx) => {
        await create('lost')(tx);
        throw new Error('the process dies');
      }),
    ).rejects.toThrow('the process dies');

    const second = await store.transaction(create('second'));

    expect([first.number, second.number]).toEqual([1, 2]);
  });

  test('is given once, to several at the same moment as well', async () => {
    const { store } = await open();
    const titles = Array.from({ length: 10 }, (_, index) => `incident ${index}`);

    const created = await Promise.all(
      titles.map((title) =>
        store.transaction((tx) => tx.incidents.create({ ...NEW, title, groupKey: title })),
      ),
    );

    expect(created.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
      titles.map((_, index) => index + 1),
    );
  });
});
