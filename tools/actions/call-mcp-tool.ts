/**
 * Calls one tool of an MCP server that the operator mapped to an action. Server, tool and arguments are configuration; of an
 * argument with choices the runbook names one.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../../src/shared/canonical-json.js';
import { UserInputError } from '../../src/shared/errors.js';
import { defineAction, type ActionMcp, type NamedCall } from './action.js';

/** What people can read of an answer. */
const MAX_OUTPUT_CHARS = 4_000;

export const callMcpTool = defineAction({
  name: 'call_mcp_tool',
  description: 'Calls one tool of an MCP server, as mapped in firewatch.yaml.',
  input: z.strictObject({
    call: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be the name of a configured call')
      .describe('Name of an entry under mcp.servers[].actions'),
    choices: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .default({})
      .describe('One of the configured values for each argument that has choices'),
  }),
  async plan({ call, choices }, { mcp, signal }) {
    const known = find(mcp, call);
    const input = fill(known, choices);
    const fingerprint = await mcp.fingerprint(call, signal);
    return {
      effect: `${known.tool} ${JSON.stringify(input)} at the MCP server ${known.server}`,
      target: { name: `${known.service} (${known.name})`, version: versionOf(known, input, fingerprint) },
      dryRun:
        'A tool of an MCP server cannot be tried; nothing was asked. It is still the tool that was there at the start.',
      risk: known.risk,
      isReversible: known.isReversible,
      rollback: known.rollback,
      isIdempotent: known.isIdempotent,
      service: known.service,
      blastRadius: { replicas: null, capacityShare: null },
      undo: null,
    };
  },
  async execute({ call, choices }, { mcp, signal, idempotencyKey }) {
    const input = fill(find(mcp, call), choices);
    const text = await mcp.call(call, { input, idempotencyKey, signal });
    return { output: text.slice(0, MAX_OUTPUT_CHARS) };
  },
});

function find(mcp: ActionMcp, name: string): NamedCall {
  const known = mcp.describe(name);
  if (known) return known;
  throw new UserInputError(
    `No call named ${name} is configured under mcp.servers[].actions in firewatch.yaml.`,
  );
}

/** Exactly the configured arguments, and one of the configured values for each choice. */
function fill(known: NamedCall, chosen: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const extra = Object.keys(chosen).find((key) => !Object.hasOwn(known.choices, key));
  if (extra !== undefined) throw new UserInputError(`${known.name} leaves no choice of ${extra}.`);
  const picked = Object.entries(known.choices).map(([key, values]) => {
    const value = values.find((one) => one === chosen[key]);
    if (value !== undefined) return [key, value] as const;
    throw new UserInputError(`${known.name} needs ${key}, one of ${values.map(String).join(', ')}.`);
  });
  return { ...known.arguments, ...Object.fromEntries(picked) };
}

/** Changes when the operator or the server changes what the name means. */
function versionOf({ name, service, server, tool }: NamedCall, input: object, fingerprint: string): string {
  return createHash('sha256')
    .update(canonicalJson([name, service, server, tool, input, fingerprint]))
    .digest('hex')
    .slice(0, 16);
}
