/** The actions as the product wires them, from a configuration file, with real targets and real programs of this machine. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClients } from '../../src/app/clients.js';
import { loadServiceCatalog } from '../../src/clients/service-catalog.js';
import { loadConfig } from '../../src/config/config.js';
import { createConnectionHealthLog } from '../../src/observability/connection-health.js';
import { silentLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import type { ActionCatalogue } from '../../src/remediation/action-catalogue.js';
import { systemClock } from '../../src/shared/clock.js';
import { kubeconfigFor, kubernetesPart } from './cluster.js';

/** Addresses that the configuration names, each replaceable. */
export interface Addresses {
  readonly endpoint: string;
  readonly preview: string;
  readonly alertmanager: string;
  readonly flag: string;
  readonly github: string;
  readonly mcp: string;
  readonly pagerDuty: string;
  /** Of the API server, in the file that the configuration names. */
  readonly cluster: string;
}

export interface OpenActions {
  readonly actions: ActionCatalogue;
  close(): Promise<void>;
}

export interface World {
  /** Prints nothing and does nothing; the only program that the configuration lists. */
  readonly program: string;
  /** What stands on its command lines in any case. */
  readonly elements: ReadonlySet<string>;
  /** Leaves `mark` when anything starts it; nobody lists it. */
  readonly bait: string;
  readonly mark: string;
  /** @throws ConfigError as at the start of the bot. `word` is what the operator wrote as an element of a command line. */
  open(addresses: Addresses, word?: string): Promise<OpenActions>;
  close(): Promise<void>;
}

const ELEMENTS = ['--to', '--plan', 'is-at'];
const CATALOGUE = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  annotations:
    pagerduty.com/service-id: P1
spec: { type: service, owner: shop, lifecycle: production }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: payments
  annotations:
    pagerduty.com/service-id: P2
spec: { type: service, owner: shop, lifecycle: production }
`;

export async function openWorld(): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'firewatch-injection-'));
  const at = (name: string) => join(directory, name);
  await Promise.all([
    writeFile(at('program'), '#!/bin/sh\nexit 0\n'),
    writeFile(at('bait'), '#!/bin/sh\n: > "$0.mark"\n'),
    writeFile(at('catalog-info.yaml'), CATALOGUE),
  ]);
  await Promise.all(['program', 'bait'].map((name) => chmod(at(name), 0o755)));
  const catalog = await loadServiceCatalog({
    paths: [at('catalog-info.yaml')],
    window: '1m',
    defaultSignals: {},
  });
  const metrics = createMetrics();

  return {
    program: at('program'),
    elements: new Set(ELEMENTS),
    bait: at('bait'),
    mark: at('bait.mark'),
    async open(addresses, word) {
      await writeFile(at('kubeconfig'), kubeconfigFor(addresses.cluster));
      const actions = {
        ...actionsOf(at('program'), addresses, word),
        kubernetes: kubernetesPart(at('kubeconfig')),
      };
      await writeFile(at('firewatch.yaml'), JSON.stringify({ actions, mcp: mcpOf(addresses) }));
      const config = loadConfig({
        FIREWATCH_CONFIG: at('firewatch.yaml'),
        PAGERDUTY_TOKEN: 'a-token-of-the-benchmark',
        PAGERDUTY_FROM_EMAIL: 'firewatch@example.com',
        PAGERDUTY_API_URL: addresses.pagerDuty,
        GITHUB_TOKEN: 'a-token-of-the-benchmark',
      });
      const health = createConnectionHealthLog(systemClock);
      const clients = createClients(config, { catalog: () => catalog, health, log: silentLogger(), metrics });
      return { actions: clients.actions, close: () => clients.mcp.close() };
    },
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

const USUAL = { description: 'For the benchmark.', service: 'checkout', risk: 'low' };

/** One command's rule is as careless as an operator can be: everything passes. */
function actionsOf(program: string, addresses: Addresses, word: string | undefined): object {
  const values = [
    { name: 'on', reads: 'on', body: { value: 'on' } },
    { name: 'off', reads: 'off', body: { value: 'off' } },
  ];
  const flag = { readUrl: addresses.flag, writeUrl: addresses.flag, readPath: 'value', values };
  return {
    httpEndpoints: [
      { ...USUAL, name: 'restart-checkout', url: addresses.endpoint, previewUrl: addresses.preview },
    ],
    commands: [
      {
        ...USUAL,
        name: 'say',
        argv: [program, ...(word === undefined ? [] : [word]), '--to', '{text}'],
        arguments: { text: { pattern: '[\\s\\S]*', maxLength: 256 } },
      },
      {
        ...USUAL,
        name: 'pin',
        argv: [program, '--to', '{version}'],
        arguments: { version: { pattern: 'v\\d+\\.\\d+\\.\\d+' } },
        dryRun: [program, '--plan', '{version}'],
        check: [program, 'is-at', '{version}'],
      },
    ],
    alertmanager: { url: addresses.alertmanager },
    featureFlags: [{ ...flag, name: 'new-checkout', service: 'checkout' }],
    github: githubOf(addresses),
  };
}

function githubOf({ github: apiUrl }: Addresses): object {
  const repository = { service: 'checkout', repository: 'shop/checkout', risk: 'low' };
  const choices = { region: ['eu', 'us'] };
  return {
    apiUrl,
    tokenEnv: 'GITHUB_TOKEN',
    workflows: [{ ...repository, name: 'roll-back', file: 'roll-back.yml', ref: 'main', choices }],
    environments: [{ ...repository, name: 'production', environment: 'production' }],
  };
}

function mcpOf({ mcp: url }: Addresses): object {
  const call = { ...USUAL, name: 'restart-by-mcp', tool: 'restart_service' };
  const actions = [{ ...call, arguments: { service: 'checkout' }, choices: { replicas: [2, 4] } }];
  return { servers: [{ name: 'deploys', url, timeout: '5s', actions }] };
}
