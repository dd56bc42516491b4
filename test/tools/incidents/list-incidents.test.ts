import { describe, expect, test } from '@jest/globals';
import { listIncidents } from '../../../tools/incidents/list-incidents.js';
import { incident, toolContext } from '../../helpers/checkout-incident.js';

describe('list_incidents', () => {
  test('lists unresolved incidents with the parts of their impact', async () => {
    const current = incident();
    const other = incident({
      number: 9,
      title: 'search is slow',
      service: 'search',
      severity: 'sev3',
      impact: null,
    });
    const context = toolContext({
      incident: current,
      incidents: { listByImpact: () => Promise.resolve([current, other]) },
    });

    expect(await listIncidents.run({ limit: 10 }, context)).toMatchInlineSnapshot(`
     {
       "data": [
         {
           "impact": 71,
           "incident": "INC-12",
           "parts": [
             "tier 40/40: checkout is tier 1",
             "failing_requests 26/40: 41 % of requests to checkout fail",
             "dependants 5/20: called by web",
           ],
           "service": "checkout",
           "severity": "sev1",
           "startedAt": "2026-11-20T03:12:00.000Z",
           "status": "open",
           "thisOne": true,
           "title": "HighErrorRate on checkout",
         },
         {
           "impact": null,
           "incident": "INC-9",
           "parts": [],
           "service": "search",
           "severity": "sev3",
           "startedAt": "2026-11-20T03:12:00.000Z",
           "status": "open",
           "title": "search is slow",
         },
       ],
       "hasMore": false,
       "query": "unresolved incidents by impact, at most 10",
       "status": "ok",
       "summary": "2 unresolved incidents; highest impact: INC-12 (71).",
     }
    `);
  });

  test('says that there are more than asked for', async () => {
    const context = toolContext({
      incidents: { listByImpact: (limit) => Promise.resolve(Array(limit).fill(incident())) },
    });

    expect(await listIncidents.run({ limit: 3 }, context)).toMatchObject({
      hasMore: true,
      data: { length: 3 },
    });
  });

  test('says what was searched when nothing is open', async () => {
    const context = toolContext({ incidents: { listByImpact: () => Promise.resolve([]) } });

    expect(await listIncidents.run({ limit: 3 }, context)).toEqual({
      status: 'no_data',
      searched: 'unresolved incidents',
    });
  });
});
