import { expect, test } from '@jest/globals';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { buildAlert, createWorkflowDeps, receive } from '../../helpers/workflow-deps.js';

const ago = (ms: number) => new Date(Date.now() - ms);

describeOnOneDatabase('alerts that belong to different incidents', (open) => {
  const start = async () => {
    const { store, database } = await open();
    return { database, deps: createWorkflowDeps(store) };
  };

  test('keeps clusters apart, and waves of which the incident knows nothing; says why on the timeline', async () => {
    const { deps, database } = await start();
    const wave = (startsAt: Date, cluster: string) =>
      ['web', 'checkout', 'payments'].flatMap((service) =>
        Array.from({ length: 4 }, () => buildAlert({ labels: { service, cluster }, startsAt })),
      );

    await receive(deps, ...wave(ago(300_000), 'one'));
    await receive(deps, ...wave(ago(60_000), 'one'));
    await receive(deps, ...wave(ago(50_000), 'two'));

    const opened = await database.query(
      "SELECT text FROM firewatch.timeline WHERE kind = 'incident.opened' ORDER BY id",
    );
    expect(opened.map(({ text }) => text)).toEqual([
      expect.stringMatching(/began to fire for \w+\.$/),
      expect.stringContaining('12 new alerts began together, 4 min after its own 12'),
      expect.stringContaining('this is cluster two, that is cluster one'),
    ]);
    const counts = await database.query(
      'SELECT count(*)::int AS count FROM firewatch.alerts GROUP BY incident_id',
    );
    expect(counts).toEqual([{ count: 12 }, { count: 12 }, { count: 12 }]);
  });
});
