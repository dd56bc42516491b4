import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { suites } from '../../bench/suites/index.js';

const FOLDER = fileURLToPath(new URL('../../bench/suites', import.meta.url));

describe('the benchmarks', () => {
  test('are one suite per file, each in the list and named after its file', () => {
    const files = readdirSync(FOLDER)
      .filter((name) => name !== 'index.ts')
      .map((name) => name.replace(/\.ts$/, ''));

    expect(suites.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  test('say in one line what they measure', () => {
    for (const { description } of suites) {
      expect(description.length).toBeGreaterThan(20);
      expect(description).not.toContain('\n');
    }
  });
});
