import { describe, expect, test } from '@jest/globals';
import { countTokens } from 'gpt-tokenizer';
import { z } from 'zod';
import { declareTools, sizeOfDeclarations } from '../../src/agent/langchain-tools.js';
import { tools } from '../../tools/index.js';

const UNCHANGED = { redactValue: (value: unknown) => value };

/** As they stand in a request. */
const wire = () =>
  declareTools(tools, UNCHANGED).map(({ name, description, schema }) => ({
    type: 'function',
    function: { name, description, parameters: schema as unknown },
  }));

describe('the declarations of the tools', () => {
  test('cost at most 2,800 tokens of every request', () => {
    expect(countTokens(JSON.stringify(wire()))).toBeLessThanOrEqual(2_800);
  });

  test('are the same bytes whenever they are made, so that they can be cached', () => {
    expect(JSON.stringify(wire())).toBe(JSON.stringify(wire()));
    expect(sizeOfDeclarations(tools)).toBeGreaterThan(10_000);
  });

  test('tell fields, choices and what must be given, and no bounds', () => {
    const input = z.strictObject({
      minimum: z.number().min(1).max(9).describe('A field with the name of a bound'),
      unit: z.enum(['s', 'ms']).optional().describe('Of the values'),
      names: z.array(z.string().min(1).max(80)).max(3).describe('Some names'),
    });

    expect(declareTools([{ name: 'get_it', description: 'Gets it.', input }], UNCHANGED)[0]).toMatchObject({
      schema: {
        type: 'object',
        properties: {
          minimum: { description: 'A field with the name of a bound', type: 'number' },
          unit: { description: 'Of the values', type: 'string', enum: ['s', 'ms'] },
          names: { description: 'Some names', type: 'array', items: { type: 'string' } },
        },
        required: ['minimum', 'names'],
      },
    });
    expect(
      JSON.stringify(declareTools([{ name: 'get_it', description: 'Gets it.', input }], UNCHANGED)),
    ).not.toMatch(/maximum|maxLength|maxItems|additionalProperties/);
  });
});
