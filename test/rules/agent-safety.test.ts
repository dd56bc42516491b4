import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { suites } from '../../bench/suites/index.js';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/agent-safety.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| [A-Z]/.test(line));
const paths = [...new Set(page.match(/(?<=`)(?:src|test|tools|bench)\/[\w./-]+(?=`)/g))];

describe('the safety argument', () => {
  test.each(paths)('names %s, which exists', (path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });

  test('names what is in the files that it names', () => {
    const named = [...page.matchAll(/`((?:src|tools)\/[\w./-]+\.ts)` \(`(\w+)`\)/g)];

    expect(named.length).toBeGreaterThan(5);
    for (const [, path = '', name = ''] of named) {
      expect(statSync(join(root, path)).isFile()).toBe(true);
      expect(readFileSync(join(root, path), 'utf8')).toContain(name);
    }
  });

  test('has something that makes each claim so, and something that shows it', () => {
    expect(rows.length).toBeGreaterThan(15);
    for (const row of rows) {
      const [, , code = '', shown = ''] = row.split('|');
      expect(code.trim()).toMatch(/`|there is no code/);
      expect(shown.trim()).toMatch(/`(?:test\/|agent-hijack|npm run bench|\w)/);
    }
  });

  test('names benchmarks that can be run', () => {
    const known = new Set(suites.map(({ name }) => name));

    const named = [...page.matchAll(/npm run bench -- ([\w-]+)/g)].map(([, name = '']) => name);

    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
