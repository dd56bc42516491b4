import { loadSlos } from '../clients/load-slos.js';
import { loadRunbookLibrary } from '../clients/runbook-library.js';
import { DEFAULT_SIGNALS, loadServiceCatalog } from '../clients/service-catalog.js';
import type { Config } from '../config/config.js';
import type { Logger } from '../observability/logger.js';
import { withoutUndefined } from './settings.js';
import type { Parts } from './parts.js';

/** Reads what people wrote about their services; a file that cannot be used is logged and left out. */
export async function loadCatalogAndRunbooks(
  { file }: Config,
  log: Logger,
): Promise<Pick<Parts, 'catalog' | 'runbooks' | 'slos'>> {
  const catalog = await loadServiceCatalog({
    paths: file.catalog,
    window: file.metrics.window,
    defaultSignals: { ...DEFAULT_SIGNALS, ...withoutUndefined(file.metrics.signals) },
    defaultLogSelector: file.logs.selector,
  });
  const runbooks = await loadRunbookLibrary({ paths: file.runbooks });
  const slos = await loadSlos(file.slos, catalog);
  for (const problem of [...catalog.problems, ...slos.problems, ...runbooks.problems])
    log.warn({ problem }, 'file skipped');
  return { catalog: () => catalog, runbooks: () => runbooks, slos: () => slos };
}
