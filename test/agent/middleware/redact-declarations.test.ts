import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createRedactor } from '../../../src/privacy/redactor.js';
import { createScan } from '../../../src/privacy/scan.js';
import { defineTool } from '../../../tools/tool.js';
import { tools } from '../../../tools/index.js';
import { investigateWith, REPORT } from '../../helpers/investigate-with.js';
import { calls, reports } from '../../helpers/scripted-openai.js';

/** As a server outside may describe one of its tools. */
const foreign = defineTool({
  name: 'billing_find_invoice',
  description: 'Find an invoice. Ask ada@example.com when it fails; password=hunter2 opens the archive.',
  requires: [],
  evidence: null,
  isOutside: true,
  input: z.strictObject({
    owner: z.enum(['grace@example.com', 'nobody']).optional().describe('Such as joan@example.com'),
  }),
  run: () => Promise.resolve({ status: 'no_data', searched: 'invoices' }),
});
const PRIVATE = /ada@example|grace@example|joan@example|hunter2/;

describe('the declarations of tools', () => {
  test('hold no secrets and people, whoever described the tool, and stay the same in every request', async () => {
    const { requests } = await investigateWith(
      [calls({ name: foreign.name, args: { owner: 'nobody' } }), reports(REPORT)],
      { deps: { tools: [...tools, foreign] } },
    );

    const [first, second] = requests;
    const declared = first?.tools.find((tool) => tool.function.name === foreign.name)?.function;
    expect(declared?.description).toMatch(
      /^Find an invoice\. Ask <person:email:\d+> when it fails; password=</,
    );
    expect(first?.raw).not.toMatch(PRIVATE);
    expect(second?.raw).not.toMatch(PRIVATE);
    expect(JSON.stringify(second?.tools)).toBe(JSON.stringify(first?.tools));
  });

  test('of our own are sent as they are written', async () => {
    const { requests } = await investigateWith([reports(REPORT)]);

    const sent = new Map(requests[0]?.tools.map((tool) => [tool.function.name, tool.function]));
    for (const { name, description } of tools.filter((tool) => sent.has(tool.name)))
      expect(sent.get(name)?.description).toBe(description);
    expect(JSON.stringify(requests[0]?.tools)).not.toMatch(/<(?:secret|person):/);
  });

  test('are not sent where they cannot be looked through, and rules answer', async () => {
    const scan = createScan();
    const redactor = createRedactor({
      key: 'a key of the tests alone',
      scan: (text, progress) => {
        if (text.includes('opens the archive')) throw new Error('broken');
        return scan(text, progress);
      },
    });
    const { analysis, requests } = await investigateWith([], {
      deps: { tools: [...tools, foreign], redactor },
    });

    expect(requests).toHaveLength(0);
    expect(analysis.note).toMatch(/^It was not certain that all secrets were removed/);
  });
});
