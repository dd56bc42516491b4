/**
 * The bot compiled as `npm run build` does it, only without type checks: a process of it is ready in half the time that
 * one of the sources needs. It is made once per state of the sources, shared by all test processes, and lies where
 * imports find the checkout's packages.
 */
import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, version } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['src', 'tools'];
const FONTS = join('src', 'charts', 'fonts');
const CACHE = join(ROOT, 'node_modules', '.cache', 'firewatch-compiled');
/** Builds that nobody asked for in so long are removed; a test run takes minutes. */
const UNUSED_MS = 3_600_000;

/** Path of the program's compiled `main.js`. */
export async function compileBot(): Promise<string> {
  const files = (await Promise.all(FOLDERS.map(listSources))).flat().toSorted();
  const path = join(CACHE, await nameOf(files));
  const main = join(path, 'src', 'main.js');
  if (await touch(path)) return main;
  const draft = join(CACHE, `draft-${randomUUID()}`);
  await mkdir(draft, { recursive: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: files,
    outbase: '.',
    outdir: draft,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  await cp(join(ROOT, FONTS), join(draft, FONTS), { recursive: true });
  await writeFile(join(draft, 'package.json'), JSON.stringify({ type: 'module' }));
  try {
    await rename(draft, path);
  } catch (error) {
    // Another test process was faster; its build is as good.
    await rm(draft, { recursive: true, force: true });
    if (!(await touch(path))) throw error;
  }
  await removeUnused();
  return main;
}

async function listSources(folder: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { recursive: true });
  return entries.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
}

async function nameOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(version);
  for (const file of files) hash.update(`\0${file}\0`).update(await readFile(join(ROOT, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Whether it is there; if so, it is in use from now on. */
async function touch(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    () => false,
  );
}

async function removeUnused(): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const path = join(CACHE, name);
    const usedAt = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - usedAt > UNUSED_MS) await rm(path, { recursive: true, force: true });
  }
}
