import { describe, expect, test } from '@jest/globals';
import { listMetrics } from '../../../tools/metrics/list-metrics.js';
import { toolContext } from '../../helpers/checkout-incident.js';

describe('list_metrics', () => {
  test('lists names that contain the text', async () => {
    expect(await listMetrics.run({ contains: 'pool' }, toolContext())).toMatchInlineSnapshot(`
     {
       "data": [
         "db_pool_connections",
         "db_pool_waiting",
       ],
       "hasMore": false,
       "query": "metric names containing "pool"",
       "status": "ok",
       "summary": "2 metric names contain "pool".",
     }
    `);
  });

  test('says what was searched when nothing matches', async () => {
    expect(await listMetrics.run({ contains: 'nope' }, toolContext())).toEqual({
      status: 'no_data',
      searched: 'metric names containing "nope"',
    });
  });
});
