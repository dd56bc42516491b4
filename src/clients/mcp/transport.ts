/** The way to a server: streamable HTTP, or a process of our own. Both are bounded. */
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { createBoundedFetch } from './bounded-fetch.js';
import type { McpAddress } from './settings.js';

export interface TransportLimits {
  /** Of one answer. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** Called when an answer over HTTP is longer; a process is ended for it, and its client told. */
  readonly onTooLong: () => void;
}

export function createTransport(
  address: McpAddress,
  { maxBytes, timeoutMs, onTooLong }: TransportLimits,
): StdioClientTransport | StreamableHTTPClientTransport {
  if ('command' in address) {
    const { command, args, env } = address;
    return new StdioClientTransport({
      command,
      args: [...args],
      // The SDK adds PATH, HOME and the like; none of our secrets.
      env: { ...env },
      stderr: 'ignore',
      maxBufferSize: maxBytes,
    });
  }
  return new StreamableHTTPClientTransport(new URL(address.url), {
    fetch: createBoundedFetch({ maxBytes, timeoutMs, onTooLong }),
    requestInit: { headers: { ...address.headers } },
  });
}
