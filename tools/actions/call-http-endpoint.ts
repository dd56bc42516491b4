/** Calls one HTTP endpoint that the operator put on the allow-list. Address, method, body and credential are configuration. */
import { z } from 'zod';
import { defineAction, type ActionCall } from './action.js';
import { nameFrom, requireListed } from './kit/names.js';
import { planAsListed } from './kit/plan-parts.js';
import { readPreview } from './kit/read-preview.js';
import { describeRestored, versionOf } from './kit/target-version.js';
import type { ActionHttp, EndpointAnswer, NamedEndpoint } from './ports/http.js';
import type { Reached, RunSought } from './ports/run.js';

const ENDPOINTS = { of: 'endpoint', key: 'actions.httpEndpoints' };

export const callHttpEndpoint = defineAction({
  name: 'call_http_endpoint',
  description: 'Calls one HTTP endpoint from the list in firewatch.yaml.',
  input: z.strictObject({ endpoint: nameFrom(ENDPOINTS) }),
  async plan({ endpoint }, { http, signal }) {
    const known = find(http, endpoint);
    const said = describePreview(await http.preview(endpoint, signal));
    return {
      effect: `${known.method} ${known.url}`,
      target: { name: `${known.service} (${known.name})`, version: versionOfCall(known, said.version) },
      dryRun: known.wants === null ? said.text : `${said.text} To count as done, it wants ${known.wants}.`,
      ...planAsListed(known),
      undo: undoOf(http, known),
    };
  },
  async execute({ endpoint }, { http, signal, idempotencyKey }) {
    find(http, endpoint);
    const answer = await http.call(endpoint, { idempotencyKey, signal });
    return { output: `HTTP ${answer.status} ${answer.body}`.trim() };
  },
  async check({ endpoint }, { http, signal, sought }) {
    find(http, endpoint);
    return (await http.check(endpoint, signal)) ?? readRestored(sought?.restores, { http, signal });
  },
});

/** A fix was taken back when its own dry run finds the target that it found before. Undefined where that names no version. */
async function readRestored(
  fix: RunSought['restores'],
  { http, signal }: { http: ActionHttp; signal: AbortSignal },
): Promise<Reached | undefined> {
  const known = typeof fix?.arguments['endpoint'] === 'string' && http.describe(fix.arguments['endpoint']);
  if (!fix || !known) return undefined;
  const { text, version } = describePreview(await http.preview(known.name, signal));
  if (version === '') return undefined;
  const isSame = versionOfCall(known, version) === fix.targetVersion;
  return describeRestored(isSame, { name: known.name, version, text });
}

function undoOf(http: ActionHttp, { undo }: NamedEndpoint): ActionCall | null {
  if (undo === null) return null;
  const { name, method, url } = find(http, undo);
  return { action: 'call_http_endpoint', arguments: { endpoint: name }, effect: `${method} ${url}` };
}

function find(http: ActionHttp, name: string): NamedEndpoint {
  return requireListed(http.describe(name), ENDPOINTS, name);
}

function describePreview(answer: EndpointAnswer | undefined): { text: string; version: string } {
  if (!answer) return { text: 'This endpoint has no preview; nothing was asked.', version: '' };
  const { summary, version } = readPreview(answer.body);
  return { text: `The target says: ${summary}`, version };
}

/** Changes when the operator changes what the name means, or when the target itself has become another. */
function versionOfCall(
  { name, service, method, url, bodyHash, wants }: NamedEndpoint,
  targetVersion: string,
): string {
  return versionOf([name, service, method, url, bodyHash, wants, targetVersion]);
}
