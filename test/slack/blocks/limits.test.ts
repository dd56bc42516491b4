/** The worst that can be: everything at its longest and there many times. Slack must still take it. */
import { describe, expect, test } from '@jest/globals';
import { findBlockProblems } from '../../../demo/slack/block-kit/check-blocks.js';
import type { MessageContent } from '../../../src/slack/blocks/kit/block-kit.js';
import { countCharacters, fitMessage, splitPages } from '../../../src/slack/blocks/kit/budget.js';
import { context, paragraph, plain } from '../../../src/slack/blocks/kit/block-kit.js';
import { buildEvidenceDetails } from '../../../src/slack/blocks/cards/evidence-details.js';
import { buildEvidenceMessage } from '../../../src/slack/blocks/cards/evidence-message.js';
import { buildHelp } from '../../../src/slack/blocks/answers/help.js';
import { buildIncidentCard } from '../../../src/slack/blocks/cards/incident-card.js';
import { buildIncidentList } from '../../../src/slack/blocks/answers/incident-list.js';
import { buildProposalCard } from '../../../src/slack/blocks/cards/proposal-card.js';
import { buildProposalDetails } from '../../../src/slack/blocks/cards/proposal-details.js';
import { COMMANDS } from '../../../src/slack/commands/index.js';
import { NOW, sampleExecution, sampleProposalView } from '../sample-view.js';
import { worstView } from './views.js';

const LONG = '&<>*~👩‍👩‍👧‍👦'.repeat(300);
const long = {
  title: LONG,
  rationale: LONG,
  effect: LONG,
  dryRun: LONG,
  rollback: LONG,
  outcome: LONG,
  target: { name: LONG, version: LONG },
  arguments: { of: LONG },
};
const proposal = (status: 'pending' | 'failed' | 'verified') =>
  buildProposalCard(
    {
      ...sampleProposalView({ ...long, status }, sampleExecution({ output: LONG })),
      approvers: Array.from({ length: 100 }, (_, index) => `U0PERSON${index}`),
    },
    { now: NOW },
  );
const resolved = () => {
  const view = worstView();
  return { ...view, incident: { ...view.incident, status: 'resolved' as const, confirmedCause: LONG } };
};

const MESSAGES: readonly (readonly [string, () => MessageContent])[] = [
  ['living message', () => buildIncidentCard(worstView())],
  ['resolved card', () => buildIncidentCard(resolved())],
  ['evidence', () => buildEvidenceMessage(worstView())],
  ...Array.from(
    { length: 30 },
    (_, index) =>
      [`all evidence, page ${index + 1}`, () => buildEvidenceDetails(worstView(), index + 1)] as const,
  ),
  ['pending proposal', () => proposal('pending')],
  ['failed proposal', () => proposal('failed')],
  ['verified proposal', () => proposal('verified')],
  [
    'all of a proposal',
    () => buildProposalDetails(sampleProposalView(long, sampleExecution({ output: LONG })), 1),
  ],
  [
    'list',
    () =>
      buildIncidentList(
        Array.from({ length: 200 }, () => worstView().incident),
        { hasMore: true },
      ),
  ],
  ['help', () => buildHelp(COMMANDS)],
];

describe.each(MESSAGES)('%s', (_, build) => {
  test('is taken by Slack', () => {
    const { text, blocks } = build();

    expect(findBlockProblems(JSON.parse(JSON.stringify(blocks)), 'message')).toEqual([]);
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(countCharacters(blocks)).toBeLessThanOrEqual(10_000);
    expect(text.length).toBeLessThanOrEqual(2000);
  });

  test('says what is missing rather than dropping parts', () => {
    expect(JSON.stringify(build().blocks)).not.toContain('too long for one message');
  });
});

describe('fitMessage', () => {
  test('says how many parts it had to leave out, and keeps what can be clicked', () => {
    const blocks = Array.from({ length: 60 }, (_, index) => paragraph([plain(`part ${index}`)]));
    const { blocks: kept } = fitMessage({ text: 'x', blocks });

    expect(kept).toHaveLength(50);
    expect(kept.at(-1)).toEqual(context('… and 11 more parts, too long for one message.'));
  });
});

describe('splitPages', () => {
  test('keeps the order and loses nothing', () => {
    const blocks = Array.from({ length: 120 }, (_, index) =>
      paragraph([plain(`${index} ${'x'.repeat(300)}`)]),
    );
    const pages = splitPages(blocks);

    expect(pages.flat()).toEqual(blocks);
    expect(Math.max(...pages.map(({ length }) => length))).toBeLessThanOrEqual(47);
    expect(Math.max(...pages.map((page) => countCharacters(page)))).toBeLessThanOrEqual(9500);
  });

  test('is one empty page when there is nothing', () => {
    expect(splitPages([])).toEqual([[]]);
  });
});
