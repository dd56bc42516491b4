/**
 * Many services that fail alike, each with a channel, a fix and an endpoint of its own, and bots that are real processes on
 * one PostgreSQL. What ran is what the endpoint was asked; no bot is asked for it.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerResponse } from 'node:http';
import type { Message, UserSeed } from '../../demo/slack/local-slack.js';
import type { UserGroup } from '../../demo/slack/workspace/model.js';
import { SEED_USERS } from '../../demo/slack/workspace/seed.js';
import {
  alertOf,
  createBotWorld,
  keyOf,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
  type BotWorld,
} from '../../test/helpers/bot.js';
import { answerQuery } from '../../test/helpers/broken-metrics.js';
import { createBotProcess, type BotProcess } from '../../test/helpers/bot-process.js';
import { startHttpStub } from '../../test/helpers/http-stub.js';
import { startLocalServer, type LocalRequest } from '../local-server.js';

export interface FleetService {
  readonly name: string;
  /** The calls of its fix: one, or those of a plan in their order. */
  readonly steps: readonly { readonly isIdempotent: boolean }[];
  /** More of the catalogue's annotations for it. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** More endpoints of it, or, by the same name, more about its own. */
  readonly endpoints?: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[];
}

/** A call of a fix, as its endpoint saw it. */
export interface Call {
  readonly service: string;
  /** From 1. */
  readonly step: number;
  /** By the bot's own account: the proposal's id, of a plan with the number of the step. */
  readonly key: string;
}

export interface Fleet {
  readonly world: BotWorld;
  /** In the order in which they came, written down before any is answered. */
  readonly calls: readonly Call[];
  /** From now on the service measures as well. */
  heal(service: string): void;
  /** A new process, not started; all are killed when the fleet is closed. `database`: another way to the same one. */
  createBot(database?: string, environment?: Readonly<Record<string, string>>): Promise<BotProcess>;
  close(): Promise<void>;
}

/** How long people would wait on a machine that is busy with other things. */
export const PATIENCE_MS = 120_000;

/** `answer` replies to a call; it heals the service when the fix takes effect. */
export async function openFleet(options: {
  readonly database: string;
  readonly services: readonly FleetService[];
  /** Everybody is in each channel. */
  readonly users?: readonly UserSeed[];
  readonly userGroups?: readonly UserGroup[];
  /** Over the usual part `approvals` of firewatch.yaml. */
  readonly approvals?: object;
  readonly env?: Readonly<Record<string, string>>;
  answer(call: Call, response: ServerResponse, fleet: Pick<Fleet, 'heal' | 'calls'>): void;
}): Promise<Fleet> {
  const { services, users = SEED_USERS, userGroups } = options;
  const members = [...users.map(({ id }) => id), 'U0FIREWATCH'];
  const calls: Call[] = [];
  const healthy = new Set<string>();
  const heal = (service: string) => void healthy.add(service);
  const endpoint = await startLocalServer((request, response) => {
    const call = callOf(request);
    calls.push(call);
    options.answer(call, response, { heal, calls });
  });
  const metrics = await startHttpStub((request) => {
    const asked = new URLSearchParams(request.body === '' ? request.query : request.body).get('query') ?? '';
    const [, service = ''] = /service="([^"]+)"/.exec(asked) ?? [];
    return answerQuery(request, healthy.has(service) ? '0' : '0.5');
  });
  const world = await createBotWorld({
    database: options.database,
    env: { PROMETHEUS_URL: metrics.url, ...options.env },
    slack: {
      users,
      ...(userGroups && { userGroups }),
      channels: services.map(({ name }) => ({ id: channelOf(name), name, members })),
    },
    config: {
      catalog: ['fleet.yaml'],
      approvals: { expireAfter: '1h', ...options.approvals },
      actions: {
        httpEndpoints: services.flatMap((service) => endpointsOf(service, endpoint.url)),
      },
    },
  });
  await writeFile(join(world.directory, 'fleet.yaml'), services.map(entityOf).join('---\n'));
  for (const length of new Set(services.map(({ steps }) => steps.length))) {
    if (length > 1)
      await writeFile(join(world.directory, 'runbooks', `plan-of-${length}.md`), planOf(length));
  }
  const bots: BotProcess[] = [];
  return {
    world,
    calls,
    heal,
    async createBot(database = options.database, more = {}) {
      const environment = { ...world.environment, DATABASE_URL: database, ...more };
      const bot = await createBotProcess({ ...world, environment });
      bots.push(bot);
      return bot;
    },
    async close() {
      await Promise.all(bots.map((bot) => bot.kill()));
      await Promise.all([world.close(), endpoint.close(), metrics.close()]);
    },
  };
}

