import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { formatTable } from '../../bench/format-table.js';
import { suites } from '../../bench/suites/index.js';
import { findServer } from '../helpers/launch-servers.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What `npm run bench -- <args>` runs, with what it printed. */
function bench(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

const isAlertmanagerHere = findServer('alertmanager') !== undefined;

describe('the benchmark runner', () => {
  test('answers an unknown suite with the list and exit code 2', async () => {
    const { code, stdout, stderr } = await bench('intak');

    expect(code).toBe(2);
    expect(stdout).toBe('');
    for (const { name, description } of suites) expect(stderr).toContain(`${name}  ${description}`);
    expect(stderr).toMatch(/^There is no suite named intak\. There are:\n(?: {2}\S.*\n)* {2}intake {2}/);
  });

  test.each([
    [['--second', '1'], "Unknown option '--second'"],
    [['--seconds', 'many'], '--seconds must be'],
    [['--databases', 'oracle'], '--databases must be'],
  ])('says what is wrong with %j', async (flags, sentence) => {
    const suite = suites.find(({ name }) => name === 'intake');

    const loaded = await suite?.load();
    await expect(loaded?.run({ flags, data: null, say: () => {} })).rejects.toThrow(sentence);
  });

  test('ends with code 2 where a flag is wrong', async () => {
    const { code, stderr } = await bench('intake', '--data');

    expect(code).toBe(2);
    expect(stderr).toContain('--data needs a folder');
  });

  test('ends with one line of JSON; what the intake acknowledged survived its being killed', async () => {
    const { code, stdout } = await bench(
      'intake',
      '--seconds',
      '0.5',
      '--up-to',
      '500',
      '--databases',
      'pglite',
    );

    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.find((line) => line.startsWith('database'))).toContain('alerts/s');
    const { alertmanager, alertmanagerPerSecond, ratio, ...result } = JSON.parse(
      lines.at(-1) ?? '',
    ) as Record<string, unknown>;
    const whenThere = isAlertmanagerHere ? 'number' : 'object';
    expect([typeof alertmanagerPerSecond, typeof ratio]).toEqual([whenThere, whenThere]);
    expect(alertmanager !== null).toBe(isAlertmanagerHere);
    expect(result).toEqual({
      suite: 'intake',
      perSecond: expect.any(Number),
      p99Ms: expect.any(Number),
      lost: 0,
      databases: {
        pglite: {
          perSecond: expect.any(Number),
          p50Ms: expect.any(Number),
          p99Ms: expect.any(Number),
          lost: 0,
          rssMiB: expect.any(Number),
          acknowledged: expect.any(Number),
          failed: 0,
        },
      },
      machine: { node: process.version, cores: expect.any(Number) },
    });
    expect(stdout).toMatch(/pglite +[1-9]/);
  }, 90_000);
});

describe('tables', () => {
  test('align text to the left and numbers to the right', () => {
    const table = formatTable({
      columns: ['database', 'ms'],
      rows: [
        ['pglite', 3.14159],
        ['postgres', 12_345.6],
      ],
      notes: ['A note.'],
    });

    expect(table).toBe(
      ['database     ms', '--------  -----', 'pglite     3.14', 'postgres  12346', 'A note.'].join('\n'),
    );
  });
});
