/** A world for bots beside a local PagerDuty, in which checkout and search are services that people are paged about. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLocalPagerDuty } from '../../demo/pagerduty/local-pagerduty.js';
import { CATALOG } from './bot-config.js';
import { createBotWorld, type WorldOptions } from './bot.js';

export const PAGING_SECRET = 'webhook-secret';
/** Integration key of checkout there. */
export const CHECKOUT_KEY = 'c'.repeat(32);

/** Webhooks are sent only to who is subscribed. */
export async function createPagedWorld(options: Partial<WorldOptions> = {}) {
  const pagerDuty = await startLocalPagerDuty({
    tokens: ['pd-token'],
    users: [
      { id: 'UBOT', name: 'Firewatch', email: 'bot@shop.example' },
      { id: 'UALICE', name: 'Alice Moreau', email: 'alice@example.com' },
    ],
    policies: [{ id: 'POL1', name: 'Shop', levels: [['UALICE']] }],
    services: [
      { id: 'PDCHECKOUT', name: 'checkout', policyId: 'POL1', routingKey: CHECKOUT_KEY },
      { id: 'PDSEARCH', name: 'search', policyId: 'POL1' },
    ],
    retryDelaysMs: [200, 200, 200, 200],
  });
  const world = await createBotWorld({
    database: 'either',
    ...options,
    env: {
      PAGERDUTY_TOKEN: 'pd-token',
      PAGERDUTY_FROM_EMAIL: 'bot@shop.example',
      PAGERDUTY_API_URL: pagerDuty.url,
      PAGERDUTY_WEBHOOK_SECRET: PAGING_SECRET,
      ...options.env,
    },
  });
  await writeFile(join(world.directory, 'catalog-info.yaml'), pagedCatalog());
  return {
    ...world,
    pagerDuty,
    async close() {
      await world.close();
      await pagerDuty.close();
    },
  };
}

function pagedCatalog(): string {
  const tier = "firewatch.dev/tier: '1'";
  return CATALOG.replace(tier, `${tier}\n    pagerduty.com/service-id: PDCHECKOUT`).replace(
    'name: search',
    'name: search\n  annotations:\n    pagerduty.com/service-id: PDSEARCH',
  );
}
