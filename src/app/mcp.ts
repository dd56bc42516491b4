/** The MCP servers of the configuration, as their client wants them. */
import type { McpServerSettings } from '../clients/mcp/settings.js';
import { secretsIn } from '../clients/without-secrets.js';
import type { Config } from '../config/config.js';

export function mcpServersOf({ file }: Config): readonly McpServerSettings[] {
  return file.mcp.servers.map(
    ({ name, url, headers, command = '', args, env, passEnv, timeout, tools, actions }) => ({
      name,
      secrets: [...secretsIn(headers), ...passEnv.flatMap((variable) => env[variable] ?? [])],
      address: url === undefined ? { command, args, env } : { url, headers },
      timeoutMs: timeout * 1000,
      tools,
      actions: actions.map(({ idempotent, reversible, ...action }) => ({
        ...action,
        isIdempotent: idempotent,
        isReversible: reversible,
      })),
    }),
  );
}
