import { describe, expect, test } from '@jest/globals';
import { getService } from '../../../tools/services/get-service.js';
import { toolContext } from '../../helpers/checkout-incident.js';

describe('get_service', () => {
  test('returns tier, owner, neighbours and queries', async () => {
    expect(await getService.run({ service: 'payments' }, toolContext())).toMatchInlineSnapshot(`
     {
       "data": {
         "dependants": [
           "checkout",
         ],
         "dependsOn": [
           "bank",
         ],
         "description": "The payments service.",
         "indirectDependants": [
           "web",
         ],
         "lifecycle": "production",
         "name": "payments",
         "notInCatalogue": [
           "bank",
         ],
         "owner": "team-payments",
         "signals": [
           {
             "name": "errors",
             "query": "sum(rate(http_requests_total{service="payments",status=~"5.."}[1m]))",
             "unit": "ratio",
           },
         ],
         "tier": 2,
         "title": "Payments",
       },
       "hasMore": false,
       "query": "catalogue entry of payments",
       "status": "ok",
       "summary": "payments is tier 2, owned by team-payments; it calls bank and is called by checkout.",
     }
    `);
  });

  test.each([
    ['chekout', 'The catalogue has no "chekout". Did you mean checkout?'],
    ['warehouse', 'The catalogue has no "warehouse". It knows web, checkout, payments, search.'],
  ])('names the services that %s may mean', async (name, reason) => {
    expect(await getService.run({ service: name }, toolContext())).toEqual({ status: 'refused', reason });
  });
});
