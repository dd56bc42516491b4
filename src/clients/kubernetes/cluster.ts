/** One cluster: its credentials, and what became of a call. A failure says whether the cluster can have acted. */
import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { errorMessage, UncertainOutcomeError, UpstreamError } from '../../shared/errors.js';
import { parseJson } from '../parse-json.js';
import { exchange, type ExchangeOutcome } from './exchange.js';
import type { ClusterSettings } from './settings.js';

export interface ClusterCall {
  /** With its query: `/apis/apps/v1/…`. */
  readonly path: string;
  /** What it is about, for people: `deployment shop/checkout`. */
  readonly what: string;
  /** Where the operator named it: `actions.kubernetes.workloads`. */
  readonly listedIn: string;
  readonly patch?: {
    readonly type: 'application/merge-patch+json' | 'application/json-patch+json';
    readonly body: unknown;
    readonly isDryRun: boolean;
  };
  readonly signal: AbortSignal;
}

export interface Cluster {
  /** Body of the answer, JSON. Throws UpstreamError; UncertainOutcomeError when a change was sent and nobody knows. */
  call(call: ClusterCall): Promise<string>;
}

const SERVICE = 'kubernetes';
/** A list of a workload's earlier revisions may hold dozens of whole pod templates. */
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_QUOTE_LENGTH = 300;
const MANUAL = 'docs/actions/kubernetes.md';

/** How the API server explains a refusal. */
const Status = z.object({ kind: z.literal('Status'), message: z.string() });

export function createCluster({ name, access }: ClusterSettings, timeoutMs: number): Cluster {
  let loading: Promise<KubeConfig> | undefined;
  const config = () =>
    (loading ??= load(access).catch((error: unknown) => {
      // A file that is mended later is read then.
      loading = undefined;
      const where = access === 'in_cluster' ? 'the service account of our pod' : access.kubeconfig;
      throw failure(
        `The credentials of cluster ${name} (${where}) cannot be used: ${errorMessage(error)}. ` +
          'Mend the entry under actions.kubernetes.clusters.',
      );
    }));

  return {
    async call(call) {
      const { server, options } = await config().then(credentials);
      const patch = call.patch;
      const outcome = await exchange({
        url: new URL(server.replace(/\/+$/, '') + call.path),
        method: patch ? 'PATCH' : 'GET',
        headers: { accept: 'application/json', ...(patch ? { 'content-type': patch.type } : {}) },
        options,
        ...(patch ? { body: JSON.stringify(patch.body) } : {}),
        maxBytes: MAX_BYTES,
        signal: AbortSignal.any([call.signal, AbortSignal.timeout(timeoutMs)]),
      });
      return read(name, call, outcome);
    },
  };
}

async function load(access: ClusterSettings['access']): Promise<KubeConfig> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  if (access === 'in_cluster') {
    config.loadFromCluster();
    if (hasAddress(config)) return config;
    throw new Error('Firewatch does not run in a cluster: KUBERNETES_SERVICE_HOST is not set');
  }
  config.loadFromFile(access.kubeconfig);
  if (!config.getContextObject(access.context)) throw new Error(`it has no context ${access.context}`);
  config.setCurrentContext(access.context);
  if (!hasAddress(config))
    throw new Error(`context ${access.context} names no cluster with an https:// or http:// address`);
  return config;
}

function hasAddress(config: KubeConfig): boolean {
  const server = config.getCurrentCluster()?.server ?? '';
  return URL.canParse(server) && /^https?:$/.test(new URL(server).protocol);
}

/** Asked for each call: tokens are renewed while we run. */
async function credentials(config: KubeConfig): Promise<{ server: string; options: RequestOptions }> {
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw failure(`Kubernetes was not asked: no credentials could be had (${errorMessage(error)}).`);
  }
  return { server: config.getCurrentCluster()?.server ?? '', options };
}

function read(cluster: string, call: ClusterCall, outcome: ExchangeOutcome): string {
  const isChange = call.patch !== undefined && !call.patch.isDryRun;
  const label = `The API server of cluster ${cluster}`;
  if (outcome.kind === 'unreachable')
    throw failure(
      `${label} cannot be reached (${errorMessage(outcome.cause)}), so nothing was changed; check the network and actions.kubernetes.clusters.`,
      { isRetryable: true, cause: outcome.cause },
    );
  const unclear = `Look at ${call.what} before anybody repeats this.`;
  if (outcome.kind === 'unanswered') {
    if (!isChange)
      throw failure(`${label} did not answer in time.`, { isRetryable: true, cause: outcome.cause });
    throw new UncertainOutcomeError(SERVICE, `${label} did not answer; it may have acted. ${unclear}`, {
      cause: outcome.cause,
    });
  }
  const { status, body, isCut } = outcome;
  if (status >= 200 && status < 300) {
    if (isCut && !isChange) throw failure(`${label} broke off its answer.`, { isRetryable: true });
    return body;
  }
  const said = describe(body);
  // Also what it says of its own store, which may have taken the change.
  if (isChange && status >= 500)
    throw new UncertainOutcomeError(
      SERVICE,
      `${label} answered ${status}${said}; it may have acted. ${unclear}`,
    );
  throw failure(`${label} ${refusal(call, status, said)}`, { status, isRetryable: status >= 500 });
}

function refusal({ what, listedIn }: ClusterCall, status: number, said: string): string {
  switch (status) {
    case 401:
      return `does not know who asks (401${said}); renew the credentials named under actions.kubernetes.clusters.`;
    case 403:
      return `forbids this (403${said}); give the account of Firewatch the rights described in ${MANUAL}.`;
    case 404:
      return `has no ${what} (404${said}); correct ${listedIn} in firewatch.yaml.`;
    case 409:
      return `refused: ${what} has been changed by somebody else just now (409${said}).`;
    default:
      return `refused (${status}${said}).`;
  }
}

function describe(body: string): string {
  const text = (parseJson(Status, body)?.message ?? '').replaceAll(/\s+/g, ' ').trim();
  return text && `: "${text.slice(0, MAX_QUOTE_LENGTH)}"`;
}

function failure(
  message: string,
  options: { status?: number; isRetryable?: boolean; cause?: unknown } = {},
): UpstreamError {
  return new UpstreamError(SERVICE, message, { isRetryable: false, ...options });
}
