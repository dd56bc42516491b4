/** Finds and reads the text files a library is loaded from. */
import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage } from '../shared/errors.js';

export interface TextFile {
  /** As it was found: the given path, and the names below it. */
  readonly path: string;
  readonly text: string;
}

const MAX_FILE_BYTES = 1024 * 1024; // no description of a service and no runbook is that long
const MAX_DEPTH = 12;

/**
 * Reads files, and directories with everything below them whose name `isWanted`; a path given as a file is always read.
 * Sorted by name, so that the first of two equals is always the same. Hidden directories and `node_modules` are passed
 * over. What cannot be read becomes a problem in a sentence, and its path is among `unread`.
 */
export async function findFiles(
  paths: readonly string[],
  isWanted: (name: string) => boolean,
): Promise<{
  readonly files: readonly TextFile[];
  readonly problems: readonly string[];
  readonly unread: readonly string[];
}> {
  const files: TextFile[] = [];
  const problems: string[] = [];
  const unread: string[] = [];
  const seen = new Set<string>();

  async function visit(path: string, name: string | null, depth: number): Promise<void> {
    try {
      const found = await stat(path); // Follows links: Kubernetes mounts files of a ConfigMap as links.
      if (found.isFile() && name !== null && !isWanted(name)) return;
      const real = await realpath(path);
      if (seen.has(real)) return;
      seen.add(real);
      if (found.isFile()) {
        if (found.size > MAX_FILE_BYTES) skip(path, 'is larger than 1 MiB and was left out');
        else files.push({ path, text: await readFile(path, 'utf8') });
      } else if (found.isDirectory() && depth < MAX_DEPTH) {
        const names = (await readdir(path)).filter(
          (child) => !child.startsWith('.') && child !== 'node_modules',
        );
        for (const child of names.sort()) await visit(join(path, child), child, depth + 1);
      }
    } catch (error) {
      // A dangling link inside a directory is nobody's wish; a path that somebody configured is.
      if (name === null || isWanted(name)) skip(path, `cannot be read (${reasonOf(error)})`);
    }
  }

  function skip(path: string, why: string): void {
    problems.push(`${path}: ${why}.`);
    unread.push(path);
  }

  for (const path of paths) await visit(path, null, 0);
  return { files, problems, unread };
}

function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'no such file or directory';
  if (code === 'EACCES') return 'permission denied';
  return errorMessage(error);
}
