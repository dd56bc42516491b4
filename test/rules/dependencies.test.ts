import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const manifest = JSON.parse(read('package.json')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  scripts: Record<string, string>;
};
const all = { ...manifest.dependencies, ...manifest.devDependencies };

const SOURCES = ['src', 'tools', 'demo', 'bench', 'test'];

/** Needed though no file of ours names them. */
const USED_BY_OTHERS: Readonly<Record<string, string>> = {
  '@langchain/langgraph': 'langchain runs on it; pinned so that a new one is a decision',
  '@swc/core': 'compiles for @swc/jest, and lets dependency-cruiser read TypeScript',
  'oxlint-tsgolint': 'oxlint --type-aware',
  '@lezer/highlight': 'peer of @prometheus-io/lezer-promql',
  '@lezer/common': 'peer of @prometheus-io/lezer-promql',
  '@lezer/lr': 'peer of @prometheus-io/lezer-promql',
};
/** Commands of packages that are called otherwise. */
const COMMANDS: Readonly<Record<string, string>> = { typescript: 'tsc', 'dependency-cruiser': 'depcruise' };

function sourcesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((entry) => {
    const path = join(folder, entry);
    if (statSync(join(ROOT, path)).isDirectory()) return sourcesOf(path);
    return /\.(tsx?|js)$/.test(entry) ? [read(path)] : [];
  });
}

describe('the dependencies', () => {
  test('are pinned exactly', () => {
    for (const [name, version] of Object.entries(all))
      expect({ name, isExact: /^\d+\.\d+\.\d+$/.test(version) }).toEqual({ name, isExact: true });
  });

  test('are in the lockfile in the same version', () => {
    const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version?: string }> };

    for (const [name, version] of Object.entries(all))
      expect({ name, version: lock.packages[`node_modules/${name}`]?.version }).toEqual({ name, version });
  });

  test('have their variants for other platforms in the lockfile, without which `npm ci` refuses to install', () => {
    interface Locked {
      readonly optionalDependencies?: Record<string, string>;
    }
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
      ),
    );

    expect(missing).toEqual([]);
  });

  test('are used', () => {
    const code = SOURCES.flatMap(sourcesOf).join('\n');
    const settings = [read('jest.config.js'), ...Object.values(manifest.scripts)].join('\n');
    const isUsed = (name: string): boolean => {
      if (name in USED_BY_OTHERS) return true;
      if (name.startsWith('@types/')) {
        const typed = name.slice('@types/'.length);
        return typed === 'node' || isUsed(typed);
      }
      const command = new RegExp(`\\b${COMMANDS[name] ?? name}\\b`);
      return (
        new RegExp(`['"]${name}(/[^'"]*)?['"]`).test(code) ||
        settings.includes(`'${name}'`) ||
        command.test(Object.values(manifest.scripts).join('\n'))
      );
    };

    expect(Object.keys(all).filter((name) => !isUsed(name))).toEqual([]);
  });

  test('are each explained', () => {
    const page = read('docs/decisions/0006-dependencies.md');

    for (const name of Object.keys(all)) {
      const isExplained =
        page.includes(`\`${name}\``) || (name.startsWith('@types/') && page.includes('`@types/*`'));
      expect({ name, isExplained }).toEqual({ name, isExplained: true });
    }
  });
});

describe('the folder rules', () => {
  test('are kept, and were really looked at', () => {
    const output = execFileSync(
      process.execPath,
      [
        join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        '--config=.dependency-cruiser.js',
        '--output-type=json',
        ...SOURCES,
      ],
      { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    const { summary } = JSON.parse(output) as {
      summary: { totalCruised: number; violations: { from: string; to: string; rule: { name: string } }[] };
    };

    // Without @swc/core it sees no module at all, and is content.
    expect(summary.totalCruised).toBeGreaterThan(100);
    expect(summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  }, 60_000);
});
