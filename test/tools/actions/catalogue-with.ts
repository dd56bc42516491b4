/** Every action, with the other services of a test; unless it brings endpoints, those, commands and MCP servers are not there. */
import { createNamedCommands } from '../../../src/clients/commands/named-commands.js';
import { createMcpServers } from '../../../src/clients/mcp/mcp-servers.js';
import { createNamedEndpoints } from '../../../src/clients/named-endpoints.js';
import { createActionCatalogue, type ActionCatalogue } from '../../../src/remediation/action-catalogue.js';
import { silentLogger } from '../../../src/observability/logger.js';
import { actions } from '../../../tools/actions/index.js';
import type { ActionContext, OtherServices } from '../../../tools/actions/action.js';

export function catalogueWith(
  services: OtherServices & Partial<Pick<ActionContext, 'http'>>,
): ActionCatalogue {
  return createActionCatalogue(actions, {
    http: createNamedEndpoints({ endpoints: [], timeoutMs: 1_000 }),
    mcp: createMcpServers({ servers: [], taken: new Set(), log: silentLogger() }).actions,
    commands: createNamedCommands({ commands: [], redact: (text) => text }),
    ...services,
  });
}

export const RUN = { fence: 1, targetVersion: '', report: () => {} };

export const signal = () => AbortSignal.timeout(10_000);
