import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadRunbookLibrary } from '../../src/clients/runbook-library.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbooks-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const matching = (alerts: readonly string[], services: readonly string[] = []) =>
  `---\nmatch: { alerts: ${JSON.stringify(alerts)}, services: ${JSON.stringify(services)} }\n---\n# Title\n`;

const load = () => loadRunbookLibrary({ paths: [folder] });

describe('loading', () => {
  test('reads every Markdown file below the folder, apart from README and index pages', async () => {
    write('a.md', '# A\n');
    write('deep/b.md', '# B\n');
    write('README.md', '# About\n');
    write('deep/_index.md', '# Index\n');
    write('notes.txt', 'no\n');

    const library = await load();

    expect(library.list().map(({ id }) => id)).toEqual(['a', 'b']);
    expect(library.get('b')?.path).toBe(join(folder, 'deep/b.md'));
    expect(library.get('c')).toBeUndefined();
    expect(library.problems).toEqual([]);
  });

  test('reports a broken runbook with file and line, and keeps the others', async () => {
    write('bad.md', '---\nmatch:\n  alert: x\n---\n# Bad\n');
    write('good.md', '# Good\n');

    const library = await load();

    expect(library.problems).toEqual([`${join(folder, 'bad.md')}:3: match.alert is not a known key.`]);
    expect(library.list().map(({ id }) => id)).toEqual(['good']);
  });

  test('keeps the first of two files of one name', async () => {
    write('a/same.md', '# First\n');
    write('b/same.md', '# Second\n');

    const library = await load();

    expect(library.get('same')?.title).toBe('First');
    expect(library.problems).toEqual([
      `${join(folder, 'b/same.md')}:1: ${join(folder, 'a/same.md')} has the same name; this one was left out, rename one of them.`,
    ]);
  });

  test('reports a folder that does not exist', async () => {
    const library = await loadRunbookLibrary({ paths: [join(folder, 'absent')] });

    expect(library.problems).toEqual([
      `${join(folder, 'absent')}: cannot be read (no such file or directory).`,
    ]);
    expect(library.find({ alertNames: ['A'], service: null, text: 'anything' }, 5)).toEqual([]);
  });
});

describe('find', () => {
  test('puts the runbook that names the alert first, then patterns, the more exact the better', async () => {
    write('exact.md', matching(['HighErrorRate']));
    write('close.md', matching(['HighError*']));
    write('wide.md', matching(['*']));
    write('other.md', matching(['DiskFull']));

    const library = await load();
    const found = library.find({ alertNames: ['HighErrorRate'], service: 'checkout', text: '' }, 5);

    expect(found.map(({ runbook }) => runbook.id)).toEqual(['exact', 'close', 'wide']);
    expect(found[0]).toMatchObject({ score: 1, reason: 'its front matter names the alert HighErrorRate' });
    expect(found[1]?.reason).toBe('its front matter names alerts like HighError*, and this is HighErrorRate');
    expect(found[1]?.score).toBeLessThan(1);
    expect(found[2]?.score).toBeLessThan(found[1]?.score ?? 0);
  });

  test.each<[string, string, boolean]>([
    ['High*Rate', 'HighErrorRate', true],
    ['*Error*', 'HighErrorRate', true],
    ['HighErrorRate*', 'HighErrorRate', true],
    ['High*HighErrorRate', 'HighErrorRate', false],
    ['high*', 'HighErrorRate', false],
    ['H.*', 'HighErrorRate', false],
    ['*a*a*a*a*a*a*a*a*a*a*b', 'a'.repeat(500), false],
  ])('the pattern %s against %s: %s', async (pattern, name, isExpected) => {
    write('r.md', matching([pattern]));

    const library = await load();

    expect(
      library.find({ alertNames: [name], service: null, text: '' }, 1).some(({ score }) => score >= 0.7),
    ).toBe(isExpected);
  });

  test('offers a runbook for certain services to these alone, and prefers it there', async () => {
    write('any.md', matching(['HighErrorRate']));
    write('cart-only.md', matching(['HighErrorRate'], ['cart']));

    const library = await load();
    const idsFor = (service: string | null) =>
      library
        .find({ alertNames: ['HighErrorRate'], service, text: 'title' }, 5)
        .map(({ runbook }) => runbook.id);

    expect(idsFor('cart')).toEqual(['cart-only', 'any']);
    expect(idsFor('checkout')).toEqual(['any']);
    expect(idsFor(null)).toEqual(['any', 'cart-only']);
  });

  test('takes a runbook that names the service and no alert, below those that name the alert', async () => {
    write('alert.md', matching(['Http*']));
    write('service.md', matching([], ['cart']));

    const library = await load();
    const found = library.find({ alertNames: ['HttpErrors'], service: 'cart', text: '' }, 5);

    expect(found.map(({ runbook }) => runbook.id)).toEqual(['alert', 'service']);
    expect(found[1]?.reason).toBe('its front matter names the service cart');
  });

  test('takes a runbook that is named after the alert, below one whose front matter names it', async () => {
    write('HighErrorRate.md', '# What to do\n');
    write('exact.md', matching(['HighErrorRate']));
    write('DiskFull.md', matching(['OtherAlert']));

    const library = await load();
    const idsFor = (name: string) =>
      library.find({ alertNames: [name], service: 'cart', text: '' }, 5).map(({ runbook }) => runbook.id);

    expect(idsFor('HighErrorRate').slice(0, 2)).toEqual(['exact', 'HighErrorRate']);
    const [file] = library.find({ alertNames: ['highErrorRate'], service: null, text: '' }, 1);
    expect(file?.reason).toBe('it is named after the alert highErrorRate');
    expect(library.find({ alertNames: ['DiskFull'], service: null, text: '' }, 1)[0]?.score).toBeLessThan(
      0.65,
    );
  });

  test('falls back to the text of runbooks that have no front matter', async () => {
    write('pod-crash.md', '# Pods restart again and again\n\nThe container of the pod is crash looping.\n');
    write('disk.md', '# Disk full\n\nFree some space.\n');

    const library = await load();
    const found = library.find({ alertNames: ['KubePodCrashLooping'], service: 'cart', text: 'restarts' }, 5);

    expect(found.map(({ runbook }) => runbook.id)).toEqual(['pod-crash']);
    expect(found[0]?.score).toBeLessThan(0.65);
    expect(found[0]?.reason).toMatch(/^its text has the words "/);
  });

  test('gives no more than asked for', async () => {
    for (const name of ['a', 'b', 'c']) write(`${name}.md`, matching(['X']));

    const library = await load();

    expect(library.find({ alertNames: ['X'], service: null, text: '' }, 2)).toHaveLength(2);
  });
});

describe('search', () => {
  test('understands names in camel case and with underscores, and small typing errors', async () => {
    write('cpu.md', '# CPUThrottlingHigh\n\nRaise the limit of the container.\n');
    write('pool.md', '# Pool exhausted\n\nWatch `db_pool_connections_in_use`.\n');
    write('noise.md', '# Certificates\n\nRenew them.\n');

    const library = await load();
    const best = (text: string) => library.search(text, 1)[0]?.runbook.id;

    expect(best('cpu throttling')).toBe('cpu');
    expect(best('CPUThrottlingHigh')).toBe('cpu');
    expect(best('connections of the pool in use')).toBe('pool');
    expect(best('certifcates')).toBe('noise');
  });

  test.each(['', '   ', 'the of and', '!!! ???', 'zzzzqqqq'])('finds nothing for %j', async (text) => {
    write('a.md', '# Disk full\n');

    expect((await load()).search(text, 5)).toEqual([]);
  });
});
