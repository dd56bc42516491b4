/**
 * All MCP servers of the configuration. They are asked in the background and again while they cannot be reached, so that a
 * server that is slow, away or lying costs nothing but its own tools.
 */
import type { Logger } from '../../observability/logger.js';
import { ConfigError, UserInputError, errorMessage } from '../../shared/errors.js';
import type { ActionMcp } from '../../../tools/actions/ports/mcp.js';
import type { Tool } from '../../../tools/tool.js';
import type { Candidate, McpServer } from './server.js';
import type { McpServerSettings, RunnableCall } from './settings.js';

const RETRY_MS = 30_000;
/** Of that time, how long nobody else tries to connect; then a tool or a fix may. */
const PAUSED_SHARE = 0.5;

export interface McpServers {
  /** What the agent may look with now, by name; servers that were not reached yet have none. */
  tools(): readonly Tool[];
  candidates(): readonly Candidate[];
  readonly actions: ActionMcp;
  /** Begins to ask the servers; waits for none. */
  start(): void;
  /** Asks each once; the sentence for each that failed. */
  learn(): Promise<ReadonlyMap<string, string>>;
  close(): Promise<void>;
}

export interface McpServersDeps {
  readonly servers: readonly McpServerSettings[];
  /** Names of the agent's own tools. */
  readonly taken: ReadonlySet<string>;
  readonly log: Logger;
  /** Between attempts at a server that was never reached, in milliseconds. */
  readonly retryMs?: number;
}

export function createMcpServers({ servers, taken, log, retryMs = RETRY_MS }: McpServersDeps): McpServers {
  const calls = new Map(
    servers.flatMap((server) => server.actions.map((call) => [call.name, { server, call }])),
  );
  const waiting = new Set<NodeJS.Timeout>();
  let isClosed = false;
  let loaded: Promise<readonly McpServer[]> | null = null;
  let known: readonly McpServer[] = [];

  /** The libraries take most of a second to load, and only who has servers needs them. */
  function load(): Promise<readonly McpServer[]> {
    loaded ??= import('./server.js').then(({ createMcpServer }) => {
      known = servers.map((server) =>
        createMcpServer(server, { taken, log, pauseMs: retryMs * PAUSED_SHARE }),
      );
      return known;
    });
    return loaded;
  }

  async function keepAsking(server: McpServer): Promise<void> {
    if (isClosed) return;
    try {
      await server.learn();
      tell(server);
    } catch (error) {
      log.warn(
        { server: server.name, problem: errorMessage(error) },
        'an MCP server cannot be asked for its tools',
      );
      if (isClosed) return;
      const timer = setTimeout(() => {
        waiting.delete(timer);
        void keepAsking(server);
      }, retryMs);
      timer.unref();
      waiting.add(timer);
    }
  }

  function tell(server: McpServer): void {
    const candidates = server.candidates();
    const offered = candidates.flatMap(({ agentName }) => agentName ?? []);
    log.info(
      { server: server.name, offered, others: candidates.length - offered.length },
      'an MCP server was asked for its tools',
    );
    for (const { tool, reason } of candidates.filter(({ isProblem }) => isProblem)) {
      log.warn({ server: server.name, tool, reason }, 'a tool of an MCP server is not offered');
    }
  }

  function find(name: string): { server: McpServerSettings; call: RunnableCall } {
    const found = calls.get(name);
    if (found) return found;
    throw new ConfigError(`No call named ${name} is configured under mcp.servers[].actions.`);
  }

  async function serverOf(name: string): Promise<{ server: McpServer; call: RunnableCall }> {
    const {
      server: { name: wanted },
      call,
    } = find(name);
    const server = (await load()).find((one) => one.name === wanted);
    if (!server) throw new ConfigError(`There is no MCP server ${wanted}.`);
    return { server, call };
  }

  return {
    tools: () => known.flatMap((server) => server.tools()).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    candidates: () => known.flatMap((server) => server.candidates()),
    actions: {
      describe(name) {
        const found = calls.get(name);
        if (!found) return undefined;
        const { sha256: _, ...call } = found.call;
        return { ...call, server: found.server.name };
      },
      async fingerprint(name, signal) {
        const { server, call } = await serverOf(name);
        const { sha256 } = await server.define(call.tool, { signal, mustBeFresh: true });
        if (call.sha256 === undefined || call.sha256 === sha256) return sha256;
        throw new UserInputError(
          `The tool ${call.tool} of ${server.name} is not the one in the configuration; look at it, then set sha256: ${sha256}.`,
        );
      },
      async call(name, { input, idempotencyKey, signal }) {
        const { server, call } = await serverOf(name);
        return server.run({ tool: call.tool, input, idempotencyKey, signal });
      },
    },
    start() {
      if (servers.length === 0) return;
      void load().then((all) => all.forEach((server) => void keepAsking(server)));
    },
    async learn() {
      const problems = new Map<string, string>();
      const ask = async (server: McpServer) =>
        server.learn().catch((error: unknown) => void problems.set(server.name, errorMessage(error)));
      await Promise.all((await load()).map(ask));
      return problems;
    },
    async close() {
      isClosed = true;
      for (const timer of waiting) clearTimeout(timer);
      await Promise.all(known.map((server) => server.close()));
    },
  };
}
