/** An empty database for one benchmark, removed afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target } from './intake/target.js';
import { findPostgres, startTemporaryPostgres } from './temporary-postgres.js';

export const DATABASES = ['pglite', 'postgres'] as const;
export type DatabaseName = (typeof DATABASES)[number];

/** Why a database cannot be measured here; undefined when it can. */
export function whySkipped(name: DatabaseName): string | undefined {
  return name === 'postgres' && findPostgres() === undefined
    ? 'postgres was skipped: PostgreSQL is not installed; install it with "apt-get install postgresql".'
    : undefined;
}

export async function withDatabase<T>(name: DatabaseName, work: (target: Target) => Promise<T>): Promise<T> {
  if (name === 'postgres') {
    const server = await startTemporaryPostgres(findPostgres() ?? '');
    try {
      return await work({ kind: 'postgres', url: server.url });
    } finally {
      await server.stop();
    }
  }
  const directory = mkdtempSync(join(tmpdir(), 'firewatch-bench-'));
  try {
    return await work({ kind: 'pglite', directory });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
