import { describe, expect, test } from '@jest/globals';
import { OBSERVATIONS } from '../../helpers/checkout-evidence.js';
import { investigateWith, REPORT } from '../../helpers/investigate-with.js';
import { calls, reports, says, type Reply, type Step } from '../../helpers/scripted-openai.js';
import { seededRandom } from '../../helpers/seeded-random.js';

const RUNS = 12;
const LIMITS = { modelCalls: 6, toolCalls: 7, seconds: 1, inputTokens: 30_000, outputTokens: 500 };

/** A model that wants everything, says nothing useful and never ends. */
function greedy(random: () => number): Step {
  let n = 0;
  const query = () => ({ name: 'query_metrics', args: { query: `up + ${(n += 1)}` } });
  const same = { name: 'query_metrics', args: { query: 'up' } };
  const moods: readonly (() => Reply)[] = [
    () => calls(query()),
    () => calls(...Array.from({ length: 12 }, query)),
    () => calls(same, same, same, query()),
    () => calls({ name: 'query_metrics', args: { query: 'x'.repeat(9_000) } }),
    () => calls({ name: 'no_such_tool', args: {} }, { name: 'query_metrics', args: '{"query": "u' }),
    () => says('Let me think about it. '.repeat(2_000)),
    () => reports({ ...REPORT, cause: { ...REPORT.cause, evidenceIds: ['E99'] } }),
    () => ({ kind: 'answer', content: 'cut', finish: 'length' }),
    () => ({ kind: 'answer', calls: [query()], usage: false }),
    () => ({ kind: 'answer', calls: [query()], usage: { input: 9_000, output: 400 } }),
    () => ({ kind: 'status', status: 503 }),
    () => ({ kind: 'status', status: 429, retryAfter: 0 }),
    () => ({ kind: 'text', body: '<html>' }),
    () => ({ kind: 'cut', answer: { kind: 'answer', calls: [query()] } }),
  ];
  return () => moods[Math.floor(random() * moods.length)]?.() ?? says('?');
}

describe('limits of a run', () => {
  test(`hold against ${RUNS} greedy models`, async () => {
    // What takes long to load is no part of a run.
    await import('../../../src/agent/with-model.js');
    const reasons = new Set<string>();
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const { analysis, requests, store } = await investigateWith([greedy(seededRandom(seed))], {
        limits: LIMITS,
        repeatLast: true,
        model: { maxRetries: 3, isStreaming: seed % 2 === 0 },
      });

      const what = `seed ${seed}`;
      expect([what, requests.length <= LIMITS.modelCalls]).toEqual([what, true]);
      expect([what, analysis.usage.modelCalls]).toEqual([what, requests.length]);
      expect([what, analysis.usage.inputTokens <= LIMITS.inputTokens]).toEqual([what, true]);
      expect([what, store.stored.length - OBSERVATIONS.length <= LIMITS.toolCalls]).toEqual([what, true]);
      expect([what, analysis.usage.durationMs < LIMITS.seconds * 1000 + 1_000]).toEqual([what, true]);
      expect([what, analysis.report.summary.length > 0]).toEqual([what, true]);
      if (analysis.note) reasons.add(analysis.note);
    }
    expect(reasons.size).toBeGreaterThan(2);
  });

  test('a request that is repeated counts as a request', async () => {
    const { requests, analysis } = await investigateWith([{ kind: 'status', status: 503 }], {
      limits: { modelCalls: 2 },
      model: { maxRetries: 5 },
      repeatLast: true,
    });

    expect(requests).toHaveLength(2);
    expect(analysis.note).toMatch(/^The model's server failed;/);
  });

  test('a text that tokenizers split finely is counted as such after the first answer', async () => {
    // Twice what is thought of a prompt of this length.
    const dense: Step = ({ raw }) => ({
      kind: 'answer',
      calls: [{ name: 'query_metrics', args: { query: `up + ${raw.length}` } }],
      usage: { input: Math.ceil(raw.length / 1.5), output: 50 },
    });
    const inputTokens = 60_000;
    const { analysis } = await investigateWith([dense], { limits: { inputTokens }, repeatLast: true });

    expect(analysis.usage.inputTokens).toBeGreaterThan(10_000);
    expect(analysis.usage.inputTokens).toBeLessThanOrEqual(inputTokens);
  });

  test('a server that does not stop where it is told is not asked for ever', async () => {
    const talkative: Step = () => ({ ...says('and so on'), usage: { input: 10, output: 5_000 } });
    const { requests } = await investigateWith([talkative], {
      limits: { modelCalls: 8, outputTokens: 500 },
      repeatLast: true,
    });

    expect(requests.length).toBeLessThanOrEqual(2);
  });
});
