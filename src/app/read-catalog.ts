/** The service catalogue as the configuration describes it. */
import { DEFAULT_SIGNALS, loadServiceCatalog } from '../clients/service-catalog.js';
import type { Config } from '../config/config.js';
import type { ServiceCatalog } from '../incidents/service.js';
import { withoutUndefined } from './settings.js';

/** Bad files and documents become the catalogue's `problems`. */
export function readCatalog({ file }: Pick<Config, 'file'>): Promise<ServiceCatalog> {
  return loadServiceCatalog({
    paths: file.catalog,
    window: file.metrics.window,
    defaultSignals: { ...DEFAULT_SIGNALS, ...withoutUndefined(file.metrics.signals) },
    defaultLogSelector: file.logs.selector,
  });
}
