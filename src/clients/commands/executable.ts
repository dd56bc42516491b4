/** Whether a program may be started: it is there, and nobody but root and ourselves could have put another in its place. */
import { createHash } from 'node:crypto';
import { accessSync, constants, createReadStream, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { pipeline } from 'node:stream/promises';

const WRITABLE_BY_GROUP_OR_OTHERS = 0o022;
const WRITABLE_BY_OTHERS = 0o002;
const STICKY = 0o1000;

/** A sentence about what the operator has to mend; undefined when the program may be started. */
export function findExecutableFault(path: string): string | undefined {
  if (!isAbsolute(path)) return `${path} is not an absolute path`;
  let real: string;
  let file: Stats;
  try {
    real = realpathSync(path);
    file = statSync(real);
  } catch {
    return `${path} does not exist`;
  }
  if (!file.isFile()) return `${path} is not a file`;
  try {
    accessSync(real, constants.X_OK);
  } catch {
    return `${path} may not be executed by Firewatch; set its permissions`;
  }
  if (file.mode & WRITABLE_BY_GROUP_OR_OTHERS)
    return `${path} can be written by others; run chmod go-w ${real}`;
  if (file.uid !== 0 && file.uid !== process.getuid?.())
    return `${path} belongs to another user; let root own it`;
  const open = [dirname(path), dirname(real)].find(isOpenToOthers);
  return open === undefined ? undefined : `others can write into ${open}; run chmod o-w ${open}`;
}

/** SHA-256 of the program's content, hex: replicas that have the same program agree on it. */
export async function fingerprintFile(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { signal });
  return hash.digest('hex');
}

/** In a sticky directory others cannot replace what is not theirs. */
function isOpenToOthers(directory: string): boolean {
  const { mode } = statSync(directory);
  return (mode & WRITABLE_BY_OTHERS) !== 0 && (mode & STICKY) === 0;
}
