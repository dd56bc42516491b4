/** The runbooks as their files say, followed while the bot runs. */
import { findFiles } from '../clients/find-files.js';
import { followContent } from '../clients/follow-file.js';
import { isRunbookFile, loadRunbookLibrary } from '../clients/runbook-library.js';
import type { Config } from '../config/config.js';
import type { RunbookLibrary } from '../incidents/runbook.js';
import type { Logger } from '../observability/logger.js';
import { canonicalHash } from '../shared/canonical-hash.js';
import { errorMessage } from '../shared/errors.js';
import { LOOK_EVERY_MS, type FollowedFiles } from './followed-files.js';

export interface FollowedRunbooks {
  /** A library never changes; whoever needs one and the same for a while keeps it. */
  readonly runbooks: () => RunbookLibrary;
  /** Null: no folder is configured. */
  readonly runbookFiles: FollowedFiles | null;
}

/**
 * At the start, what cannot be used is logged and left out. Later, each file takes effect for itself, because a runbook needs no
 * other: one that cannot be used any more keeps what it said before, one that is removed is gone.
 */
export async function followRunbooks(
  { file }: Pick<Config, 'file'>,
  log: Logger,
  lookEveryMs = LOOK_EVERY_MS,
): Promise<FollowedRunbooks> {
  const { runbooks: paths } = file;
  const readAll = async () => canonicalHash(await findFiles(paths, isRunbookFile));
  let held = await readAll();
  let known: RunbookLibrary = await loadRunbookLibrary({ paths });
  let { problems } = known;
  let isOutdated = false;
  for (const problem of problems) log.warn({ problem }, 'file skipped');

  async function take(content: string): Promise<void> {
    if (content === held) return;
    held = content;
    const read = await loadRunbookLibrary({ paths, before: known });
    const isEmptied = read.list().length === 0 && known.list().length > 0;
    problems = isEmptied
      ? [...read.problems, `${paths.join(', ')}: there is no runbook any more.`]
      : read.problems;
    isOutdated = isEmptied || read.keptPaths.length > 0;
    // Nobody wants none: a folder that is mounted anew is empty for a moment.
    if (!isEmptied) known = read;
    if (isOutdated) log.error({ problems }, 'runbooks cannot be used; what they said before holds');
    else for (const problem of problems) log.warn({ problem }, 'file skipped');
    log.info({ runbooks: known.list().length }, 'runbooks read again');
  }

  const following = followContent(readAll, {
    lookEveryMs,
    onContent: (content) => (content === null ? undefined : take(content)),
    onError: (error) => log.error({ detail: errorMessage(error) }, 'the runbooks could not be read again'),
  });
  return {
    runbooks: () => known,
    runbookFiles:
      paths.length === 0 ? null : { problems: () => problems, isOutdated: () => isOutdated, ...following },
  };
}
