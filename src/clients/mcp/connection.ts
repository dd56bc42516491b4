/**
 * One server of the Model Context Protocol: connected when it is needed, asked within limits, left alone for a while when
 * it fails. What reads goes through LangChain's adapter; what acts is called directly, because there it must be told apart
 * whether a call failed or only its answer is missing.
 */
import { loadMcpTools } from '@langchain/mcp-adapters';
import type { Tool as McpTool } from '@modelcontextprotocol/sdk/types.js';
import { outsideSource } from '../../incidents/evidence.js';
import { within } from '../../shared/deadline.js';
import { UncertainOutcomeError, UpstreamError, UserInputError } from '../../shared/errors.js';
import { withoutSecrets } from '../without-secrets.js';
import { textOfContent } from './answer-text.js';
import {
  describeFailure,
  describeUnreachable,
  isAnswer,
  isNotTried,
  quote,
  withToolsOwnWords,
} from './describe-failure.js';
import { QuietClient } from './quiet-client.js';
import type { McpServerSettings } from './settings.js';
import { createTransport } from './transport.js';

/** More than any model can be given; the tools' own limits cut it further. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const CLOSE_TIMEOUT_MS = 5_000;

/** A tool as it was read and narrowed: its name, and the only input it takes. */
export type NarrowedTool = Pick<McpTool, 'name' | 'inputSchema'>;

export interface McpConnection {
  /** Asks the server what it has now. Throws UpstreamError. */
  listTools(signal?: AbortSignal): Promise<readonly McpTool[]>;
  /**
   * Asks one of the `narrowed` tools; the answer's text, whatever else it holds left out. Throws UpstreamError, or
   * UserInputError with the server's own words when the tool itself says that it failed.
   */
  read(call: { tool: NarrowedTool; input: object; signal: AbortSignal }): Promise<string>;
  /** Calls a tool once. Throws UpstreamError when it failed, UncertainOutcomeError when nobody knows. */
  run(call: { tool: string; input: object; idempotencyKey: string; signal: AbortSignal }): Promise<string>;
  close(): Promise<void>;
}

interface Open {
  readonly client: QuietClient;
  /** Why it was ended by us. */
  problem: string | null;
}

/** `pauseMs`: after a failed attempt to connect nobody waits for another one so soon. */
export function createMcpConnection(settings: McpServerSettings, pauseMs: number): McpConnection {
  const { name, address, timeoutMs, secrets } = settings;
  const source = outsideSource(name);
  const textOf = (content: unknown) => withoutSecrets(textOfContent(content), secrets);
  let current: Promise<Open> | null = null;
  let latest: Open | null = null;
  let failure: { readonly error: UpstreamError; readonly at: number } | null = null;

  function open(): Promise<Open> {
    if (current) return current;
    if (failure && performance.now() - failure.at < pauseMs) return Promise.reject(failure.error);
    const opening = connect();
    current = opening;
    opening.then(
      () => (failure = null),
      (error: unknown) => {
        current = null;
        failure = { error: describeUnreachable(settings, error), at: performance.now() };
      },
    );
    return opening;
  }

  async function connect(): Promise<Open> {
    const opened: Open = { client: new QuietClient(), problem: null };
    latest = opened;
    opened.client.onclose = () => forget(opened);
    const onTooLong = () => {
      opened.problem = 'answered more than 4 MiB; ask for less';
      end(opened);
    };
    opened.client.onerror = ({ message }) => {
      if (/ReadBuffer exceeded/.test(message)) onTooLong();
    };
    try {
      const transport = createTransport(address, { maxBytes: MAX_ANSWER_BYTES, timeoutMs, onTooLong });
      await within(timeoutMs, 'Connecting', opened.client.connect(transport, { timeout: timeoutMs }));
      return opened;
    } catch (error) {
      end(opened);
      throw describeUnreachable(settings, error);
    }
  }

  function forget(opened: Open): void {
    if (latest !== opened) return;
    latest = null;
    current = null;
  }

  function end(opened: Open): void {
    forget(opened);
    void opened.client.close().catch(() => undefined);
  }

  async function ask<T>(work: (opened: Open) => Promise<T>): Promise<T> {
    const opened = await open();
    try {
      return await work(opened);
    } catch (error) {
      if (error instanceof UserInputError) throw error;
      // Whatever else went wrong may be the connection's; the next question gets a fresh one.
      if (!isAnswer(error)) end(opened);
      throw describeFailure(settings, error, opened.problem);
    }
  }

  return {
    listTools: (signal) =>
      ask(({ client }) =>
        client.askForTools(name, {
          timeout: timeoutMs,
          maxTotalTimeout: timeoutMs,
          ...(signal ? { signal } : {}),
        }),
      ),

    read: ({ tool, input, signal }) =>
      ask(async ({ client }) => {
        client.narrowed = [tool]; // is listed before anybody else can set it
        const [adapted] = await loadMcpTools(name, client);
        if (!adapted) throw new Error(`${tool.name} cannot be used`);
        try {
          return textOf(await adapted.invoke(input, { signal, timeout: timeoutMs }));
        } catch (error) {
          throw withToolsOwnWords(error, settings);
        }
      }),

    async run({ tool, input, idempotencyKey, signal }) {
      const opened = await open();
      const call = {
        name: tool,
        arguments: { ...input },
        _meta: { 'firewatch.dev/idempotency-key': idempotencyKey },
      };
      const options = { timeout: timeoutMs, maxTotalTimeout: timeoutMs, signal };
      const answer = await opened.client.callTool(call, undefined, options).catch((error: unknown) => {
        const { message } = describeFailure(settings, error, opened.problem);
        if (isNotTried(error)) throw new UpstreamError(source, message, { isRetryable: false });
        if (!isAnswer(error)) end(opened);
        throw new UncertainOutcomeError(
          source,
          `${message} ${tool} may have acted all the same: look before anybody repeats it.`,
        );
      });
      const text = textOf(answer.content);
      if (answer.isError !== true) return text;
      throw new UpstreamError(source, `${tool} of ${name} failed: ${quote(text, settings)}`, {
        isRetryable: false,
      });
    },

    async close() {
      // Also one that is still being connected to.
      const closing = latest?.client.close() ?? Promise.resolve();
      await within(CLOSE_TIMEOUT_MS, 'Closing', closing).catch(() => undefined);
    },
  };
}
