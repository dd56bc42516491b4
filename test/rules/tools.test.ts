import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { tools } from '../../tools/index.js';

const root = join(import.meta.dirname, '../../tools');

/** What several tools share, and the actions, which are another list. */
const NO_TOOLS = ['actions', 'kit'];

/** Files that hold a tool, relative to tools/, without `.ts`. */
function toolFiles(folder = root): string[] {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) return NO_TOOLS.includes(entry) ? [] : toolFiles(path);
    const name = relative(root, path).replace(/\.ts$/, '');
    return ['tool', 'index'].includes(name) ? [] : [name];
  });
}

const architecture = readFileSync(join(root, '../docs/architecture.md'), 'utf8');
const files = toolFiles();
const fileOf = (name: string) => files.find((file) => basename(file) === name.replaceAll('_', '-'));

interface FieldSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly items?: FieldSchema;
  readonly type?: string;
  readonly maxLength?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly enum?: readonly unknown[];
  readonly additionalProperties?: unknown;
}

describe('the list of tools', () => {
  test('names every file in tools/, and each file once', () => {
    expect(new Set(tools.map((tool) => fileOf(tool.name)))).toEqual(new Set(files));
    expect(tools).toHaveLength(files.length);
  });

  test('has unique names that say what a tool may do', () => {
    expect(new Set(tools.map((tool) => tool.name)).size).toBe(tools.length);
    for (const { name } of tools) expect(name).toMatch(/^(find|get|list|query|read|search|propose)_[a-z_]+$/);
  });

  test('only proposals begin with propose_, and they are never evidence', () => {
    const proposing = tools.filter((tool) => tool.name.startsWith('propose_'));

    expect(proposing.map((tool) => tool.evidence)).toEqual(proposing.map(() => null));
  });
});

describe.each(tools.map((tool) => [tool.name, tool] as const))('%s', (name, tool) => {
  const schema = z.toJSONSchema(tool.input, { io: 'input' }) as FieldSchema & { anyOf?: unknown };

  test('is described in under 1,000 characters with an example and what it does not do', () => {
    expect(tool.description.length).toBeLessThan(1000);
    expect(tool.description).toMatch(/^Use this when/m);
    expect(tool.description).toMatch(/^It does not /m);
  });

  test('its example is valid input', () => {
    const example = /^Example: (\{.*\})$/m.exec(tool.description)?.[1];

    expect(tool.input.safeParse(JSON.parse(example ?? 'null')).success).toBe(true);
  });

  test('takes an object whose every field has a description and a bound', () => {
    expect(schema.type).toBe('object');
    expect(schema.anyOf).toBeUndefined();
    const fields = Object.entries(schema.properties ?? {});
    const described = fields.filter(([, value]) => (value.description ?? '').length >= 10);
    const bounded = fields.filter(([, value]) =>
      [value.maxLength, value.maximum, value.maxItems, value.enum?.length].some(Number.isInteger),
    );
    expect(described).toEqual(fields);
    expect(bounded).toEqual(fields);
  });

  test('refuses fields it does not know, so that nobody believes they had an effect', () => {
    expect(schema.additionalProperties).toBe(false);
  });

  test('is in the table of the documentation, with what it needs', () => {
    const row = architecture.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';

    expect(row.split('|')[3]?.trim()).toBe(tool.requires.join(', ') || '–');
  });

  test('has a test of its own', () => {
    expect(existsSync(join(import.meta.dirname, '../tools', `${fileOf(name)}.test.ts`))).toBe(true);
  });
});
