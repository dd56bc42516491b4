import { expect, test } from '@jest/globals';
import { buildAutonomy } from '../../../src/slack/blocks/answers/autonomy.js';
import type { EarnedStep } from '../../../src/workflows/use-cases/remediation.js';
import { outline } from '../outline.js';

const STEP: EarnedStep = {
  runbookId: 'restart-checkout',
  stepHash: 'a'.repeat(64),
  title: 'Restart checkout',
  successes: 2,
  failures: 0,
  promotedBy: null,
  promotedUnder: [],
  demotedBecause: null,
  step: 1,
  isForAutomatic: true,
};

test('offers to let a step run by itself only where the policy would let it', () => {
  const lineOf = (changes: Partial<EarnedStep>) =>
    outline(buildAutonomy({ stop: null, afterSuccesses: 2, steps: [{ ...STEP, ...changes }], shadowed: [] }));

  expect(lineOf({})).toContain(
    'worked twice in a row. /incident actions promote restart-checkout 1 lets it run by itself.',
  );
  expect(lineOf({ successes: 1 })).toContain('worked once, of the 2 it takes to run by itself.');
  expect(lineOf({ isForAutomatic: false })).toContain('(restart-checkout, step 1): worked twice in a row.\n');
  expect(lineOf({ isForAutomatic: false })).not.toContain('promote');
});
