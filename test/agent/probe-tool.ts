/** A tool that does what a test says, behind the runner that the agent calls tools through. */
import { z } from 'zod';
import { createToolRunner, type ToolRunnerDeps } from '../../src/agent/tool-runner.js';
import { silentLogger } from '../../src/observability/logger.js';
import { defineTool, type ToolResult } from '../../tools/tool.js';
import { evidenceStore } from '../helpers/checkout-evidence.js';
import { toolContext } from '../helpers/checkout-incident.js';

export function probe(run: (input: { text: string }, signal: AbortSignal) => Promise<ToolResult>) {
  return defineTool({
    name: 'query_probe',
    description: 'A probe.',
    requires: ['metrics'],
    evidence: { kind: 'tool_result', source: 'probe' },
    input: z.object({ text: z.string().max(100).describe('Any text') }),
    run: (input, context) => run(input, context.signal),
  });
}

export const ok = (data: unknown): Promise<ToolResult> =>
  Promise.resolve({ status: 'ok', query: 'the query', summary: 'It is 7.', data, hasMore: false });

export function runnerOf(tool: ReturnType<typeof probe>, overrides: Partial<ToolRunnerDeps> = {}) {
  const store = evidenceStore();
  const runner = createToolRunner({
    tools: [tool],
    backends: ['metrics'],
    context: toolContext(),
    maxCalls: 10,
    recordEvidence: store.recordEvidence,
    log: silentLogger(),
    ...overrides,
  });
  return { runner, store };
}
