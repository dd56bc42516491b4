/** Whether MCP servers answer, which of their tools the agent gets, and which are there for a person to decide on. */
import { mcpServersOf } from '../app/mcp.js';
import { createMcpServers, type McpServers } from '../clients/mcp/mcp-servers.js';
import type { Candidate } from '../clients/mcp/server.js';
import type { McpServerSettings } from '../clients/mcp/settings.js';
import type { Config } from '../config/config.js';
import { silentLogger } from '../observability/logger.js';
import { errorMessage } from '../shared/errors.js';
import { cut } from '../shared/text.js';
import { tools } from '../../tools/index.js';
import { Wrong } from './finding.js';

/** Names of tools come from outside and may be many. */
const MAX_NAMES_LENGTH = 400;

export async function checkMcp(config: Config): Promise<string | null> {
  const servers = mcpServersOf(config);
  if (servers.length === 0) return null;
  const mcp = createMcpServers({
    servers,
    taken: new Set(tools.map(({ name }) => name)),
    log: silentLogger(),
  });
  try {
    const failures = await mcp.learn();
    const candidates = mcp.candidates();
    const problems = [
      ...failures.values(),
      ...candidates.filter(({ isProblem }) => isProblem).map(describeProblem),
      ...(await findWrongActions(
        mcp,
        servers.filter(({ name }) => !failures.has(name)),
      )),
    ];
    const sentences = servers
      .filter(({ name }) => !failures.has(name))
      .map((server) =>
        describeServer(
          server,
          candidates.filter((one) => one.server === server.name),
        ),
      );
    if (problems.length > 0) throw new Wrong([...problems, ...sentences].join(' '));
    return sentences.join(' ');
  } finally {
    await mcp.close();
  }
}

function describeProblem({ server, tool, reason }: Candidate): string {
  return `${server}: ${tool} is not offered: ${reason}.`;
}

/** The hashes are there to be copied into the configuration. */
function describeServer(
  { name, tools: wanted, actions }: McpServerSettings,
  candidates: readonly Candidate[],
): string {
  const offered = candidates.flatMap(({ agentName, tool, sha256 }) => {
    if (agentName === null) return [];
    const isPinned = wanted.some((one) => one.name === tool && one.sha256 !== undefined);
    return isPinned ? `${agentName} (pinned)` : `${agentName} (sha256: ${sha256})`;
  });
  const mapped = new Set(actions.map(({ tool }) => tool));
  const others = candidates.filter(
    ({ agentName, isProblem, tool }) => agentName === null && !isProblem && !mapped.has(tool),
  );
  return [
    `${name} answers;`,
    offered.length > 0 ? `the agent may ask ${offered.join(', ')};` : 'the agent may ask nothing;',
    actions.length > 0 ? `people may approve ${actions.map((action) => action.name).join(', ')};` : '',
    others.length > 0
      ? `not offered, because nobody listed them: ${cut(others.map(({ tool }) => tool).join(', '), MAX_NAMES_LENGTH)}.`
      : 'it has no other tools.',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

async function findWrongActions(
  mcp: McpServers,
  servers: readonly McpServerSettings[],
): Promise<readonly string[]> {
  const found = servers.flatMap(({ timeoutMs, actions }) =>
    actions.map(async ({ name }) => {
      try {
        await mcp.actions.fingerprint(name, AbortSignal.timeout(timeoutMs));
        return [];
      } catch (error) {
        return [`${name}: ${errorMessage(error)}`];
      }
    }),
  );
  return (await Promise.all(found)).flat();
}
