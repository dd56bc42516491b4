import { expect, test } from '@jest/globals';
import { isRemedy, MENDS_NOTHING } from '../../src/remediation/remedy.js';
import { actions } from '../../tools/actions/index.js';
import { sampleProposalView } from '../slack/sample-view.js';

const proposalOf = (...names: readonly string[]) => {
  const { proposal } = sampleProposalView();
  const steps = names.map((action) => ({ ...proposal, action }));
  return { ...proposal, action: names[0] ?? '', steps: steps.length > 1 ? steps : [] };
};

test('what hides an alert or asks people mends nothing; one step that does is enough', () => {
  expect(isRemedy(proposalOf('create_silence'))).toBe(false);
  expect(isRemedy(proposalOf('page_on_call', 'request_responders'))).toBe(false);
  expect(isRemedy(proposalOf('create_silence', 'scale_workload'))).toBe(true);
  expect(isRemedy(proposalOf('call_http_endpoint'))).toBe(true);
});

test('names actions that there are', () => {
  const names = actions.map(({ name }) => name);

  expect([...MENDS_NOTHING].filter((name) => !names.includes(name))).toEqual([]);
});
