/** Incidents in a real store, each with a budget, that greedy models share. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pgliteDatabase } from '../../src/storage/pglite.js';
import { createStore } from '../../src/storage/store.js';
import type { Store } from '../../src/workflows/transaction.js';
import { copyPgliteTemplate } from '../../test/helpers/pglite-template.js';
import { buildAlert, createWorkflowDeps, receive } from '../../test/helpers/workflow-deps.js';
import type { Dice } from '../random/dice.js';
import type { IncidentAccount } from './run-greedy.js';

/** Of the day: above what all models together claim to have used, or the later runs would not be asked anything. */
const DAY = { tokens: 1e14, cost: 1e10 };

export async function withIncidents<T>(
  count: number,
  dice: Dice,
  work: (store: Store, accounts: readonly IncidentAccount[]) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'firewatch-bench-'));
  try {
    const data = join(directory, 'pglite');
    await copyPgliteTemplate(data);
    const database = pgliteDatabase(await PGlite.create(data));
    try {
      const store = createStore(database, () => ({
        send: () => Promise.resolve(),
        isUnderWay: () => Promise.resolve(false),
      }));
      const deps = createWorkflowDeps(store);
      for (let index = 0; index < count; index += 1) {
        await receive(
          deps,
          buildAlert({ labels: { service: `service-${index}` }, groupKey: `group-${index}` }),
        );
      }
      const incidents = await store.transaction((tx) => tx.incidents.listActive(count));
      if (incidents.length < count) throw new Error(`${incidents.length} incidents instead of ${count}`);
      const accounts = incidents.map(({ id }) => ({
        id,
        budgets: {
          incident: { tokens: dice.whole(60_000, 3_000_000), cost: dice.number(0.2, 8) },
          day: DAY,
        },
        tokens: 0,
        cost: 0,
      }));
      return await work(store, accounts);
    } finally {
      await database.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
