/** One server and what is known of its tools: which are offered to the agent, which are not and why, which were changed. */
import type { Logger } from '../../observability/logger.js';
import { UserInputError } from '../../shared/errors.js';
import type { Tool } from '../../../tools/tool.js';
import { createMcpConnection } from './connection.js';
import { readDefinition, type McpDefinition } from './definition.js';
import { judgeTool } from './judge-tool.js';
import { createOfferedTool } from './offered-tool.js';
import type { McpServerSettings } from './settings.js';

/** How long a look at the definitions counts. */
const VERIFIED_FOR_MS = 30_000;

/** What became of one of a server's tools. */
export interface Candidate {
  readonly server: string;
  readonly tool: string;
  /** Its name for the agent; null while it is not offered. */
  readonly agentName: string | null;
  /** Why it is not offered; null when it is. */
  readonly reason: string | null;
  /** Whether the operator wants it all the same. */
  readonly isProblem: boolean;
  /** Of its definition; null when there is none. */
  readonly sha256: string | null;
}

export interface McpServer {
  readonly name: string;
  /** Offered now, by name. */
  tools(): readonly Tool[];
  candidates(): readonly Candidate[];
  /** Reads what the server has. Throws UpstreamError. */
  learn(signal?: AbortSignal): Promise<void>;
  /**
   * As it is now, or was within the last half minute unless it `mustBeFresh`. Throws UserInputError when the server lacks it
   * or changed it since it was first seen.
   */
  define(tool: string, options: { signal: AbortSignal; mustBeFresh?: boolean }): Promise<McpDefinition>;
  readonly run: ReturnType<typeof createMcpConnection>['run'];
  close(): Promise<void>;
}

export function createMcpServer(
  settings: McpServerSettings,
  { taken, log, pauseMs }: { taken: ReadonlySet<string>; log: Logger; pauseMs: number },
): McpServer {
  const { name } = settings;
  const connection = createMcpConnection(settings, pauseMs);
  /** First seen hash of each tool. Never replaced: only a person's restart makes another one right. */
  const pins = new Map<string, string>();
  /** Changed once; changing back does not help. */
  const changed = new Set<string>();
  let offered: readonly Tool[] = [];
  let candidates: readonly Candidate[] = [];
  let definitions = new Map<string, McpDefinition>();
  let verifiedAt = Number.NEGATIVE_INFINITY;

  async function learn(signal?: AbortSignal): Promise<void> {
    const listed = await connection.listTools(signal);
    definitions = new Map();
    const doubles = new Set<string>();
    for (const definition of listed.flatMap((tool) => readDefinition(tool) ?? [])) {
      if (definitions.has(definition.name)) doubles.add(definition.name);
      definitions.set(definition.name, definition);
    }
    for (const double of doubles) definitions.delete(double);
    for (const definition of definitions.values()) pin(definition);
    judge();
    verifiedAt = performance.now();
  }

  function pin({ name: tool, sha256 }: McpDefinition): void {
    const before = pins.get(tool);
    if (before === undefined) pins.set(tool, sha256);
    else if (before !== sha256 && !changed.has(tool)) {
      changed.add(tool);
      log.warn(
        { server: name, tool, before, now: sha256 },
        'an MCP server changed a tool; it is not used until a person has looked',
      );
    }
  }

  function judge(): void {
    const names = new Set(taken);
    const tools: Tool[] = [];
    const found: Candidate[] = [];
    for (const definition of [...definitions.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const { name: tool, sha256 } = definition;
      const pinned = changed.has(tool) ? 'another' : pins.get(tool);
      const judged = judgeTool(definition, { server: name, allowed: settings.tools, taken: names, pinned });
      if (judged.isOffered) {
        const { agentName, input } = judged;
        names.add(agentName);
        const verify = async (signal: AbortSignal) => void (await define(tool, { signal }));
        tools.push(
          createOfferedTool(definition, { server: name, agentName, input, verify, read: connection.read }),
        );
        found.push({ server: name, tool, agentName, reason: null, isProblem: false, sha256 });
      } else {
        const { reason, isProblem } = judged;
        found.push({ server: name, tool, agentName: null, reason, isProblem, sha256 });
      }
    }
    for (const { name: tool } of settings.tools.filter((wanted) => !definitions.has(wanted.name))) {
      const reason =
        'the server has none of that name, or more than one, or describes it at too great length';
      found.push({ server: name, tool, agentName: null, reason, isProblem: true, sha256: null });
    }
    offered = tools;
    candidates = found;
  }

  async function define(
    tool: string,
    { signal, mustBeFresh = false }: { signal: AbortSignal; mustBeFresh?: boolean },
  ): Promise<McpDefinition> {
    if (mustBeFresh || performance.now() - verifiedAt > VERIFIED_FOR_MS) await learn(signal);
    if (changed.has(tool)) {
      throw new UserInputError(
        `${name} changed its tool ${tool} since Firewatch started; a person has to look at it first.`,
      );
    }
    const definition = definitions.get(tool);
    if (!definition) throw new UserInputError(`${name} has no tool ${tool}.`);
    return definition;
  }

  return {
    name,
    tools: () => offered,
    candidates: () => candidates,
    learn,
    define,
    run: connection.run,
    close: connection.close,
  };
}
