/** A server's tool in the shape of ours, so that the agent's runner bounds it, times it and files what it saw. */
import { z } from 'zod';
import { outsideSource } from '../../incidents/evidence.js';
import { UserInputError } from '../../shared/errors.js';
import { cut, oneLine } from '../../shared/text.js';
import { defineTool, type Tool, type ToolResult } from '../../../tools/tool.js';
import { describeTool, type McpDefinition } from './definition.js';
import type { NarrowedTool } from './connection.js';

/** More than people read of an answer, less than fills the database. */
const MAX_KEPT_CHARS = 50_000;
const MAX_QUOTE_LENGTH = 200;
const MAX_JSON_DEPTH = 32;

export interface OfferedToolDeps {
  readonly server: string;
  readonly agentName: string;
  readonly input: z.ZodType;
  /** Throws UserInputError when the server has changed the tool since it was offered. */
  verify(signal: AbortSignal): Promise<void>;
  read(call: { tool: NarrowedTool; input: object; signal: AbortSignal }): Promise<string>;
}

export function createOfferedTool(definition: McpDefinition, deps: OfferedToolDeps): Tool {
  const { server, agentName, input } = deps;
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input' });
  const narrowed: NarrowedTool = {
    name: definition.name,
    inputSchema: { ...schema, type: 'object' } as NarrowedTool['inputSchema'],
  };
  return defineTool({
    name: agentName,
    description: describeTool(server, definition),
    requires: [],
    evidence: { kind: 'tool_result', source: outsideSource(server) },
    isOutside: true,
    input,
    async run(given, { signal }) {
      const asked = { ...(given as object) };
      try {
        await deps.verify(signal);
        return present({
          server,
          tool: definition.name,
          asked,
          text: await deps.read({ tool: narrowed, input: asked, signal }),
        });
      } catch (error) {
        if (error instanceof UserInputError) return { status: 'refused', reason: error.message };
        throw error;
      }
    },
  });
}

function present({
  server,
  tool,
  asked,
  text,
}: {
  server: string;
  tool: string;
  asked: object;
  text: string;
}): ToolResult {
  const query = `${tool} ${JSON.stringify(asked)}`;
  if (text.trim() === '') return { status: 'no_data', searched: `${query} at ${server}` };
  const isLong = text.length > MAX_KEPT_CHARS;
  const start = cut(oneLine(text), MAX_QUOTE_LENGTH);
  return {
    status: 'ok',
    query,
    summary: `${server} answered ${tool} with ${text.length} characters: “${start}”`,
    data: readData(isLong ? text.slice(0, MAX_KEPT_CHARS) : text),
    hasMore: isLong,
  };
}

/** Many servers answer JSON as text; lists and numbers are kept as such, and other text as its lines. */
function readData(text: string): unknown {
  if (/^\s*[[{]/.test(text) && !nestsTooDeep(text)) {
    try {
      return JSON.parse(text);
    } catch {
      // It only began like JSON.
    }
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 1 ? lines : text.trim();
}

/** Whoever walks through it later does so on our stack. Brackets inside of texts count too, which does no harm. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const sign of text) {
    if (sign === '[' || sign === '{') depth += 1;
    else if (sign === ']' || sign === '}') depth -= 1;
    if (depth > MAX_JSON_DEPTH) return true;
  }
  return false;
}
