/** One investigation with a greedy model, and which of its budgets it broke, by the count of the outside. */
import type { Budgets } from '../../src/agent/spending/ledger.js';
import { createSpending } from '../../src/agent/spending/spending.js';
import { createMetrics } from '../../src/observability/metrics.js';
import type { IncidentId } from '../../src/shared/ids.js';
import type { Store } from '../../src/workflows/transaction.js';
import { incident, toolContext } from '../../test/helpers/checkout-incident.js';
import { tools } from '../../tools/index.js';
import { defineTool, type Tool } from '../../tools/tool.js';
import type { Dice } from '../random/dice.js';
import type { GreedyModel } from './behaviours.js';
import type { CountingModel } from '../agent-harness/counting-model.js';
import { investigateScripted } from '../agent-harness/investigate-scripted.js';

/** US dollars per million tokens. */
const PRICE = { input: 2, cachedInput: 0.5, output: 8 };

export interface IncidentAccount {
  readonly id: IncidentId;
  readonly budgets: Budgets;
  tokens: number;
  cost: number;
}

export interface GreedyRun {
  readonly model: string;
  /** Names of the budgets that did not hold. */
  readonly overruns: readonly string[];
  readonly requests: number;
}

interface Greedy {
  readonly model: GreedyModel;
  readonly dice: Dice;
  readonly account: IncidentAccount;
  /** For what follows the model's part, the rules' own report, and for a machine that does something else as well. */
  readonly graceSeconds: number;
}

export async function runGreedy(
  server: CountingModel,
  store: Store,
  { model, dice, account: shared, graceSeconds }: Greedy,
): Promise<GreedyRun> {
  const limits = {
    modelCalls: dice.whole(2, 8),
    toolCalls: dice.whole(1, 12),
    seconds: dice.number(1, 2),
    inputTokens: dice.whole(12_000, 150_000),
    outputTokens: dice.whole(500, 4_000),
  };
  const { url, account } = server.begin(model.behave);
  const counter = { runs: 0 };
  const metrics = createMetrics();
  const startedAt = performance.now();
  const analysis = await investigateScripted({
    model: { baseUrl: url, maxRetries: 2 },
    tools: tools.map((tool) => counting(tool, counter)),
    limits,
    metrics,
    spending: createSpending(
      {
        prices: { byModel: {}, others: PRICE },
        budgets: shared.budgets,
        withLedger: (work) => store.transaction((tx) => work(tx.modelCalls)),
        metrics,
      },
      { purpose: 'investigation', incidentId: shared.id, investigationId: null },
    ),
    context: toolContext({ incident: incident({ id: shared.id }) }),
  });
  const seconds = (performance.now() - startedAt) / 1000;
  shared.tokens += account.promptTokens + account.outputTokens;
  shared.cost += (account.promptTokens * PRICE.input + account.outputTokens * PRICE.output) / 1e6;
  // The rules have one call of their own, for a proposal, when the model's are used up.
  const toolCalls = limits.toolCalls + (analysis.by === 'rules' ? 1 : 0);
  const broken: readonly (readonly [string, boolean])[] = [
    ['calls', account.requests > limits.modelCalls],
    ['tools', counter.runs > toolCalls],
    ['tokens', account.promptTokens > limits.inputTokens],
    ['seconds', seconds > limits.seconds + graceSeconds],
    ['tokens of the incident', shared.tokens > shared.budgets.incident.tokens],
    ['money of the incident', shared.cost > shared.budgets.incident.cost],
  ];
  return {
    model: model.name,
    overruns: broken.flatMap(([name, isBroken]) => (isBroken ? [name] : [])),
    requests: account.requests,
  };
}

function counting(tool: Tool, counter: { runs: number }): Tool {
  return defineTool({
    ...tool,
    run(input, context) {
      counter.runs += 1;
      return tool.run(input, context);
    },
  });
}
