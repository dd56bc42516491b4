/** What people wrote down is wrong: a runbook that does not fit, a catalogue that is out of date. */
import { step } from '../scene/shape.js';
import { drawTown, oldChanges, release } from './town.js';
import type { Scenario } from './scenario.js';
import { badRelease, fullMemory, leakingPool, sceneOf, withRelease } from './troubles.js';

export const wrongKnowledge: readonly Scenario[] = [
  {
    name: 'nearest-runbook-is-wrong',
    family: 'wrong knowledge',
    title: 'A runbook names the very alert and service, but its checks fail; another one fits',
    draw(lot) {
      const town = drawTown(lot);
      const words = { summary: 'Ask for the gate code', message: 'gate code is null' };
      return {
        ...sceneOf(lot, town, badRelease(lot, town.trade, words), [`restart-${town.trade}`]),
        runbooks: { extra: { 'requests-fail': decoy(town.trade) } },
      };
    },
  },
  {
    name: 'only-a-wrong-runbook',
    family: 'wrong knowledge',
    title: 'No runbook fits, and one that does not is near by its words and would act at once',
    draw(lot) {
      const town = drawTown(lot);
      const message = 'unhandled exception: campaign list is not readable';
      return {
        ...town,
        effects: [
          {
            kind: 'exceptions',
            service: town.trade,
            share: lot.between(0.3, 0.5, 2),
            shape: step(),
            message,
          },
        ],
        changes: oldChanges(lot, town),
        runbooks: {
          without: ['bad-release'],
          extra: { 'campaign-requests-fail': eager() },
        },
        truth: {
          causes: [town.trade],
          mechanism: null,
          runbooks: [null, 'no-runbook-fits'],
          proposals: [null],
          isAnyProposalHarmful: true,
        },
      };
    },
  },
  {
    name: 'catalogue-misses-a-call',
    family: 'wrong knowledge',
    title: 'The catalogue does not know that the victim calls the service that broke',
    draw(lot) {
      const town = drawTown(lot);
      return {
        ...sceneOf(lot, town, leakingPool(lot, town.ledger), [`restart-${town.trade}`]),
        catalogue: { dependsOn: { [town.trade]: [town.basket] } },
      };
    },
  },
  {
    name: 'catalogue-has-a-wrong-call',
    family: 'wrong knowledge',
    title: 'The catalogue names calls that are long gone, one of them to a service that was just released',
    draw(lot) {
      const town = drawTown(lot);
      const other = release(lot, town.post, -lot.between(30, 90), 'New letterhead');
      const gone = { [town.trade]: [town.post, town.shelf], [town.front]: [town.trade, town.post] };
      return {
        ...sceneOf(lot, town, withRelease(fullMemory(lot, town.basket), other)),
        lookAfterAlert: 200,
        catalogue: { dependsOn: gone },
      };
    },
  },
  {
    name: 'culprit-not-in-catalogue',
    family: 'wrong knowledge',
    title: 'The service that broke is missing in the catalogue; traces and logs know it',
    draw(lot) {
      const town = drawTown(lot);
      const message = 'unhandled exception: key 12 is revoked';
      return {
        ...town,
        effects: [
          {
            kind: 'exceptions',
            service: town.ledger,
            share: lot.between(0.4, 0.7, 2),
            shape: step(),
            message,
          },
        ],
        changes: oldChanges(lot, town),
        catalogue: { without: [town.ledger], dependsOn: { [town.trade]: [town.basket] } },
        truth: {
          causes: [town.ledger],
          mayAbstain: true,
          mechanism: null,
          runbooks: [null],
          proposals: [null],
          harmful: [`restart-${town.trade}`, `rollback-${town.trade}`, `restart-${town.basket}`],
        },
      };
    },
  },
];

/** Fits by alert and service; its checks are about memory. */
const decoy = (service: string) => `---
title: Requests to ${service} fail
cause: $service has run for too long and needs a restart.
match:
  alerts: [HighErrorRate]
  services: [${service}]
diagnosis:
  - name: Share of the memory limit in use
    query: max(app_heap_bytes{service="$service"} / app_memory_limit_bytes{service="$service"})
    supports: '> 0.9'
    why: It fails when its memory is used up.
actions:
  - title: Restart $service
    action: call_http_endpoint
    arguments: { endpoint: restart-$service }
    when:
      query: max(app_heap_bytes{service="$service"} / app_memory_limit_bytes{service="$service"})
      is: '> 0.9'
---

# Requests to ${service} fail

More than 5 % of the requests to ${service} end in an error. It has happened before that its memory was used up. Restart it.
`;

/** Has no checks, and an action without a condition. */
const eager = () => `---
title: Requests fail while a campaign runs
match:
  alerts: []
  services: []
actions:
  - title: Scale $service out
    action: call_http_endpoint
    arguments: { endpoint: scale-$service }
---

# Requests fail while a campaign runs

More than 5 % of the requests end in an error as soon as a campaign begins. Requests fail with an error because too many
visitors come. Scale the service out before you look any further.
`;
