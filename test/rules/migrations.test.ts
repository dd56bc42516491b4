import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { migrations } from '../../src/storage/migrations/index.js';

const FOLDER = fileURLToPath(new URL('../../src/storage/migrations', import.meta.url));
const files = readdirSync(FOLDER).filter((name) => name !== 'index.ts');

describe('the migrations', () => {
  test('are numbered from 1 without gaps, in order', () => {
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
    expect(new Set(migrations.map(({ name }) => name)).size).toBe(migrations.length);
  });

  test('are each in a file that bears the number, and every file is in the list', () => {
    const numbers = files.map((file) => Number(/^(\d{4})-[a-z0-9-]+\.ts$/.exec(file)?.[1]));

    expect(numbers.sort((a, b) => a - b)).toEqual(migrations.map(({ number }) => number));
  });

  test('go forward only and touch our own schema only', () => {
    for (const { sql } of migrations) {
      expect(sql).not.toMatch(/\bDROP\s+(TABLE|COLUMN|SCHEMA)\b/i);
      for (const [, table = ''] of sql.matchAll(
        /\b(?:CREATE TABLE|ALTER TABLE)\s+(?:IF (?:NOT )?EXISTS\s+)?(\S+)/gi,
      ))
        expect(table).toMatch(/^firewatch\./);
    }
  });

  test('hold no statement that would end the transaction they run in', () => {
    for (const file of files)
      expect(readFileSync(join(FOLDER, file), 'utf8')).not.toMatch(
        /\b(COMMIT|ROLLBACK|CREATE INDEX CONCURRENTLY|VACUUM)\b/,
      );
  });
});
