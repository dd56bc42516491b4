import { loadRunbookLibrary } from '../clients/runbook-library.js';
import type { Config } from '../config/config.js';
import type { Logger } from '../observability/logger.js';
import { followCatalog } from './follow-catalog.js';
import type { Parts } from './parts.js';

/** Reads what people wrote about their services; a file that cannot be used is logged and left out. */
export async function loadCatalogAndRunbooks(
  config: Config,
  log: Logger,
): Promise<Pick<Parts, 'catalog' | 'runbooks' | 'slos' | 'catalogFiles'>> {
  const runbooks = await loadRunbookLibrary({ paths: config.file.runbooks });
  for (const problem of runbooks.problems) log.warn({ problem }, 'file skipped');
  return { ...(await followCatalog(config, log)), runbooks: () => runbooks };
}
