import type { Config } from '../config/config.js';
import type { Logger } from '../observability/logger.js';
import { followCatalog } from './follow-catalog.js';
import { followRunbooks } from './follow-runbooks.js';
import type { Parts } from './parts.js';

/** Reads what people wrote about their services; a file that cannot be used is logged and left out. */
export async function loadCatalogAndRunbooks(
  config: Config,
  log: Logger,
): Promise<Pick<Parts, 'catalog' | 'runbooks' | 'slos' | 'catalogFiles' | 'runbookFiles'>> {
  return { ...(await followCatalog(config, log)), ...(await followRunbooks(config, log)) };
}
