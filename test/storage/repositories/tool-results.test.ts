import { expect, test } from '@jest/globals';
import { keptResultsOf } from '../../../src/workflows/evidence/kept-results.js';
import { housekeeping } from '../../../src/workflows/housekeeping.js';
import { describeOnEveryDatabase } from '../../helpers/every-database.js';
import { buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';

describeOnEveryDatabase('the kept results of tools', (open) => {
  const start = async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    await receive(deps, buildAlert({ labels: { service: 'search' } }));
    await receive(deps, buildAlert({ labels: { service: 'checkout' } }));
    const [one, other] = (await incidentsOf(deps)).map(({ id }) =>
      keptResultsOf({ store, keeper: { hideText: (text) => text } }, id),
    );
    return { deps, database, one: one!, other: other! };
  };

  test('are numbered, the same text once, and belong to their incident alone', async () => {
    const { one, other } = await start();

    expect([await one.keep('a'), await one.keep('b\0'), await one.keep('a')]).toEqual(['R1', 'R2', 'R1']);
    expect([await one.read('R1'), await one.read('R2'), await one.read('R3')]).toEqual([
      'a',
      'b\ufffd',
      undefined,
    ]);
    expect(await other.read('R1')).toBeUndefined();
    expect([await other.keep('c'), await other.read('R1')]).toEqual(['R1', 'c']);
  });

  test('are held to the newest hundred, and no id is used twice', async () => {
    const { one } = await start();

    for (let number = 1; number <= 102; number += 1) await one.keep(`text ${number}`);

    expect([await one.read('R2'), await one.read('R3'), await one.read('R102')]).toEqual([
      undefined,
      'text 3',
      'text 102',
    ]);
    expect(await one.keep('text 1')).toBe('R103');
  });

  test('are forgotten after a month', async () => {
    const { deps, database, one } = await start();
    await one.keep('old');
    await one.keep('new');
    await database.query(
      "UPDATE firewatch.tool_results SET created_at = now() - interval '31 days' WHERE number = 1",
    );

    await housekeeping({ ...deps, paging: null });

    expect([await one.read('R1'), await one.read('R2')]).toEqual([undefined, 'new']);
  });
});
