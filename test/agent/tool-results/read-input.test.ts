import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readInput } from '../../../src/agent/tool-results/read-input.js';
import { investigateWith, REPORT } from '../../helpers/investigate-with.js';
import { calls, reports } from '../../helpers/scripted-openai.js';
import { defineTool } from '../../../tools/tool.js';
import { proposeRemediation } from '../../../tools/remediation/propose-remediation.js';

const sample = defineTool({
  name: 'get_sample',
  description: 'A field of every kind.',
  requires: [],
  evidence: null,
  input: z.strictObject({
    step: z.number().int().min(1).max(9).optional(),
    share: z.number().min(0).max(1).optional(),
    isOpen: z.boolean().optional(),
    names: z.array(z.string().max(10)).max(3).optional(),
    steps: z.array(z.number()).optional(),
    filter: z
      .strictObject({ service: z.string(), deep: z.strictObject({ n: z.number() }).optional() })
      .optional(),
    either: z.union([z.number(), z.string()]).optional(),
    least: z.union([z.number(), z.null()]).optional(),
    kind: z.enum(['up', 'down']).optional(),
    text: z.string().optional(),
  }),
  run: () => Promise.resolve({ status: 'no_data', searched: '' }),
});

describe('the input of a tool', () => {
  test.each<[unknown, unknown]>([
    [{ step: '1' }, { step: 1 }],
    [{ step: ' 2 ' }, { step: 2 }],
    [{ share: '0.25' }, { share: 0.25 }],
    [{ share: '2.5e-1' }, { share: 0.25 }],
    [{ isOpen: 'true' }, { isOpen: true }],
    [{ isOpen: 'False' }, { isOpen: false }],
    [{ names: '["a","b"]' }, { names: ['a', 'b'] }],
    [{ steps: ['1', 2] }, { steps: [1, 2] }],
    [{ steps: '["1"]' }, { steps: [1] }],
    [{ filter: '{"service":"web","deep":{"n":"3"}}' }, { filter: { service: 'web', deep: { n: 3 } } }],
    ['{"step":"1"}', { step: 1 }],
    [{ least: '3' }, { least: 3 }],
    // What is right already is left as it is.
    [{ text: '1' }, { text: '1' }],
    [{ text: '{"a":1}' }, { text: '{"a":1}' }],
    [{ either: '1' }, { either: '1' }],
    [{ names: ['1', 'true'] }, { names: ['1', 'true'] }],
    [undefined, {}],
    [{ step: null }, {}],
  ])('%j is read as %j', (given, input) => {
    expect(readInput(sample, given)).toEqual({ isOk: true, input });
  });

  test.each<[unknown, string]>([
    [{ step: '10' }, 'step: Too big: expected number to be <=9'],
    [{ step: '1.5' }, 'step: Invalid input: expected int, received number'],
    [{ step: 'one' }, 'step: Invalid input: expected number, received string'],
    [{ step: '' }, 'step: Invalid input: expected number, received string'],
    [{ step: '0x1' }, 'step: Invalid input: expected number, received string'],
    [{ step: '1e999' }, 'step: Invalid input: expected number, received string'],
    [{ step: true }, 'step: Invalid input: expected number, received boolean'],
    [{ isOpen: 'yes' }, 'isOpen: Invalid input: expected boolean, received string'],
    [{ isOpen: 1 }, 'isOpen: Invalid input: expected boolean, received number'],
    [{ names: 'a' }, 'names: Invalid input: expected array, received string'],
    [{ names: '["a"' }, 'names: Invalid input: expected array, received string'],
    [{ names: '{"a":1}' }, 'names: Invalid input: expected array, received string'],
    [{ names: [1] }, 'names.0: Invalid input: expected string, received number'],
    [{ filter: '"web"' }, 'filter: Invalid input: expected object, received string'],
    [{ filter: '{"service":"web","extra":1}' }, 'filter: Unrecognized key: "extra"'],
    [{ text: 5 }, 'text: Invalid input: expected string, received number'],
    [{ text: { a: 1 } }, 'text: Invalid input: expected string, received object'],
    [{ kind: 'UP' }, 'kind: Invalid option'],
    ['step=1', 'input: Invalid input: expected object, received string'],
    [[{ step: 1 }], 'input: Invalid input: expected object, received array'],
  ])('%j is refused, with what is wrong', (given, problem) => {
    const reading = readInput(sample, given);
    expect(reading).toMatchObject({ isOk: false, problem: expect.stringContaining(problem) });
    expect(reading).toMatchObject({ problem: expect.stringContaining('Its fields are: step, share') });
  });

  test('is the same question in whichever form it came', () => {
    const asText = readInput(sample, { step: '1', names: '["a"]' });
    expect(JSON.stringify(asText)).toBe(JSON.stringify(readInput(sample, { step: 1, names: ['a'] })));
  });

  test('of a proposal may write its number as a text, and names nothing that a number or a list would not', () => {
    const whole = {
      runbookId: 'restart',
      step: '1',
      service: 'checkout',
      rationale: 'It hangs.',
      evidenceIds: '["E1"]',
    };
    expect(readInput(proposeRemediation, whole)).toMatchObject({
      isOk: true,
      input: { step: 1, evidenceIds: ['E1'] },
    });
    for (const wrong of [
      { ...whole, step: '1; rm -rf /' },
      { ...whole, step: '-1' },
      { ...whole, service: ['checkout'] },
      { ...whole, service: 7 },
      { ...whole, evidenceIds: 'E1' },
      { ...whole, evidenceIds: '["../../etc"]' },
      { ...whole, command: 'restart' },
    ])
      expect(readInput(proposeRemediation, wrong)).toMatchObject({ isOk: false });
  });

  test('is read so when a model sends it', async () => {
    const args = {
      runbookId: 'bad-release',
      step: '1',
      service: 'checkout',
      rationale: 'Errors began with release 1.4.2.',
      evidenceIds: '["E1","E2"]',
    };
    const { analysis, requests } = await investigateWith([
      calls({ name: 'propose_remediation', args: { ...args, step: 'one' } }),
      calls({ name: 'propose_remediation', args }),
      reports(REPORT),
    ]);

    expect(requests[1]?.messages.at(-1)?.content).toContain('step: Invalid input: expected number');
    expect(analysis.proposals).toHaveLength(1);
  });
});
