/**
 * Calls one tool of an MCP server that the operator mapped to an action. Server, tool and arguments are configuration; of an
 * argument with choices the runbook names one.
 */
import { z } from 'zod';
import { defineAction } from './action.js';
import { fillChoices } from './kit/fill-choices.js';
import { nameFrom, requireListed } from './kit/names.js';
import { planAsListed } from './kit/plan-parts.js';
import { versionOf } from './kit/target-version.js';
import type { ActionMcp, NamedCall } from './ports/mcp.js';

const CALLS = { of: 'call', key: 'mcp.servers[].actions' };
/** What people can read of an answer. */
const MAX_OUTPUT_CHARS = 4_000;

export const callMcpTool = defineAction({
  name: 'call_mcp_tool',
  description: 'Calls one tool of an MCP server, as mapped in firewatch.yaml.',
  input: z.strictObject({
    call: nameFrom(CALLS),
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
      target: { name: `${known.service} (${known.name})`, version: versionOfCall(known, input, fingerprint) },
      dryRun:
        'A tool of an MCP server cannot be tried; nothing was asked. It is still the tool that was there at the start.',
      ...planAsListed(known),
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
  return requireListed(mcp.describe(name), CALLS, name);
}

function fill({ name, arguments: fixed, choices }: NamedCall, chosen: Readonly<Record<string, unknown>>) {
  return fillChoices(name, { fixed, choices }, chosen);
}

/** Changes when the operator or the server changes what the name means. */
function versionOfCall({ name, service, server, tool }: NamedCall, input: object, fingerprint: string) {
  return versionOf([name, service, server, tool, input, fingerprint]);
}
