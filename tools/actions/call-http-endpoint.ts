/** Calls one HTTP endpoint that the operator put on the allow-list. Address, method, body and credential are configuration. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UserInputError } from '../../src/shared/errors.js';
import {
  defineAction,
  type ActionCall,
  type ActionHttp,
  type EndpointAnswer,
  type NamedEndpoint,
} from './action.js';
import { readPreview } from './read-preview.js';

export const callHttpEndpoint = defineAction({
  name: 'call_http_endpoint',
  description: 'Calls one HTTP endpoint from the list in firewatch.yaml.',
  input: z.strictObject({
    endpoint: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be the name of a configured endpoint')
      .describe('Name of an endpoint under actions.httpEndpoints'),
  }),
  async plan({ endpoint }, { http, signal }) {
    const known = find(http, endpoint);
    const said = describePreview(await http.preview(endpoint, signal));
    return {
      effect: `${known.method} ${known.url}`,
      target: { name: `${known.service} (${known.name})`, version: versionOf(known, said.version) },
      dryRun: said.text,
      risk: known.risk,
      isReversible: known.isReversible,
      rollback: known.rollback,
      isIdempotent: known.isIdempotent,
      service: known.service,
      blastRadius: { replicas: null, capacityShare: null },
      undo: undoOf(http, known),
    };
  },
  async execute({ endpoint }, { http, signal, idempotencyKey }) {
    find(http, endpoint);
    const answer = await http.call(endpoint, { idempotencyKey, signal });
    return { output: `HTTP ${answer.status} ${answer.body}`.trim() };
  },
});

function undoOf(http: ActionHttp, { undo }: NamedEndpoint): ActionCall | null {
  if (undo === null) return null;
  const { name, method, url } = find(http, undo);
  return { action: 'call_http_endpoint', arguments: { endpoint: name }, effect: `${method} ${url}` };
}

function find(http: ActionHttp, name: string): NamedEndpoint {
  const known = http.describe(name);
  if (known) return known;
  throw new UserInputError(
    `No endpoint named ${name} is configured under actions.httpEndpoints in firewatch.yaml.`,
  );
}

function describePreview(answer: EndpointAnswer | undefined): { text: string; version: string } {
  if (!answer) return { text: 'This endpoint has no preview; nothing was asked.', version: '' };
  const { summary, version } = readPreview(answer.body);
  return { text: `The target says: ${summary}`, version };
}

/** Changes when the operator changes what the name means, or when the target itself has become another. */
function versionOf({ name, service, method, url }: NamedEndpoint, targetVersion: string): string {
  return createHash('sha256')
    .update([name, service, method, url, targetVersion].join('\n'))
    .digest('hex')
    .slice(0, 16);
}
