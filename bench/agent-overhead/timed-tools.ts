/** Tools that take their time, and when they were at work. */
import { sleep } from '../../src/shared/clock.js';
import { defineTool, type Tool } from '../../tools/tool.js';

export interface ToolClock {
  readonly tools: readonly Tool[];
  /** Milliseconds in which at least one tool was at work: what has to be waited for. */
  criticalMs(): number;
}

export function timeTools(tools: readonly Tool[], latencyMs: number): ToolClock {
  const spans: { from: number; to: number }[] = [];
  return {
    tools: tools.map((tool) =>
      defineTool({
        ...tool,
        async run(input, context) {
          const from = performance.now();
          try {
            await sleep(latencyMs);
            return await tool.run(input, context);
          } finally {
            spans.push({ from, to: performance.now() });
          }
        },
      }),
    ),
    criticalMs() {
      let [sum, until] = [0, 0];
      for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
        sum += Math.max(0, to - Math.max(from, until));
        until = Math.max(until, to);
      }
      return sum;
    },
  };
}
