/**
 * The SDK's client with what a server could use against us taken away: it lists the tools that were given to it, reads no
 * resource because an answer names one, and has nothing to offer to a server that asks for a model, a person or our files.
 */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { RequestOptions } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  ListToolsResultSchema,
  type ListToolsResult,
  type Tool as McpTool,
} from '@modelcontextprotocol/sdk/types.js';
import { outsideSource } from '../../incidents/evidence.js';
import { UpstreamError } from '../../shared/errors.js';

const IDENTITY = { name: 'firewatch', version: '1' };
/** A server with more has other plans than to be read by a model. */
const MAX_PAGES = 10;
const MAX_TOOLS = 500;

export class QuietClient extends Client {
  /** What `listTools` answers: definitions that were read and narrowed before. */
  narrowed: readonly McpTool[] = [];

  constructor() {
    super(IDENTITY, { capabilities: {} });
  }

  /** What the server lists now. The SDK's own way would compile the schemas of answers, which come from outside. */
  async askForTools(server: string, options: RequestOptions): Promise<readonly McpTool[]> {
    const found: McpTool[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const params = cursor === undefined ? {} : { cursor };
      const answer = await this.request({ method: 'tools/list', params }, ListToolsResultSchema, options);
      found.push(...answer.tools);
      cursor = answer.nextCursor;
      if (cursor === undefined && found.length <= MAX_TOOLS) return found;
    }
    throw new UpstreamError(
      outsideSource(server),
      `${server} lists tools without end; at most ${MAX_TOOLS} are read.`,
      {
        isRetryable: false,
      },
    );
  }

  override listTools(): Promise<ListToolsResult> {
    return Promise.resolve({ tools: [...this.narrowed] });
  }

  override readResource(): Promise<never> {
    return Promise.reject(new Error('Resources are not read.'));
  }
}
