import { describe, expect, test } from '@jest/globals';
import { investigateWith, REPORT } from '../../helpers/investigate-with.js';
import { calls, reports, says, type Reply } from '../../helpers/scripted-openai.js';

const HEAD = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'scripted' };

/** An answer whose one choice is this, whatever it is. */
const choice = (fields: unknown, more: object = {}): Reply => ({
  kind: 'text',
  body: JSON.stringify({ ...HEAD, choices: [fields], ...more }),
});
const message = (fields: object, finish: unknown = 'stop', more: object = {}): Reply =>
  choice({ index: 0, message: { role: 'assistant', ...fields }, finish_reason: finish }, more);
const toolCall = (call: unknown): Reply => message({ content: null, tool_calls: [call] }, 'tool_calls');
const events = (...lines: readonly string[]): Reply => ({
  kind: 'text',
  contentType: 'text/event-stream',
  body: lines.map((line) => `${line}\n\n`).join(''),
});
const delta = (fields: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ ...HEAD, object: 'chat.completion.chunk', choices: [{ index: 0, delta: fields, finish_reason: finish }] })}`;
const part = (index: number, fields: object, args: string) =>
  delta({ tool_calls: [{ index, type: 'function', ...fields, function: { ...fields, arguments: args } }] });
const ask = {
  id: 'call_1',
  type: 'function',
  function: { name: 'query_metrics', arguments: '{"query":"up"}' },
};

const AS_JSON: Readonly<Record<string, Reply>> = {
  'nothing at all': { kind: 'text', body: '' },
  'half of a JSON text': { kind: 'text', body: '{"id":"chatcmpl-1","choices":[{"index":0,"mess' },
  'a list': { kind: 'text', body: '[]' },
  'an error with status 200': { kind: 'text', body: '{"error":{"message":"overloaded"}}' },
  'no choices': { kind: 'text', body: JSON.stringify(HEAD) },
  'a choice that is null': choice(null),
  'a choice without a message': choice({ index: 0, finish_reason: 'stop' }),
  'an empty message': message({ content: '' }),
  'a message of null': message({ content: null }),
  'content that is a number': message({ content: 42 }),
  'content in parts': message({
    content: [
      { type: 'text', text: 'It is' },
      { type: 'text', text: ' DNS.' },
    ],
  }),
  'content that is an object': message({ content: { text: 'It is DNS.' } }),
  'tool calls that are no list': message({ content: null, tool_calls: 'query_metrics' }, 'tool_calls'),
  'a tool call that is null': toolCall(null),
  'a tool call without a function': toolCall({ id: 'call_1', type: 'function' }),
  'a tool call without a name': toolCall({ id: 'call_1', type: 'function', function: { arguments: '{}' } }),
  'a tool call without an id': toolCall({ ...ask, id: undefined }),
  'two calls of one id': message({ content: null, tool_calls: [ask, ask] }, 'tool_calls'),
  'arguments that are a list': calls({ name: 'query_metrics', args: '[1,2]' }),
  'arguments that are a text': calls({ name: 'query_metrics', args: '"up"' }),
  'arguments that are null': calls({ name: 'submit_report', args: 'null' }),
  'arguments cut in the middle': calls({ name: 'submit_report', args: JSON.stringify(REPORT).slice(0, 90) }),
  'arguments that are deep': calls({
    name: 'submit_report',
    args: `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  }),
  'an unknown tool': calls({ name: 'run_shell', args: { command: 'reboot' } }),
  'a name of a thousand signs': calls({ name: '💥'.repeat(500), args: {} }),
  'names of the language itself': calls(
    { name: '__proto__', args: '{"__proto__":{"a":1}}' },
    { name: 'constructor', args: {} },
  ),
  'a report of wrong types': reports({ ...REPORT, claims: 'none', cause: { confidence: 'high' } }),
  'a report for another product': reports({ answer: 42 }),
  'a report written as half a text': says('```json\n{"summary": "it'),
  'usage that is no usage': message({ content: 'Hm.' }, 'stop', {
    usage: { prompt_tokens: 'many', completion_tokens: -5, total_tokens: null },
  }),
  'a reason to end that nobody knows': message({ content: 'Hm.' }, { reason: 'unknown' }),
  'an answer cut by its limit': {
    kind: 'answer',
    content: JSON.stringify(REPORT).slice(0, 100),
    finish: 'length',
  },
  'a text of 1 MB': says('It is DNS. '.repeat(95_000)),
  'a call of 1 MB': calls({ name: 'query_metrics', args: { query: 'x'.repeat(1_000_000) } }),
  'ten thousand calls': calls(
    ...Array.from({ length: 10_000 }, () => ({ name: 'query_metrics', args: '{' })),
  ),
};

const AS_EVENTS: Readonly<Record<string, Reply>> = {
  'no events': events(),
  'only the end mark': events('data: [DONE]'),
  'an event that is no JSON': events('data: {"id":"chatcmpl-1","choi', 'data: [DONE]'),
  'an error in the middle': events(delta({ content: 'It is' }), 'data: {"error":{"message":"overloaded"}}'),
  'no end': events(delta({ role: 'assistant', content: 'It is' })),
  'half a call': events(part(0, { id: 'call_1', name: 'submit_report' }, '{"summary":"it')),
  'a call whose parts are mixed up': events(
    part(1, {}, '"up"}'),
    part(0, { id: 'call_1', name: 'query_metrics' }, '{"query":'),
    delta({}, 'tool_calls'),
    'data: [DONE]',
  ),
  'a web page instead': { kind: 'text', body: '<html>Bad gateway</html>', contentType: 'text/html' },
  'JSON instead': message({ content: 'It is DNS.' }),
  'choices that are null': events('data: {"id":"chatcmpl-1","choices":null}', 'data: [DONE]'),
};

describe.each([
  ['as JSON', AS_JSON, false],
  ['as a stream', { ...AS_JSON, ...AS_EVENTS }, true],
])('garbage %s', (_name, kinds, isStreaming) => {
  test.each(Object.entries(kinds))('%s is repaired or refused', async (_kind, garbage) => {
    const { analysis, log, requests } = await investigateWith([garbage], {
      model: { isStreaming, timeoutMs: 1_000 },
      limits: { modelCalls: 2, seconds: 4 },
      repeatLast: true,
    });

    expect(analysis.by).toBe('rules');
    expect(analysis.report.cause?.service).toBe('checkout');
    expect(analysis.note).toMatch(/this analysis was made by rules\.$/);
    expect(analysis.note).not.toMatch(/internal error/);
    expect(analysis.usage.inputTokens).toBeGreaterThanOrEqual(0);
    expect(requests.length).toBeLessThanOrEqual(2);
    expect(log).not.toMatch(/"level":"(?:error|fatal)"/);
  });
});

test('an answer after garbage counts', async () => {
  const { analysis } = await investigateWith(
    [calls({ name: 'query_metrics', args: '{"query": "u' }), reports(REPORT)],
    { model: { maxRetries: 0 } },
  );

  expect(analysis.by).toBe('model');
});
