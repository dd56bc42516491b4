/** Files that people write and that are followed while the bot runs. */
import type { ConnectionHealth } from '../workflows/home/home-view.js';

export interface FollowedFiles {
  /** What cannot be used; empty when what holds is what the files say. */
  problems(): readonly string[];
  /** Whether something they said before they changed still holds, because of these problems. */
  isOutdated(): boolean;
  /** Looks for changes until `stop`. */
  start(): void;
  stop(): Promise<void>;
}

/** There may be hundreds of files. */
export const LOOK_EVERY_MS = 5_000;

/** For the Home tab: whether what holds is what the files say. Nothing where there are none. */
export function describeFiles(name: string, files: FollowedFiles | null): readonly ConnectionHealth[] {
  if (files === null) return [];
  const problems = files.problems();
  const [first = ''] = problems;
  const more = problems.length > 1 ? ` And ${problems.length - 1} more: see the log.` : '';
  const what = files.isOutdated() ? 'What it said before still holds.' : 'Without what cannot be read.';
  return [
    {
      name,
      status: problems.length === 0 ? 'ok' : 'failing',
      lastSuccessAt: null,
      lastFailureAt: null,
      problem: problems.length === 0 ? null : `${what} ${first}${more}`,
    },
  ];
}
