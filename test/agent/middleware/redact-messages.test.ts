import { describe, expect, test } from '@jest/globals';
import { createRedactor } from '../../../src/privacy/redactor.js';
import { createScan } from '../../../src/privacy/scan.js';
import { ALERT } from '../../helpers/checkout-evidence.js';
import { metricsOf, toolContext } from '../../helpers/checkout-incident.js';
import { investigateWith, REPORT } from '../../helpers/investigate-with.js';
import { calls, reports } from '../../helpers/scripted-openai.js';

const KEY = 'a key of the tests alone';
const LEAKY = { ...ALERT, annotations: { summary: 'mail ada@example.com, password=hunter2' } };

/** Fails at a text that holds this. */
function failingAt(word: string) {
  const scan = createScan();
  return createRedactor({
    key: KEY,
    scan: (text, progress) => {
      if (text.includes(word)) throw new Error(`broken at ${word}`);
      return scan(text, progress);
    },
  });
}

describe('requests to the model', () => {
  test('have placeholders in place of secrets and people, and only add to what was sent before', async () => {
    const { requests } = await investigateWith(
      [calls({ name: 'get_service', args: { service: 'checkout' } }), reports(REPORT)],
      { input: { alerts: [LEAKY] } },
    );

    const [first, second] = requests.map(({ raw }) => raw);
    expect(first).toMatch(/mail <person:email:\d+>, password=<secret:password:\d+>/);
    expect(`${first}${second}`).not.toMatch(/ada@example|hunter2/);
    const [before = '', after = ''] = requests.map(({ messages: sent }) => JSON.stringify(sent).slice(1, -1));
    expect(after.startsWith(before)).toBe(true);
  });

  test('have them too where a tool has found something', async () => {
    const labels = { contact: 'bob@example.com', dsn: 'postgres://app:hunter3@db/shop' };
    const context = toolContext({ metrics: metricsOf([{ labels, values: [1, 2] }]) });
    const { requests } = await investigateWith(
      [calls({ name: 'query_metrics', args: { query: 'up' } }), reports(REPORT)],
      { input: { context } },
    );

    expect(requests[1]?.raw).toMatch(/contact=<person:email:\d+>/);
    expect(requests[1]?.raw).not.toMatch(/bob@example|hunter3/);
  });

  test('are not sent when redaction fails, and rules answer and say so', async () => {
    const { analysis, requests, log } = await investigateWith([], {
      input: { alerts: [LEAKY] },
      deps: { redactor: failingAt('hunter2') },
    });

    expect(requests).toHaveLength(0);
    expect(analysis).toMatchObject({
      by: 'rules',
      note: expect.stringContaining('all secrets were removed'),
    });
    expect(log).toContain('redaction_failed');
    expect(log).not.toContain('hunter2');
  });

  test('end where redaction fails later, with no other model asked instead', async () => {
    const { analysis, requests, fallbackRequests } = await investigateWith(
      [calls({ name: 'get_service', args: { service: 'zanzibar' } })],
      { deps: { redactor: failingAt('zanzibar') }, fallbacks: [[]] },
    );

    expect(requests).toHaveLength(1);
    expect(fallbackRequests.flat()).toHaveLength(0);
    expect(analysis).toMatchObject({
      by: 'rules',
      note: expect.stringContaining('all secrets were removed'),
    });
  });

  test('go on without the answer of a tool that cannot be looked through', async () => {
    const { analysis, requests } = await investigateWith(
      [calls({ name: 'read_runbook', args: { id: 'nowhere' } }), reports(REPORT)],
      { deps: { redactor: failingAt('Searched: the runbook') } },
    );

    expect(requests[1]?.raw).not.toContain('Searched: the runbook');
    expect(analysis.by).toBe('model');
  });

  test('are not sent of a private incident', async () => {
    const { analysis, requests } = await investigateWith([], {
      deps: { isPrivate: () => Promise.resolve(true) },
    });

    expect(requests).toHaveLength(0);
    expect(analysis).toMatchObject({ by: 'rules', note: expect.stringContaining('private') });
  });
});