function endpointsOf({ name, steps, endpoints = [] }: FleetService, url: string): object[] {
  const usual = { description: `Restarts ${name}.`, service: name, risk: 'low' };
  const own = steps.map(({ isIdempotent }, index) => ({
    name: endpointOf(name, index + 1),
    ...usual,
    url: `${url}/${name}/${index + 1}`,
    idempotent: isIdempotent,
  }));
  const isOwn = (other: { readonly name: string }) => own.some((one) => one.name === other.name);
  return [
    ...own.map((one) => ({ ...one, ...endpoints.find((other) => other.name === one.name) })),
    ...endpoints
      .filter((other) => !isOwn(other))
      .map((other) => ({ ...usual, url: `${url}/${name}`, ...other })),
  ];
}

/** Each has its own, because Slack takes one message a second in a channel. */
export const channelOf = (service: string): string => `C0${service.toUpperCase()}`;

/** Tells that it fails. @throws when nobody took it. */
export async function sendAlert(
  bot: BotProcess,
  { name, steps }: FleetService,
  fingerprint = name,
): Promise<void> {
  const alert = alertOf({
    labels: { service: name, alertname: alertNameOf(steps.length) },
    annotations: { summary: `${name} fails` },
    fingerprint,
  });
  const { status } = await bot.post(WEBHOOK, webhookOf(alert));
  if (status !== 200) throw new Error(`The alert of ${name} was answered ${status}.`);
}

/** Makes them fail, and waits until each has a fix that people can approve. */
export async function awaitProposals(
  fleet: Fleet,
  bot: BotProcess,
  services: readonly FleetService[],
): Promise<ReadonlyMap<string, Message>> {
  for (const service of services) await sendAlert(bot, service);
  return awaitCards(fleet, services);
}

/** The fixes that people can approve, once each of the services has one. */
export async function awaitCards(
  { world }: Fleet,
  services: readonly FleetService[],
): Promise<ReadonlyMap<string, Message>> {
  const found = new Map<string, Message>();
  for (const { name } of services) {
    found.set(name, await until(`the fix of ${name}`, () => findCard(world, name), PATIENCE_MS));
  }
  return found;
}

/** What the thread shows of the service's fix, once it can be approved. */
function findCard({ slack }: BotWorld, service: string): Message | undefined {
  return slack.control
    .messages(channelOf(service))
    .find((one) => keyOf(one).startsWith('proposal:') && textOf(one).includes('proposal.approve'));
}

/** The last part of a proposal card's own name. */
export const proposalOf = (card: Message): string => keyOf(card).split(':').at(-1) ?? '';

function callOf({ url, headers }: LocalRequest): Call {
  const key = headers['idempotency-key'];
  const [, service = '', step = ''] = url.split('/');
  return { service, step: Number(step), key: typeof key === 'string' ? key : '' };
}

/** The usual runbook names the first. */
const endpointOf = (service: string, step: number) =>
  step === 1 ? `restart-${service}` : `step-${step}-${service}`;

const alertNameOf = (steps: number) => (steps === 1 ? 'CheckoutErrors' : `PlanOf${steps}`);

const planOf = (length: number) => `---
title: Restart in ${length} steps
cause: A worker of $service hangs.
match:
  alerts: [${alertNameOf(length)}]
diagnosis:
  - name: Share of failing requests
    query: sum(errors{service="$service"})
    supports: '> 0.1'
    why: A hanging worker fails every request it gets.
actions:
  - title: Restart $service in steps
    steps:
${Array.from({ length }, (_, index) => `      - { action: call_http_endpoint, arguments: { endpoint: ${endpointOf('$service', index + 1)} } }`).join('\n')}
    when:
      query: sum(errors{service="$service"})
      is: '> 0.1'
    verify:
      query: sum(errors{service="$service"})
      is: '< 0.1'
      within: 5s
      for: 0s
---
# Restart in ${length} steps
`;

const entityOf = ({ name, annotations = {} }: FleetService) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
  annotations:
    firewatch.dev/channel: ${channelOf(name)}
    firewatch.dev/sli-errors: errors{service="$service"}
${Object.entries(annotations)
  .map(([key, value]) => `    ${key}: ${value}\n`)
  .join('')}spec:
  type: service
  lifecycle: production
  owner: shop
`;
