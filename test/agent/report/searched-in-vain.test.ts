import { describe, expect, test } from '@jest/globals';
import { findGap } from '../../../src/agent/report/grounding.js';
import { Report } from '../../../src/agent/report/report.js';
import {
  evidenceStore,
  investigationInput,
  observation,
  OBSERVATIONS,
} from '../../helpers/checkout-evidence.js';
import { toolContext } from '../../helpers/checkout-incident.js';
import { investigateWith, REPORT } from '../../helpers/investigate-with.js';
import { calls, reports } from '../../helpers/scripted-openai.js';

/** Finds nothing, and says what was searched in the model's own words. */
const search = calls({ name: 'list_changes', args: { service: 'payments-canary-97', minutes: 120 } });
const context = () => toolContext({ changeList: [] });

async function reported(report: Partial<Report>, first = search) {
  const { analysis } = await investigateWith([first, reports({ ...REPORT, ...report })], {
    input: { context: context() },
  });
  return analysis;
}

describe('what a model searched for and did not find', () => {
  test('supports no statement', async () => {
    const { verification } = await reported({
      summary: 'payments-canary-97 was released at 01:20.',
      claims: [{ text: 'payments-canary-97 was released at 01:20.', evidenceIds: ['E6'] }],
    });

    expect(verification?.unverified).toEqual([
      { part: 'summary', notFound: ['01:20', 'payments-canary-97'] },
      { part: 'claim', index: 0, notFound: ['01:20', 'payments-canary-97'] },
    ]);
  });

  test('supports that it was not found', async () => {
    const text = 'No change of payments-canary-97 is on record since 01:20.';
    const { verification } = await reported({ summary: text, claims: [{ text, evidenceIds: ['E6'] }] });

    expect(verification?.unverified).toEqual([]);
  });

  test('supports no number, whatever the sentence denies', async () => {
    const query = 'x{y="97.3 % fail"}';
    const noSeries = { queryRange: () => Promise.resolve({ series: [], isPartial: false, warnings: [] }) };
    const { analysis } = await investigateWith(
      [
        calls({ name: 'query_metrics', args: { query } }),
        reports({ ...REPORT, claims: [{ text: 'No less than 97.3 % fail.', evidenceIds: ['E6'] }] }),
      ],
      { input: { context: toolContext({ metrics: { ...toolContext().metrics, ...noSeries } }) } },
    );

    expect(analysis.verification?.unverified).toEqual([{ part: 'claim', index: 0, notFound: ['97.3 %'] }]);
  });

  test('supports nothing either when a later look is told of it', async () => {
    const store = evidenceStore([
      ...OBSERVATIONS,
      observation({ kind: 'change', statement: 'Nothing found for changes of bank-77.', data: null }),
    ]);
    const { analysis } = await investigateWith([reports({ ...REPORT, summary: 'bank-77 was released.' })], {
      input: investigationInput(store),
    });

    expect(analysis.verification?.unverified).toEqual([{ part: 'summary', notFound: ['bank-77'] }]);
  });

  test.each([
    ['a tool that does not know it', { name: 'get_service', args: { service: 'bank-77' } }],
    ['a tool that takes no such field', { name: 'list_changes', args: { 'bank-77': 1 } }],
  ])('is not seen when %s repeats it', async (_which, call) => {
    const { verification } = await reported({ summary: 'bank-77 fails.' }, calls(call));

    expect(verification?.unverified).toEqual([{ part: 'summary', notFound: ['bank-77'] }]);
  });
});

describe('a cause', () => {
  const grounds = (...added: Parameters<typeof observation>) => {
    const { stored } = evidenceStore([...OBSERVATIONS, observation(...added)]);
    return {
      evidence: new Map(stored.map((each) => [each.id, each])),
      services: new Set(['checkout', 'payments']),
    };
  };
  const gapOf = (service: string | null, added: Parameters<typeof observation>[0]) =>
    findGap({ ...REPORT, cause: { ...REPORT.cause, service, evidenceIds: ['E6'] } }, grounds(added));
  const QUIET = { service: 'payments', isAnomalous: false, query: null };

  test.each([
    ['a search in vain', 'payments', { kind: 'change', statement: 'Nothing found for changes of payments.' }],
    ['a search in vain', null, { kind: 'tool_result', statement: 'Nothing found for payments.' }],
    ['an alert, and names no service', null, { kind: 'alert', isAnomalous: true, statement: 'payments!' }],
    ['an alert, and names an unknown one', 'nobody', { kind: 'alert', isAnomalous: true, statement: 'x' }],
    ['what the catalogue says', 'payments', { kind: 'tool_result', source: 'catalogue', data: { tier: 1 } }],
    ['a list of changes of others', 'payments', { kind: 'change', data: [{ service: 'checkout' }] }],
    ['that nothing changed', null, { kind: 'change', data: [] }],
  ] as const)('does not rest on %s', (_what, service, added) => {
    expect(gapOf(service, { ...QUIET, ...added })).toContain('nothing unusual that it cites');
  });

  test.each([
    ['its own change in such a list', { kind: 'change', data: [{ service: 'payments' }] }],
    ['what was measured of it on purpose', { kind: 'tool_result', data: { last: 3 } }],
  ] as const)('may rest on %s', (_what, added) => {
    expect(gapOf('payments', { ...QUIET, ...added })).toBeNull();
  });
});
