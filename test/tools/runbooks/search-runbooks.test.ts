import { describe, expect, test } from '@jest/globals';
import { searchRunbooks } from '../../../tools/runbooks/search-runbooks.js';
import { toolContext } from '../../helpers/checkout-incident.js';

describe('search_runbooks', () => {
  test('returns titles, ids and actions of the best matches', async () => {
    expect(await searchRunbooks.run({ text: 'release' }, toolContext())).toMatchInlineSnapshot(`
     {
       "data": [
         {
           "actions": [
             "Roll back to the previous release",
             "Scale out",
           ],
           "alerts": [
             "HighErrorRate",
           ],
           "id": "bad-release",
           "reason": "its text contains "release"",
           "score": 0.5,
           "title": "Bad release",
         },
       ],
       "hasMore": false,
       "query": "runbooks about "release"",
       "status": "ok",
       "summary": "1 runbooks match, best: Bad release.",
     }
    `);
  });

  test('says how much was searched when nothing matches', async () => {
    expect(await searchRunbooks.run({ text: 'volcano' }, toolContext())).toEqual({
      status: 'no_data',
      searched: 'runbooks about "volcano", in 2 runbooks',
    });
  });
});
