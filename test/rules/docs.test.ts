import { existsSync, readFileSync, readdirSync, statSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseDocument } from 'yaml';
import { parseRunbook } from '../../src/clients/runbook-parser.js';
import { loadServiceCatalog } from '../../src/clients/service-catalog.js';
import { loadConfig } from '../../src/config/config.js';
import { Environment } from '../../src/config/environment.js';
import { parseAlertmanager } from '../../src/intake/sources/alertmanager.js';
import { parseChange } from '../../src/intake/sources/changes.js';
import { configurationKeys, readMarkdownTable, referenceSections } from './reference-tables.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

function markdownFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((entry) => {
    const path = join(folder, entry);
    if (statSync(join(ROOT, path)).isDirectory()) return markdownFiles(path);
    return path.endsWith('.md') ? [path] : [];
  });
}

const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...markdownFiles('docs')];

interface CodeBlock {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

const blocks: readonly CodeBlock[] = PAGES.flatMap((page) =>
  [...read(page).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    page,
    language,
    text,
  })),
);
const shellBlocks = blocks.filter(({ language }) => language === 'sh');
/** YAML examples begin with a comment that names the file they belong to. */
const examples = (file: string) =>
  blocks.filter(({ language, text }) => language === 'yaml' && text.startsWith(`# ${file}\n`));

const home = mkdtempSync(join(tmpdir(), 'firewatch-docs-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('the reference tables', () => {
  test('say what the code says', async () => {
    // To mend it: npx tsx test/rules/write-tables.ts && npm run format
    for (const { file, name, table } of await referenceSections()) {
      const written = readMarkdownTable(read(file), name);
      expect({ file, table: written }).toEqual({ file, table: table.map((row) => [...row]) });
    }
  });

  test('describe every key of firewatch.yaml, with its default', () => {
    const [, ...rows] = readMarkdownTable(read('docs/configuration.md'), 'keys');
    const written = new Map(rows.map(([key = '', value = '']) => [bare(key), bare(value)]));
    const fallbacks = ['requests', 'errors', 'latency'].map((signal) => [
      `metrics.signals.${signal}`,
      'see below',
    ]);

    const wanted = new Map([...configurationKeys(), ...(fallbacks as [string, string][])]);
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(wanted));
    for (const [key = '', , meaning = ''] of rows)
      expect({ key, isDescribed: meaning !== '' }).toEqual({ key, isDescribed: true });
  });
});

