import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { describeFiles } from '../../src/app/followed-files.js';
import { followRunbooks } from '../../src/app/follow-runbooks.js';
import { loadConfig } from '../../src/config/config.js';
import { createLogger } from '../../src/observability/logger.js';
import { sleep } from '../../src/shared/clock.js';
import { closeAfterEach } from '../helpers/close-after-each.js';
import { waitUntil } from '../helpers/wait-until.js';

const closeLater = closeAfterEach();
let folder = '';
const at = (name: string) => join(folder, 'runbooks', name);
const write = (name: string, text: string) => writeFileSync(at(name), text);
const BROKEN = '---\nmatch:\n  alert: x\n---\n# Broken\n';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'follow-runbooks-'));
  mkdirSync(at('more'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

async function follow(paths: readonly string[] = ['runbooks']) {
  const path = join(folder, 'firewatch.yaml');
  writeFileSync(path, stringify({ runbooks: paths }));
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  const { runbooks, runbookFiles } = await followRunbooks(loadConfig({ FIREWATCH_CONFIG: path }), log, 10);
  runbookFiles?.start();
  closeLater(() => runbookFiles?.stop());
  return {
    lines,
    runbooks,
    /** By id, sorted: `disk: Disk`. */
    titles: () =>
      runbooks()
        .list()
        .map(({ id, title }) => `${id}: ${title}`)
        .toSorted(),
    health: () => describeFiles('Runbooks', runbookFiles)[0],
  };
}

test('runbooks hold as saved, without a restart; files come and go', async () => {
  write('disk.md', '# Disk\n');
  write('queue.md', '# Queue\n');
  const { titles, health, lines, runbooks } = await follow();
  const before = runbooks();
  await sleep(60);
  expect(runbooks()).toBe(before);

  write('disk.md', '# The disk is full\n');
  write('more/dns.md', '# DNS\n');
  rmSync(at('queue.md'));

  await waitUntil('all three', () => titles().join() === 'disk: The disk is full,dns: DNS');
  expect(runbooks().search('the disk is full', 1)[0]?.runbook.title).toBe('The disk is full');
  expect(before.get('queue')?.title).toBe('Queue');
  expect(health()).toMatchObject({ name: 'Runbooks', status: 'ok', problem: null });
  expect(lines.join('')).toContain('runbooks read again');
});

test('one that cannot be used any more keeps what it said, and others change meanwhile', async () => {
  write('disk.md', '# Disk\n');
  write('queue.md', '# Queue\n');
  const { titles, health, lines } = await follow();

  write('disk.md', BROKEN);
  await waitUntil('the problem', () => health()?.status === 'failing');
  expect(titles()).toEqual(['disk: Disk', 'queue: Queue']);
  expect(health()?.problem).toMatch(/^What it said before still holds\. .*disk\.md:3: match\.alert/);
  expect(lines.join('')).toContain('what they said before holds');
  write('queue.md', '# A queue\n');
  await waitUntil('the other', () => titles().includes('queue: A queue'));
  expect(titles()).toEqual(['disk: Disk', 'queue: A queue']);
  expect(health()?.status).toBe('failing');

  write('disk.md', '# Mended\n');
  await waitUntil('the mend', () => health()?.status === 'ok');
  expect(titles()).toEqual(['disk: Mended', 'queue: A queue']);
});

test('a broken one that is removed is gone', async () => {
  write('disk.md', '# Disk\n');
  write('queue.md', '# Queue\n');
  const { titles, health } = await follow();
  write('disk.md', BROKEN);
  await waitUntil('the problem', () => health()?.status === 'failing');

  rmSync(at('disk.md'));

  await waitUntil('the end of it', () => health()?.status === 'ok');
  expect(titles()).toEqual(['queue: Queue']);
});

test.each<[string, () => void, RegExp]>([
  ['a folder that is gone', () => rmSync(at(''), { recursive: true }), /runbooks: cannot be read/],
  ['an empty folder', () => rmSync(at('disk.md')), /there is no runbook any more/],
  ['a file that grew too large', () => write('disk.md', 'x'.repeat(1024 * 1025)), /larger than 1 MiB/],
])('%s takes nothing away', async (_, change, sentence) => {
  write('disk.md', '# Disk\n');
  const { titles, health } = await follow();

  change();

  await waitUntil('the problem', () => health()?.status === 'failing');
  expect(health()?.problem).toMatch(sentence);
  expect(titles()).toEqual(['disk: Disk']);
});

test('what could not be used at the start is left out until it is mended', async () => {
  write('disk.md', BROKEN);
  write('queue.md', '# Queue\n');
  const { titles, health } = await follow();
  expect(titles()).toEqual(['queue: Queue']);
  expect(health()?.problem).toMatch(/^Without what cannot be read\. /);

  write('disk.md', '# Disk\n');

  await waitUntil('the mend', () => health()?.status === 'ok');
  expect(titles()).toEqual(['disk: Disk', 'queue: Queue']);
});

test('is nothing to show where no folder is named', async () => {
  const { health, titles } = await follow([]);

  expect([health(), titles()]).toEqual([undefined, []]);
});
