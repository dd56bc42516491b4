import { describe, expect, test } from '@jest/globals';
import { listChanges } from '../../../tools/changes/list-changes.js';
import { DEPLOY, incident, toolContext } from '../../helpers/checkout-incident.js';

describe('list_changes', () => {
  test('lists changes of the service and its neighbourhood, newest first', async () => {
    expect(await listChanges.run({ service: 'checkout' }, toolContext())).toMatchInlineSnapshot(`
     {
       "data": [
         {
           "at": "2026-11-20T03:11:40.000Z",
           "author": "dana",
           "kind": "deploy",
           "relativeToStart": "20 s before the incident",
           "service": "checkout",
           "source": "github",
           "summary": "Release 1.4.2",
           "version": "1.4.2",
         },
       ],
       "hasMore": false,
       "query": "changes of checkout, web, payments from 2026-11-19T03:12:00.000Z to 2026-11-20T03:20:00.000Z",
       "range": {
         "end": 2026-11-20T03:20:00.000Z,
         "start": 2026-11-19T03:12:00.000Z,
       },
       "status": "ok",
       "summary": "1 change; newest: deploy of checkout, 20 s before the incident: Release 1.4.2.",
     }
    `);
  });

  test('looks around the service, not everywhere', async () => {
    const changeList = [DEPLOY, { ...DEPLOY, service: 'search' }];

    const result = await listChanges.run({ service: 'payments', minutes: 60 }, toolContext({ changeList }));

    expect(result).toMatchObject({
      query: 'changes of payments, web, checkout from 2026-11-20T02:20:00.000Z to 2026-11-20T03:20:00.000Z',
      data: { length: 1 },
    });
  });

  test('looks everywhere when the incident names no service', async () => {
    const context = toolContext({
      incident: incident({ service: null }),
      changeList: [{ ...DEPLOY, service: 'search' }],
    });

    expect(await listChanges.run({}, context)).toMatchObject({ status: 'ok', data: { length: 1 } });
  });

  test('says what was searched when nothing changed', async () => {
    expect(await listChanges.run({}, toolContext({ changeList: [] }))).toEqual({
      status: 'no_data',
      searched:
        'changes of checkout, web, payments from 2026-11-19T03:12:00.000Z to 2026-11-20T03:20:00.000Z',
    });
  });

  test('doubts a service that nobody knows instead of calling it unchanged', async () => {
    expect(await listChanges.run({ service: 'chekout' }, toolContext({ changeList: [] }))).toMatchObject({
      status: 'no_data',
      searched: expect.stringContaining('the catalogue has no "chekout"; is it spelled right?'),
    });
  });
});
