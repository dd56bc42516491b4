/** What people wrote down is wrong: a runbook that does not fit, a catalogue that is out of date. */
import { ramp, step } from '../scene/shape.js';
import { drawTown, oldChanges, release } from './town.js';
import type { Scenario } from './scenario.js';

export const wrongKnowledge: readonly Scenario[] = [
  {
    name: 'nearest-runbook-is-wrong',
    family: 'wrong knowledge',
    title: 'A runbook names the very alert and service, but its checks fail; another one fits',
    draw(lot) {
      const town = drawTown(lot);
      const { change, restart } = release(lot, town.trade, -lot.between(20, 60), 'Ask for the gate code');
      const message = 'unhandled exception: gate code is null';
      return {
        ...town,
        effects: [
          restart,
          {
            kind: 'exceptions',
            service: town.trade,
            share: lot.between(0.25, 0.5, 2),
            shape: step(),
            message,
          },
        ],
        changes: [...oldChanges(lot, town), change],
        runbooks: { extra: { 'requests-fail': decoy(town.trade) } },
        truth: {
          causes: [town.trade],
          mechanism: [/release|deploy|version/i],
          runbooks: ['bad-release'],
          proposals: [`rollback-${town.trade}`],
          harmful: [`restart-${town.trade}`],
        },
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
        ...town,
        effects: [{ kind: 'pool-leak', service: town.ledger, shape: ramp(120) }],
        changes: oldChanges(lot, town),
        catalogue: { dependsOn: { [town.trade]: [town.basket] } },
        truth: {
          causes: [town.ledger],
          mechanism: [/pool|connection/i],
          runbooks: ['exhausted-pool'],
          proposals: [`recycle-pool-${town.ledger}`],
          harmful: [`restart-${town.trade}`],
        },
      };
    },
  },
  {
    name: 'catalogue-has-a-wrong-call',
    family: 'wrong knowledge',
    title: 'The catalogue names calls that are long gone, one of them to a service that was just released',
    draw(lot) {
      const town = drawTown(lot);
      const { change, restart } = release(lot, town.post, -lot.between(30, 90), 'New letterhead');
      return {
        ...town,
        effects: [
          restart,
          { kind: 'memory', service: town.basket, upTo: 0.985, shape: ramp(lot.between(300, 500)) },
        ],
        changes: [...oldChanges(lot, town), change],
        lookAfterAlert: 200,
        catalogue: {
          dependsOn: { [town.trade]: [town.post, town.shelf], [town.front]: [town.trade, town.post] },
        },
        truth: {
          causes: [town.basket],
          mechanism: [/memory|heap/i],
          runbooks: ['memory-leak'],
          proposals: [`restart-${town.basket}`],
          harmful: [`rollback-${town.post}`],
        },
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
