import { describe, expect, test } from '@jest/globals';
import { readRunbook } from '../../../tools/runbooks/read-runbook.js';
import { BAD_RELEASE, libraryOf, toolContext } from '../../helpers/checkout-incident.js';

describe('read_runbook', () => {
  test('returns its checks, its numbered actions and its text', async () => {
    expect(await readRunbook.run({ id: 'bad-release' }, toolContext())).toMatchInlineSnapshot(`
     {
       "data": {
         "actions": [
           {
             "action": "http_call",
             "step": 1,
             "title": "Roll back to the previous release",
             "verify": "errors:ratio{service="$service"} < 0.01 for 20 s, within 120 s",
             "when": [
               "a change in the last 3600 s",
             ],
           },
           {
             "action": "http_call",
             "step": 2,
             "title": "Scale out",
             "verify": null,
             "when": [
               "cpu{service="$service"} > 0.9",
             ],
           },
         ],
         "alerts": [
           "HighErrorRate",
         ],
         "body": "# Bad release

     Requests fail right after a release. Roll back first, look for the reason later.
     ",
         "diagnosis": [
           {
             "name": "errors since the release",
             "query": "sum(rate(http_requests_total{service="$service",status=~"5.."}[$window]))",
             "supports": "> 0.05",
             "why": "A bad release fails requests at once.",
           },
         ],
         "id": "bad-release",
         "services": [],
         "title": "Bad release",
       },
       "hasMore": false,
       "query": "runbook bad-release",
       "status": "ok",
       "summary": "Runbook Bad release: 1 checks, 2 actions.",
     }
    `);
  });

  test('cuts a long text and says so', async () => {
    const runbooks = libraryOf([{ ...BAD_RELEASE, body: 'x'.repeat(100_000) }]);

    const result = await readRunbook.run({ id: 'bad-release' }, toolContext({ runbooks }));

    expect(result).toMatchObject({ hasMore: true, data: { bodyCutAt: 4000 } });
    expect(JSON.stringify(result).length).toBeLessThan(6000);
  });

  test('says so when there is no such runbook', async () => {
    expect(await readRunbook.run({ id: '../secrets' }, toolContext())).toEqual({
      status: 'no_data',
      searched: 'the runbook with the id "../secrets"',
    });
  });
});
