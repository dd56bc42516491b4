import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { Environment } from '../../src/config/environment.js';
import { parseDockerfile, readCopy, readEnv } from './dockerfile.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const dockerfile = parseDockerfile(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'));
const ofStage = (stage: string, name: string) =>
  dockerfile.filter((instruction) => instruction.stage === stage && instruction.name === name);
const stages = dockerfile.filter(({ name }) => name === 'FROM').map(({ stage }) => stage);

describe('the Dockerfile', () => {
  test('builds in stages, all on one pinned Node image that package.json allows', () => {
    expect(stages).toEqual(['build', 'dependencies', 'final']);
    const image = dockerfile.find(({ name }) => name === 'ARG')?.text ?? '';
    expect(image).toMatch(/^NODE_IMAGE=node:\d+\.\d+\.\d+-bookworm-slim$/);
    expect(Number(/node:(\d+)/.exec(image)?.[1])).toBeGreaterThanOrEqual(22);
    for (const { text } of dockerfile.filter(({ name }) => name === 'FROM'))
      expect(text).toMatch(/^\$\{NODE_IMAGE\} AS /);
  });

  test('copies only what exists, and nothing that .dockerignore keeps out', () => {
    const allowed = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copies = dockerfile.filter(({ name }) => name === 'COPY').map(readCopy);
    const sources = copies.filter(({ from }) => from === null).flatMap((copy) => copy.sources);

    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) {
      expect({ source, exists: existsSync(join(ROOT, source)) }).toEqual({ source, exists: true });
      expect(allowed).toContain(source);
    }
    for (const { from } of copies) expect([null, ...stages]).toContain(from);
  });

  test('brings no development dependency, source or test into the final stage', () => {
    const installs = dockerfile.filter(({ name, text }) => name === 'RUN' && text.includes('npm ci'));
    const copies = ofStage('final', 'COPY').map(readCopy);

    expect(installs.every(({ text }) => text.includes('--ignore-scripts'))).toBe(true);
    expect(installs.find(({ stage }) => stage === 'dependencies')?.text).toContain('--omit=dev');
    expect(copies.find(({ sources }) => sources.includes('/app/node_modules'))?.from).toBe('dependencies');
    expect(copies.find(({ sources }) => sources.includes('/app/dist'))?.from).toBe('build');
    expect(copies.filter(({ from }) => from === null).flatMap(({ sources }) => sources)).toEqual([
      'package.json',
      'LICENSE',
      'runbooks',
    ]);
    expect(ofStage('final', 'RUN').some(({ text }) => text.includes('npm'))).toBe(false);
  });

  test('runs as a user who is not root, with one folder to write to', () => {
    const last = ofStage('final', 'USER').at(-1)?.text;
    const env = Object.assign({}, ...ofStage('final', 'ENV').map(readEnv)) as Record<string, string>;

    expect(last).toBe('node');
    expect(ofStage('final', 'VOLUME')[0]?.text).toBe(`["${env['FIREWATCH_DATA_DIR']}"]`);
    expect(env).toMatchObject({ NODE_ENV: 'production', HOST: '0.0.0.0' });
    const parsed = Environment.parse(env);
    expect(ofStage('final', 'EXPOSE')[0]?.text).toBe(String(parsed.PORT));
  });

  test('starts the bot itself as process 1, and asks it whether it is alive', () => {
    const command = JSON.parse(ofStage('final', 'CMD')[0]?.text ?? '') as string[];
    const check = ofStage('final', 'HEALTHCHECK')[0]?.text ?? '';

    expect(command[0]).toBe('node');
    expect(command.slice(-2)).toEqual(['dist/src/main.js', 'start']);
    expect(check).toMatch(/--start-period=\d+s/);
    expect(check).toContain('/healthz');
    expect(JSON.parse(check.slice(check.indexOf('['))) as string[]).toHaveLength(3);
  });
});

describe('the code that runs in production', () => {
  /** Package names in static and dynamic imports. */
  function importedPackages(folder: string): Set<string> {
    const names = new Set<string>();
    for (const entry of readdirSync(folder)) {
      const path = join(folder, entry);
      if (statSync(path).isDirectory()) for (const name of importedPackages(path)) names.add(name);
      else if (path.endsWith('.ts')) {
        const text = readFileSync(path, 'utf8');
        for (const [statement, fixed, lazy] of text.matchAll(
          /^(?:import|export)\b[^;]*?from\s+'([^'.][^']*)'|import\('([^'.][^']*)'\)/gm,
        )) {
          const specifier = fixed ?? lazy ?? '';
          if (/^(import|export) type\b/.test(statement) || specifier.startsWith('node:')) continue;
          const parts = specifier.split('/');
          names.add(specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? ''));
        }
      }
    }
    return names;
  }

  test('imports no development dependency', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const used = new Set([...importedPackages(join(ROOT, 'src')), ...importedPackages(join(ROOT, 'tools'))]);

    expect(used.size).toBeGreaterThan(5);
    for (const name of used) expect(Object.keys(manifest.dependencies)).toContain(name);
  });
});
