/** The same scripted incident through Firewatch's investigation, and through a plain tool-calling agent. */
import { createAgent, HumanMessage, tool as langchainTool } from 'langchain';
import { createChatModel } from '../../src/agent/model.js';
import { SYSTEM_PROMPT } from '../../src/agent/system-prompt.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { toolContext } from '../../test/helpers/checkout-incident.js';
import { REPORT } from '../../test/helpers/investigate-with.js';
import { tools } from '../../tools/index.js';
import type { Answer, CountingModel } from '../agent-harness/counting-model.js';
import { investigateScripted } from '../agent-harness/investigate-scripted.js';
import type { Dice } from '../random/dice.js';
import { timeTools } from './timed-tools.js';

export interface Played {
  /** Wall less the model's time and the time in which tools were at work. */
  readonly overheadMs: number;
  /** Requests to the model, one after the other. */
  readonly turns: number;
  readonly wallMs: number;
}

export interface Script {
  /** What is asked after the first message, turn by turn. */
  readonly looks: readonly (readonly { readonly name: string; readonly args: unknown }[])[];
}

export const LATENCY_MS = { model: 40, tool: 15 };

/** What the first message of an investigation tells already, and somebody without it has to ask, one after the other. */
const ASKED_FIRST: Script['looks'] = [
  [{ name: 'get_service', args: { service: 'checkout' } }],
  [
    { name: 'find_anomalies', args: {} },
    { name: 'list_changes', args: {} },
  ],
  [{ name: 'search_runbooks', args: { text: 'release' } }],
];

/** Up to three further looks; most incidents need one or none. */
export function drawScript(dice: Dice): Script {
  const count = dice.pick([0, 0, 1, 1, 1, 2, 2, 3] as const);
  const look = () => {
    const name = dice.pick(['query_metrics', 'list_metrics', 'list_changes', 'get_service'] as const);
    const args = {
      query_metrics: { query: `errors{n="${dice.hex(4)}"}` },
      list_metrics: { contains: dice.hex(2) },
      list_changes: { minutes: dice.whole(10, 600) },
      get_service: { service: dice.pick(['checkout', 'payments', 'web'] as const) },
    };
    return { name, args: args[name] };
  };
  return {
    looks: Array.from({ length: count }, () => Array.from({ length: dice.whole(1, 3) }, () => look())),
  };
}

const answersOf = (looks: Script['looks'], last: Answer): readonly Answer[] => [
  ...looks.map((calls): Answer => ({ calls, usage: 'honest', delayMs: LATENCY_MS.model })),
  { ...last, delayMs: LATENCY_MS.model },
];

export async function playInvestigation(model: CountingModel, { looks }: Script): Promise<Played> {
  const answers = answersOf(looks, { calls: [{ name: 'submit_report', args: REPORT }], usage: 'honest' });
  const { url, account } = model.begin((_asked, turn) => answers[turn - 1] ?? { usage: 'none', status: 500 });
  const clock = timeTools(tools, LATENCY_MS.tool);
  const metrics = createMetrics();
  const startedAt = performance.now();
  const analysis = await investigateScripted({
    model: { baseUrl: url },
    tools: clock.tools,
    metrics,
    limits: { modelCalls: 8, toolCalls: 20, seconds: 60, inputTokens: 120_000, outputTokens: 4_000 },
  });
  const wallMs = performance.now() - startedAt;
  if (analysis.by !== 'model') throw new Error(`the script was not played to its end: ${analysis.note}`);
  return { overheadMs: wallMs - account.modelMs - clock.criticalMs(), turns: account.requests, wallMs };
}

/** LangChain's agent as its documentation shows it: the same tools, the same prompt, the alert as the question. */
export async function playPlainAgent(model: CountingModel, { looks }: Script): Promise<Played> {
  const answers = answersOf([...ASKED_FIRST, ...looks], { content: REPORT.summary, usage: 'honest' });
  const { url, account } = model.begin((_asked, turn) => answers[turn - 1] ?? { usage: 'none', status: 500 });
  const clock = timeTools(tools, LATENCY_MS.tool);
  const context = toolContext();
  const startedAt = performance.now();
  const agent = createAgent({
    model: createChatModel(
      { apiKey: 'none', baseUrl: url, model: 'scripted', timeoutMs: 5_000, maxRetries: 0 },
      { maxOutputTokens: 4_000 },
    ),
    systemPrompt: SYSTEM_PROMPT,
    tools: clock.tools
      .filter(({ requires }) => requires.every((name) => name === 'metrics'))
      .map((each) =>
        langchainTool(async (input: unknown) => JSON.stringify(await each.run(input, context)), {
          name: each.name,
          description: each.description,
          schema: each.input,
        }),
      ),
  });
  await agent.invoke({ messages: [new HumanMessage('HighErrorRate fires on checkout. What is the cause?')] });
  const wallMs = performance.now() - startedAt;
  return { overheadMs: wallMs - account.modelMs - clock.criticalMs(), turns: account.requests, wallMs };
}
