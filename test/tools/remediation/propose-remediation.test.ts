import { describe, expect, test } from '@jest/globals';
import { proposeRemediation } from '../../../tools/remediation/propose-remediation.js';
import { toolContext } from '../../helpers/checkout-incident.js';

const REQUEST = {
  runbookId: 'bad-release',
  step: 1,
  service: 'checkout',
  rationale: 'Errors began 20 s after release 1.4.2.',
  evidenceIds: ['E1'],
};

describe('propose_remediation', () => {
  test('hands the request over and returns what people will be asked', async () => {
    const context = toolContext();

    const result = await proposeRemediation.run(REQUEST, context);

    expect(context.proposed).toEqual([REQUEST]);
    expect(result).toMatchInlineSnapshot(`
      {
        "data": {
          "effect": "POST http://checkout/admin/rollback",
          "proposalId": "p-1",
          "verification": "errors:ratio{service="checkout"} < 0.01",
        },
        "hasMore": false,
        "query": "step 1 of runbook bad-release for checkout",
        "status": "ok",
        "summary": "Proposed "Roll back to the previous release" for checkout; people decide now.",
      }
    `);
  });

  test.each([
    ['an unknown runbook', { runbookId: 'rm -rf' }, /no runbook with this id/],
    ['a step that does not exist', { step: 3 }, /2 actions; step 3 does not exist/],
    ['a service outside the catalogue', { service: 'http://evil' }, /catalogue has no service/],
  ])('refuses %s without asking anybody', async (_name, change, reason) => {
    const context = toolContext();

    const result = await proposeRemediation.run({ ...REQUEST, ...change }, context);

    expect(result).toEqual({ status: 'refused', reason: expect.stringMatching(reason) });
    expect(context.proposed).toEqual([]);
  });

  test('a refusal by the policy is a result', async () => {
    const context = toolContext({ answer: { status: 'refused', reason: 'Its condition does not hold.' } });

    expect(await proposeRemediation.run(REQUEST, context)).toEqual({
      status: 'refused',
      reason: 'Its condition does not hold.',
    });
  });
});
