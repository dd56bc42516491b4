import { describe, expect, test } from '@jest/globals';
import { investigateWith, REPORT } from '../../helpers/investigate-with.js';
import { reports, startScriptedOpenAI, type Step } from '../../helpers/scripted-openai.js';
import { scriptedRoute } from '../../helpers/scripted-route.js';

const failing: Step = { kind: 'status', status: 503 };
const refused: Step = { kind: 'status', status: 401 };

async function countOf(metric: { get(): Promise<{ values: { value: number }[] }> }): Promise<number> {
  return (await metric.get()).values.reduce((sum, { value }) => sum + value, 0);
}

describe('a model that fails', () => {
  test('is asked again, and its answer counts', async () => {
    const { analysis, metrics } = await investigateWith([failing, failing, reports(REPORT)], {
      model: { maxRetries: 2 },
    });

    expect(analysis.by).toBe('model');
    expect(analysis.note).toBeNull();
    expect(analysis.usage.modelCalls).toBe(3);
    expect(await countOf(metrics.modelRetries)).toBe(2);
  });

  test('gives way to the next one, and the note says so', async () => {
    const { analysis, requests, fallbackRequests, metrics } = await investigateWith([failing, failing], {
      model: { maxRetries: 1 },
      fallbacks: [[reports(REPORT)]],
    });

    expect(analysis.by).toBe('model');
    expect(analysis.model).toBe('fallback-1');
    expect(analysis.note).toBe('Written by fallback-1, because scripted did not answer.');
    expect(fallbackRequests[0]?.[0]?.messages).toEqual(requests[0]?.messages);
    expect(fallbackRequests[0]?.[0]?.model).toBe('fallback-1');
    expect(await countOf(metrics.modelFallbacks)).toBe(1);
  });

  test.each<[string, Step]>([
    ['a refusal of the key', refused],
    ['a refusal of the request', { kind: 'status', status: 400 }],
    ['silence', { kind: 'hang' }],
  ])('%s is not repeated, the next one is asked at once', async (_name, step) => {
    const { analysis, requests } = await investigateWith([step], {
      model: { maxRetries: 2, timeoutMs: 300 },
      fallbacks: [[reports(REPORT)]],
    });

    expect(requests).toHaveLength(1);
    expect(analysis.model).toBe('fallback-1');
  });

  test('and so do all others: rules answer and say what happened', async () => {
    const { analysis } = await investigateWith([refused], {
      fallbacks: [[failing], [{ kind: 'text', body: 'no' }]],
    });

    expect(analysis.by).toBe('rules');
    expect(analysis.note).toBe("The model's answer could not be used; this analysis was made by rules.");
  });

  test.each<[string, boolean]>([
    ['JSON', false],
    ['a stream', true],
  ])('in the middle of %s is asked again', async (_name, isStreaming) => {
    const cut: Step = {
      kind: 'cut',
      answer: { kind: 'answer', calls: [{ name: 'submit_report', args: REPORT }] },
    };
    const { analysis } = await investigateWith([cut, reports(REPORT)], {
      model: { maxRetries: 1, isStreaming },
    });

    expect(analysis.by).toBe('model');
  });
});

describe('a server that says when to come back', () => {
  test('is asked again then and not before', async () => {
    const busy: Step = { kind: 'status', status: 429, retryAfter: 1 };
    let askedAt = 0;
    const { analysis } = await investigateWith(
      [
        () => {
          askedAt = performance.now();
          return busy;
        },
        () => {
          expect(performance.now() - askedAt).toBeGreaterThanOrEqual(1000);
          return reports(REPORT);
        },
      ],
      { model: { maxRetries: 1 } },
    );

    expect(analysis.by).toBe('model');
  });

  test('is waited for by runs that it did not tell, too', async () => {
    const server = await startScriptedOpenAI([
      { kind: 'status', status: 429, retryAfter: 1 },
      reports(REPORT),
    ]);
    const model = scriptedRoute({ baseUrl: server.url });
    const told = await investigateWith([], { deps: { model } });
    const other = await investigateWith([], { deps: { model } });
    await server.close();

    expect([told.analysis.by, other.analysis.by]).toEqual(['rules', 'model']);
  });

  test('is not waited for when that is too late, and nobody else asks it before', async () => {
    const busy: Step = { kind: 'status', status: 429, retryAfter: 60 };
    const startedAt = performance.now();
    const { analysis, route } = await investigateWith([busy], { model: { maxRetries: 2 } });

    expect(analysis.note).toMatch(/^The model refused more requests for now/);
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(route?.state()).toMatchObject({ status: 'paused' });
  });
});

test('a server that needs no key gets none', async () => {
  const { requests } = await investigateWith([reports(REPORT)], { model: { apiKey: null } });

  expect(requests[0]?.headers.authorization).toBeUndefined();
});
