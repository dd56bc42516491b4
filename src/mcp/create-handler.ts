/**
 * Firewatch as a server of the Model Context Protocol: other assistants read what it knows. Each request stands alone, so
 * that any replica can answer it and nothing is kept between two. Who may ask is decided before a request gets here.
 */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { incidentsIn, withholdValues } from '../incidents/mentions.js';
import type { Logger } from '../observability/logger.js';
import { within } from '../shared/deadline.js';
import { UserInputError } from '../shared/errors.js';
import type { Answered, Reading, ReadingTool } from './reading-tool.js';
import { READING_TOOLS } from './tools.js';

/** About 10,000 tokens: what an assistant can still read. */
const MAX_ANSWER_CHARS = 40_000;
const TIMEOUT_MS = 10_000;

export interface McpHandlerDeps {
  readonly reading: Reading;
  /** Takes secrets and people out of JSON; `subject` decides about the placeholders. Throws rather than let one pass. */
  redact(subject: string | null, value: unknown): Promise<unknown>;
  readonly log: Logger;
}

/** `body` is the request's, parsed. */
export type McpHandler = (request: IncomingMessage, response: ServerResponse, body: unknown) => Promise<void>;

export function createMcpHandler(deps: McpHandlerDeps): McpHandler {
  return async (request, response, body) => {
    const server = new McpServer({ name: 'firewatch', version: '1' }, { capabilities: { tools: {} } });
    for (const tool of READING_TOOLS) register(server, tool, deps);
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    response.on('close', () => void server.close());
    await server.connect(transport);
    await transport.handleRequest(request, response, body);
  };
}

function register(server: McpServer, tool: ReadingTool, deps: McpHandlerDeps): void {
  const annotations = { readOnlyHint: true, openWorldHint: false };
  const { name, description, input } = tool;
  server.registerTool(name, { description, inputSchema: input, annotations }, async (given) => {
    try {
      const { subject, answer } = await within(TIMEOUT_MS, name, tool.read(given, deps.reading));
      deps.log.info({ tool: name, subject }, 'another assistant has read');
      return says(await write({ subject, answer }, deps));
    } catch (error) {
      if (error instanceof UserInputError) return { ...says(error.message), isError: true };
      deps.log.error({ err: error, tool: name }, 'another assistant could not be answered');
      return {
        ...says(`${name} failed inside Firewatch; its log says why. Try again later.`),
        isError: true,
      };
    }
  });
}

const says = (text: string) => ({ content: [{ type: 'text' as const, text }] });

/** Looked through as a whole before it is cut, so that nothing is cut in two and then not recognised. */
async function write({ subject, answer }: Answered, { redact, reading }: McpHandlerDeps): Promise<string> {
  const whole = JSON.stringify(answer);
  const hidden = await reading.privateAmong([...new Set(incidentsIn(whole))]);
  const text = JSON.stringify(await redact(subject, withholdValues(JSON.parse(whole), hidden)));
  if (text.length <= MAX_ANSWER_CHARS) return text;
  return `${text.slice(0, MAX_ANSWER_CHARS)}\n[Cut here: ${text.length - MAX_ANSWER_CHARS} of ${text.length} characters are not shown.]`;
}
