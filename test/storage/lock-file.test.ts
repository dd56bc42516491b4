import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockDataDirectory } from '../../src/storage/lock-file.js';

const MODULE = fileURLToPath(new URL('../../src/storage/lock-file.ts', import.meta.url));
const DEAD = JSON.stringify({ pid: 4_000_000, startedAt: '1' });

describe('the lock of the data directory', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'firewatch-lock-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function takeAtOnce(takers: number) {
    const results = await Promise.allSettled(
      Array.from({ length: takers }, () => lockDataDirectory(directory)),
    );
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  test.each([
    ['nobody had it', undefined],
    ['its holder is dead', DEAD],
    ['it holds nothing', ''],
  ])(
    'goes to exactly one of many takers when %s',
    async (_, before) => {
      for (let round = 0; round < 100; round += 1) {
        if (before !== undefined) await writeFile(join(directory, 'lock'), before);

        const holders = await takeAtOnce(5);

        expect(holders).toHaveLength(1);
        await holders[0]?.release();
        expect(await readdir(directory)).toEqual([]);
      }
    },
    60_000,
  );

  test('goes to exactly one of several processes when its holder is dead', async () => {
    await writeFile(join(directory, 'lock'), DEAD);
    const program = `
      const { lockDataDirectory } = await import(${JSON.stringify(MODULE)});
      process.stdout.write('ready');
      await new Promise((resolve) => process.stdin.once('data', resolve));
      const got = await lockDataDirectory(${JSON.stringify(directory)}).then(() => 'got', () => 'no');
      process.stdout.write(got);
      await new Promise((resolve) => process.stdin.once('end', resolve));
      process.exit(0);`;
    const takers = Array.from({ length: 4 }, () => {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const says = async (words: RegExp) => {
        while (!words.test(output)) await once(child.stdout, 'data');
        return output;
      };
      return { child, says };
    });
    try {
      await Promise.all(takers.map(({ says }) => says(/ready/)));
      for (const { child } of takers) child.stdin.write('go');

      const said = await Promise.all(takers.map(({ says }) => says(/got|no/)));

      expect(said.filter((words) => words.endsWith('got'))).toHaveLength(1);
    } finally {
      await Promise.all(takers.map(({ child }) => (child.stdin.end(), once(child, 'exit'))));
    }
  }, 60_000);

  test('is taken although somebody died while taking it over', async () => {
    await writeFile(join(directory, 'lock'), DEAD);
    const takeover = join(directory, 'lock.takeover');
    await writeFile(takeover, DEAD);
    const before = new Date(Date.now() - 60_000);
    await utimes(takeover, before, before);

    const holders = await takeAtOnce(3);

    expect(holders).toHaveLength(1);
    await holders[0]?.release();
  });

  test('is not given back on behalf of another', async () => {
    const first = await lockDataDirectory(directory);
    await writeFile(join(directory, 'lock'), DEAD);

    await first.release();

    expect(await readdir(directory)).toEqual(['lock']);
  });
});
