import { expect, test } from '@jest/globals';
import { suggestIncidents } from '../../../src/workflows/reading/suggest.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';

describeOnOneDatabase('suggestIncidents', (open) => {
  test('finds an incident that more than a hundred worse ones come before', async () => {
    const { store, database } = await open();
    await database.query(
      `INSERT INTO firewatch.incidents
         (title, severity, source, group_key, channel, started_at, service, impact_score, status, resolved_at)
       SELECT 'Nr ' || n || CASE n WHEN 105 THEN ' 100%_done' ELSE '' END, 'sev2', 't', 'g' || n, 'C1', now(),
         CASE n WHEN 105 THEN 'Payments' ELSE 'search' END, CASE n WHEN 105 THEN 1 ELSE 90 END,
         CASE n WHEN 1 THEN 'resolved' ELSE 'open' END, CASE n WHEN 1 THEN now() END
       FROM generate_series(1, 105) AS n`,
    );
    const suggest = async (text: string) =>
      (await suggestIncidents({ store }, text)).map(({ title }) => title.split(' ')[1]);
    const last = (await suggestIncidents({ store }, 'nr 105'))[0];

    for (const text of [`inc-${last?.number}`, ' NR 105', 'payments', '100%_DONE', 'done Pay'])
      expect(await suggest(text)).toEqual(['105']);
    // 10 to 19 and 100 to 105: the first one is resolved.
    expect(await suggest('nr 1 ')).toHaveLength(16);
    expect(await suggest('%')).toEqual(['105']);
    expect(await suggest('')).toHaveLength(100);
    expect(await suggest('nothing like it')).toEqual([]);
  });
});
