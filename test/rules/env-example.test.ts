import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Environment } from '../../src/config/environment.js';

const PATH = new URL('../../.env.example', import.meta.url);
const WIDTH = 118;

/** What `.env.example` has to say, made from the schema. */
function expected(): string {
  const parts = Object.entries(Environment.shape).map(([name, schema]) => {
    const value = schema.safeParse(undefined).data;
    return `${comment(schema.description ?? '')}\n${name}=${value === undefined ? '' : String(value)}\n`;
  });
  return `${comment(INTRODUCTION)}\n\n${parts.join('\n')}`;
}

const INTRODUCTION =
  'Every variable that Firewatch reads, with its default. Copy this file to .env and fill in what you use; an empty variable counts as absent.';

function comment(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines.join('\n');
}

describe('.env.example', () => {
  test('names every variable with its description and its default', () => {
    expect(readFileSync(PATH, 'utf8')).toBe(expected());
  });

  test('describes every variable in sentences', () => {
    for (const [name, { description }] of Object.entries(Environment.shape)) {
      expect(`${name}: ${description}`).toMatch(/: [A-Z].*\.$/);
    }
  });

  test('is itself a valid environment', () => {
    const lines = readFileSync(PATH, 'utf8')
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line));
    const variables = Object.fromEntries(lines.map((line) => line.split('=', 2) as [string, string]));

    expect(Environment.safeParse(variables).success).toBe(true);
  });
});
