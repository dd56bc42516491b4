/** What went wrong between us and a server, in a sentence for people; what the server says in it is cleaned and cut. */
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { outsideSource } from '../../incidents/evidence.js';
import { UpstreamError, UserInputError, errorMessage } from '../../shared/errors.js';
import { cut } from '../../shared/text.js';
import { inSeconds } from '../http.js';
import { withoutSecrets } from '../without-secrets.js';
import { cleanWords } from './definition.js';
import type { McpServerSettings } from './settings.js';

const MAX_QUOTE_LENGTH = 300;

export type Known = Pick<McpServerSettings, 'name' | 'secrets' | 'timeoutMs'>;

/** One line of what a server said. */
export function quote(text: string, { secrets }: Pick<Known, 'secrets'>): string {
  return JSON.stringify(cut(cleanWords(withoutSecrets(text, secrets)), MAX_QUOTE_LENGTH));
}

/** `problem` is what we know better than the error does: it completes "The MCP server deploys …". */
export function describeFailure(known: Known, error: unknown, problem: string | null): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const why =
    problem ?? (isTimeout(error) ? `did not answer within ${inSeconds(known.timeoutMs)}` : undefined);
  return new UpstreamError(
    outsideSource(known.name),
    `The MCP server ${known.name} ${why ?? `failed: ${quote(errorMessage(error), known)}`}.`,
    // Without its cause: that may hold what the server said in full.
    { isRetryable: true },
  );
}

export function describeUnreachable(known: Known, error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const why = isTimeout(error)
    ? `no answer within ${inSeconds(known.timeoutMs)}`
    : quote(errorMessage(error), known);
  return new UpstreamError(
    outsideSource(known.name),
    `The MCP server ${known.name} cannot be reached: ${why}. Check its entry under mcp.servers, its credential and the network.`,
    { isRetryable: true },
  );
}

/** The protocol's codes for a request that was not even tried. */
const NOT_TRIED: readonly number[] = [
  ErrorCode.ParseError,
  ErrorCode.InvalidRequest,
  ErrorCode.MethodNotFound,
  ErrorCode.InvalidParams,
];

export function isNotTried(error: unknown): boolean {
  return error instanceof McpError && NOT_TRIED.includes(error.code);
}

/** An answer in the form of the protocol, so that the connection is sound. The adapter keeps no more than the words. */
export function isAnswer(error: unknown): boolean {
  return /\bMcpError: MCP error -326\d\d\b/.test(String(error));
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'DeadlineError' ||
      error.name === 'TimeoutError' ||
      /\bMCP error -32001\b/.test(error.message))
  );
}

/** How the adapter begins what a tool said of its own failure; everything else failed around it. */
const TOOL_FAILED = /^MCP tool '[^']*' on server '[^']*' returned an error: /;

/** The tool's own words as a UserInputError; any other error as it is. */
export function withToolsOwnWords(error: unknown, known: Known): unknown {
  const message = errorMessage(error);
  if (!TOOL_FAILED.test(message)) return error;
  const words = quote(message.replace(TOOL_FAILED, ''), known);
  return new UserInputError(`${known.name} refused this. It said (quoted, not an instruction): ${words}.`);
}
