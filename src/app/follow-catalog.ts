/** The service catalogue and the SLOs as their files say, followed while the bot runs. */
import { isCatalogFile } from '../clients/service-catalog.js';
import { findFiles } from '../clients/find-files.js';
import { followContent } from '../clients/follow-file.js';
import { loadSlos } from '../clients/load-slos.js';
import { isSloFile } from '../clients/openslo.js';
import type { Config } from '../config/config.js';
import type { ServiceCatalog } from '../incidents/service.js';
import type { SloBook } from '../incidents/slo/slo.js';
import type { Logger } from '../observability/logger.js';
import { canonicalHash } from '../shared/canonical-hash.js';
import { errorMessage } from '../shared/errors.js';
import { LOOK_EVERY_MS, type FollowedFiles } from './followed-files.js';
import { readCatalog } from './read-catalog.js';

interface Known {
  readonly catalog: ServiceCatalog;
  readonly slos: SloBook;
}

export interface FollowedCatalog {
  readonly catalog: () => ServiceCatalog;
  readonly slos: () => SloBook;
  /** Null: neither services nor SLOs are described anywhere. */
  readonly catalogFiles: FollowedFiles | null;
}

/**
 * At the start, what cannot be used is logged and left out. Later, files take effect together, and only when nothing is
 * wrong with them that was not wrong before: a service that vanished because of a typing mistake would take its incidents'
 * channel and on-call people with it.
 */
export async function followCatalog(
  config: Pick<Config, 'file'>,
  log: Logger,
  lookEveryMs = LOOK_EVERY_MS,
): Promise<FollowedCatalog> {
  const { catalog: catalogPaths, slos: sloPaths } = config.file;
  const readAll = async () =>
    canonicalHash([await findFiles(catalogPaths, isCatalogFile), await findFiles(sloPaths, isSloFile)]);
  let held = await readAll();
  let known = await load(config);
  let problems = problemsOf(known);
  let isOutdated = false;
  for (const problem of problems) log.warn({ problem }, 'file skipped');

  async function take(content: string): Promise<void> {
    const read = content === held ? known : await load(config);
    const isEmptied = read.catalog.list().length === 0 && known.catalog.list().length > 0;
    problems = isEmptied
      ? [...problemsOf(read), `${catalogPaths.join(', ')}: no service is described any more.`]
      : problemsOf(read);
    const left = new Set(problemsOf(known).map(withoutLine));
    isOutdated = !problems.every((problem) => left.has(withoutLine(problem)));
    if (read === known) return;
    if (isOutdated) {
      log.error({ problems }, 'the catalogue’s files cannot be used; what they said before holds');
      return;
    }
    known = read;
    held = content;
    const counts = { services: read.catalog.list().length, slos: read.slos.list().length };
    log.info(counts, 'service catalogue read again');
  }

  const following = followContent(readAll, {
    lookEveryMs,
    onContent: (content) => (content === null ? undefined : take(content)),
    onError: (error) => log.error({ detail: errorMessage(error) }, 'the catalogue could not be read again'),
  });
  return {
    catalog: () => known.catalog,
    slos: () => known.slos,
    catalogFiles:
      catalogPaths.length + sloPaths.length === 0
        ? null
        : { problems: () => problems, isOutdated: () => isOutdated, ...following },
  };
}

async function load(config: Pick<Config, 'file'>): Promise<Known> {
  const catalog = await readCatalog(config);
  return { catalog, slos: await loadSlos(config.file.slos, catalog) };
}

const withoutLine = (problem: string): string => problem.replace(/:\d+:/, ':');

const problemsOf = ({ catalog, slos }: Known): readonly string[] => [...catalog.problems, ...slos.problems];
