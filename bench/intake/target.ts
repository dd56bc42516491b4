/** Which database a benchmark runs on, as text that can be handed to another process. */
import type { Logger } from '../../src/observability/logger.js';
import type { Database } from '../../src/storage/database.js';
import { openPglite } from '../../src/storage/pglite.js';
import { openPostgres } from '../../src/storage/postgres.js';

/** A data directory for PGlite, or a connection string. */
export type Target =
  | { readonly kind: 'pglite'; readonly directory: string }
  | { readonly kind: 'postgres'; readonly url: string };

export function parseTarget(text: string): Target {
  return /^postgres(ql)?:\/\//.test(text)
    ? { kind: 'postgres', url: text }
    : { kind: 'pglite', directory: text };
}

export const formatTarget = (target: Target): string =>
  target.kind === 'postgres' ? target.url : target.directory;

export async function openTarget(target: Target, log: Logger): Promise<Database> {
  return target.kind === 'postgres' ? openPostgres(target.url, { log }) : openPglite(target.directory);
}
