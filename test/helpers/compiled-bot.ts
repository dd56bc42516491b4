/**
 * The bot in a few files, packages included: one that reads every module by itself computes far longer before
 * it is there. It is made once per state of the sources, shared by all test processes, and lies where
 * imports find the packages that cannot be bundled.
 */
import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, version } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['src', 'tools'];
const LOCK = 'package-lock.json';
/** Everything lies here, because only charts look for files beside their own. */
const CHARTS = join('src', 'charts');
/** They load WebAssembly or native code from beside them, or are optional and absent. */
const NOT_BUNDLED = [
  '@electric-sql/pglite',
  '@electric-sql/pglite/*',
  '@resvg/resvg-js',
  'pg-native',
  'canvas',
];
/** What the CommonJS packages in a bundle expect to find. */
const COMMON_JS = `
import { createRequire as createRequireOfBundle } from 'node:module';
import { fileURLToPath as pathOfBundle } from 'node:url';
const require = createRequireOfBundle(import.meta.url);
const __filename = pathOfBundle(import.meta.url);
const __dirname = pathOfBundle(new URL('.', import.meta.url));`;
const CACHE = join(ROOT, 'node_modules', '.cache', 'firewatch-compiled');
/** Builds that nobody asked for in so long are removed; a test run takes minutes. */
const UNUSED_MS = 3_600_000;

/** Path of the program's compiled `main.js`. */
export async function compileBot(): Promise<string> {
  const files = [LOCK, ...(await Promise.all(FOLDERS.map(listSources))).flat().toSorted()];
  const path = join(CACHE, await nameOf(files));
  const main = join(path, CHARTS, 'main.js');
  if (await touch(path)) return main;
  const draft = join(CACHE, `draft-${randomUUID()}`);
  await mkdir(draft, { recursive: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: [join('src', 'main.ts'), join(CHARTS, 'chart-worker.ts')],
    entryNames: '[name]',
    outdir: join(draft, CHARTS),
    bundle: true,
    splitting: true,
    external: NOT_BUNDLED,
    banner: { js: COMMON_JS },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  await cp(join(ROOT, CHARTS, 'fonts'), join(draft, CHARTS, 'fonts'), { recursive: true });
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