describe('the commands in the documentation', () => {
  const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);
  const texts = PAGES.map((page) => ({ page, text: read(page) }));

  test('are npm scripts that exist', () => {
    for (const { page, text } of texts) {
      for (const [, script = ''] of text.matchAll(/npm run ([a-z:]+)/g))
        expect({ page, script, exists: scripts.includes(script) }).toEqual({ page, script, exists: true });
      for (const [, script = ''] of text.matchAll(/npm (test|start)\b/g)) expect(scripts).toContain(script);
    }
  });

  test('are commands that firewatch has', () => {
    const main = read('src/main.ts');

    for (const { text } of texts) {
      for (const [, command] of text.matchAll(/(?:npx firewatch|`firewatch) ([a-z-]+)/g))
        expect(main).toContain(`case '${command}':`);
    }
  });

  test('name test and source files that exist', () => {
    for (const { page, text } of texts) {
      for (const [, path = ''] of text.matchAll(
        /(?<![/\w<>])((?:test|src|tools|bench|docs|deploy|demo)\/[\w./-]*\w)(?![\w<>*…/])/g,
      )) {
        if (/NNNN|verb-noun/.test(path)) continue;
        expect({ page, path, exists: existsSync(join(ROOT, path)) }).toEqual({ page, path, exists: true });
      }
    }
  });

  test('set only environment variables that are read', () => {
    const known = new Set(Object.keys(Environment.shape));

    for (const { page, text } of shellBlocks) {
      for (const [, name = ''] of text.matchAll(/^([A-Z][A-Z_]+)=/gm))
        expect({ page, name, isKnown: known.has(name) }).toEqual({ page, name, isKnown: true });
    }
  });
});

describe('the examples in the documentation', () => {
  test('of firewatch.yaml are accepted as they are', () => {
    const keys = { DEPLOY_TOKEN: 'secret', OTHER_MODEL_KEY: 'secret' };
    expect(examples('firewatch.yaml').length).toBeGreaterThan(2);
    for (const [index, { text }] of examples('firewatch.yaml').entries()) {
      const path = join(home, `firewatch-${index}.yaml`);
      writeFileSync(path, text);

      expect(loadConfig({ ...keys, FIREWATCH_CONFIG: path }).path).toBe(path);
    }
  });

  test('of catalog-info.yaml describe a service without a complaint', async () => {
    expect(examples('catalog-info.yaml').length).toBeGreaterThan(0);
    for (const [index, { text }] of examples('catalog-info.yaml').entries()) {
      const path = join(home, `catalog-info-${index}.yaml`);
      writeFileSync(path, text);
      const catalog = await loadServiceCatalog({ paths: [path], window: '1m', defaultSignals: {} });

      expect(catalog.problems).toEqual([]);
      expect(catalog.list()).toHaveLength(1);
      expect(catalog.list()[0]?.signals.length).toBeGreaterThan(0);
    }
  });

  test('of alertmanager.yml say the same as the complete file in deploy', () => {
    const complete: unknown = parseDocument(read('deploy/alertmanager/alertmanager.yml')).toJS();

    expect(examples('alertmanager.yml').length).toBeGreaterThan(0);
    for (const { text } of examples('alertmanager.yml'))
      expect(complete).toMatchObject(parseDocument(text).toJS() as Record<string, unknown>);
  });

  test('of runbooks parse', () => {
    const runbooks = blocks.filter(({ language }) => language === 'md');

    expect(runbooks.length).toBeGreaterThan(1);
    for (const { text } of runbooks) expect(parseRunbook('example.md', text)).toHaveProperty('runbook');
  });

  test('of a broken runbook are what the parser says', () => {
    const page = read('docs/runbooks.md');
    const wrong =
      '---\ndiagnosis:\n  - name: a\n    query: up\n    supports: more than 5 %\n    why: b\n---\n';
    const parsed = parseRunbook('runbooks/bad-release.md', wrong);

    const [problem = ''] = 'problems' in parsed ? parsed.problems : [];
    expect(page).toContain(problem.replace(/:\d+:/, ':12:'));
  });

  test('of webhooks are accepted by the intake', () => {
    const { alerts, problems } = parseAlertmanager(JSON.parse(read('docs/examples/alert.json')), new Date());
    const [change = ''] = /\{"id":"build[^']*/.exec(read('README.md')) ?? [];

    expect(problems).toEqual([]);
    expect(alerts).toHaveLength(1);
    expect(parseChange(JSON.parse(change), new Date())).toMatchObject({
      kind: 'deploy',
      service: 'checkout',
    });
  });
});

describe('the links in the documentation', () => {
  test('lead to files and headings that exist', () => {
    for (const page of PAGES) {
      for (const [, target = ''] of read(page).matchAll(/(?<!!)\[[^\]]*\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(target)) continue;
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : join(dirname(page), path);
        expect({ page, target, exists: existsSync(join(ROOT, file)) }).toEqual({
          page,
          target,
          exists: true,
        });
        const anchors = file.endsWith('.md') ? anchorsOf(file) : [];
        expect([undefined, ...anchors]).toContain(anchor);
      }
    }
  });

  test('name every decision in the index', () => {
    const index = read('docs/decisions/README.md');

    const pages = markdownFiles('docs/decisions').map((page) => relative('docs/decisions', page));
    for (const page of pages.filter((name) => name !== 'README.md')) expect(index).toContain(`(${page})`);
    expect(pages.length).toBeGreaterThan(3);
  });
});

function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

const bare = (cell: string) => cell.replaceAll('`', '');
