/** What is said of services and of alerts that wait, for the table of builders. */
import type { Actor } from '../../src/incidents/incident.js';
import { buildHeldBack } from '../../src/slack/blocks/answers/held-back.js';
import { buildServices } from '../../src/slack/blocks/answers/services.js';
import { buildCatalog } from '../../test/helpers/small-catalog.js';
import { NOW } from '../../test/slack/sample-view.js';
import { asMessage, type BuilderRow } from './builder-row.js';

const ALICE: Actor = { kind: 'person', id: 'U0ALICE' };

export const SERVICE_BUILDERS: readonly BuilderRow[] = [
  {
    name: 'what is held back',
    covers: ['buildHeldBack'],
    build: (poison) => {
      const window = { service: 'checkout', startsAt: NOW, endsAt: NOW, reason: 'x', declaredBy: ALICE };
      const firing = { name: 'x', source: 'x', labels: { service: 'web' }, startsAt: NOW };
      const alert = { ...firing, service: 'web', until: NOW, why: '1 of 3 firings within 10 min' };
      return asMessage(
        buildHeldBack(poison({ windows: [window], alerts: [alert], alertCount: 3, now: NOW })),
      );
    },
  },
  {
    name: 'services',
    covers: ['buildServices'],
    build: (poison) => {
      const unmapped = { name: 'ledger', alerts: 2, lastAt: NOW };
      return asMessage(
        buildServices(
          poison({
            days: 7,
            known: buildCatalog()
              .list()
              .map((service) => ({ service, alerts: 1 })),
            unmapped: [unmapped],
          }),
        ),
      );
    },
  },
];
