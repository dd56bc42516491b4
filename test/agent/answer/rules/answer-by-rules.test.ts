import { describe, expect, test } from '@jest/globals';
import { answerByRules } from '../../../../src/agent/answer/rules/answer-by-rules.js';
import { questionInput } from '../../../helpers/question.js';

const ask = (question: string) => answerByRules(questionInput(question));

describe('answerByRules about one incident', () => {
  test.each([
    ['why is checkout slow', 'Most likely (82 % sure): The newest release of checkout fails. (E1, E2)'],
    ['WHY?', 'Ruled out: Connection pool exhausted. Nobody waits. (E5)'],
    ['who is hurt?', '41 % of requests to checkout fail (26 of 40)'],
    ['how bad is it', 'INC-12 is sev1 with impact 71/100.'],
    ['who is on it', '@U0ALICE took INC-12 at 03:13 UTC.'],
    ['who is the commander', 'commander: @U0ALICE'],
    ['what changed', 'deploy of checkout 1.4.2 by dana at 03:11 UTC, 20 s before it began: Release 1.4.2.'],
    [
      'what should I do',
      'Decide on “Roll back to the previous release” in the thread; it waits until 03:45 UTC.',
    ],
    ['which runbook', 'The runbook “Bad release” fits best: 1 of 1 checks hold for checkout.'],
    ['what was tried', '“Scale out” was rejected, decided by @U0BOB at 03:15 UTC. Rejected by a person.'],
    ['what happened so far', '03:16 UTC We are rolling back.'],
    ['since when', 'It began at 03:12 UTC, 8 min ago, and is acknowledged.'],
    ['what did this cost', 'No model was used for INC-12'],
    ['what does e3 say', 'E3: Failing share of payments stayed at 0.1 %.'],
    ['is payments affected?', 'payments looks as usual: 1 observation, none unusual.'],
    ['is search broken', 'Nothing was looked at about search in INC-12'],
    [
      'what is going on',
      'INC-12 HighErrorRate on checkout: acknowledged, sev1, since 03:12 UTC (8 min ago).',
    ],
    ['has it to do with connections', 'Nobody waits for a connection in checkout (0, not > 5). (E5)'],
    ['what else is on fire', '1 unresolved incident, the worst first:'],
  ])('%j', (question, part) => {
    expect(ask(question).text).toContain(part);
  });

  test.each([
    [0, '$1.30, 4 calls'],
    [1, 'At least $1.30, 4 calls'],
    [4, 'Price unknown, 4 calls'],
  ])('what it cost is told in money; with %d requests of unknown price: %s', (unpricedCalls, part) => {
    const cost = { modelCalls: 4, inputTokens: 12_000, outputTokens: 300, costUsd: 1.3, unpricedCalls };
    const { text } = answerByRules(questionInput('what did this cost', { cost }));

    expect(text).toContain(part);
    expect(text).toContain('12,000 tokens read, 300 written.');
  });

  test.each([
    'has this happened before?',
    'did it ever happen already',
    'have we seen this before',
    'is there a similar incident',
    'what did we do last time',
    'is it the first time',
    'any past outages like it',
  ])('%j is answered with the incidents that were like it', (question) => {
    const { about } = questionInput(question);
    const known = about!.known;
    const similar = {
      ...known.evidence[0]!,
      id: 'E9',
      kind: 'similar' as const,
      statement:
        'Like INC-7 (3 weeks ago). It ended with: Roll back checkout. Alike: same alert HighErrorRate.',
      data: { number: 7, startedAt: '2026-11-01T03:00:00Z' },
      isAnomalous: false,
    };
    const answer = (evidence: typeof known.evidence) =>
      answerByRules(questionInput(question, { known: { ...known, evidence } }));

    expect(answer([...known.evidence, similar])).toEqual({
      text: `Yes, one incident was like INC-12:\n- ${similar.statement} (E9)`,
      evidenceIds: ['E9'],
    });
    expect(answer([similar, { ...similar, id: 'E10' }]).text).toMatch(/^Yes, 2 incidents were like INC-12:/);
    expect(answer([{ ...similar, data: null }]).text).toContain('No resolved');
    expect(answer(known.evidence).text).toContain('No resolved incident of the last year was like INC-12.');
    expect(
      answerByRules(questionInput(question, { known: { ...known, evidence: [], runbooks: [] } })).text,
    ).toContain('Nobody has looked yet whether INC-12 is like an earlier one.');
  });

  test('what happened just before it began is no earlier incident', () => {
    expect(ask('what happened before it began').text).not.toContain('like INC-12');
    expect(ask('was the previous release fine').text).not.toContain('like INC-12');
  });

  test('an order is answered with who can give it, not with the nearest word', () => {
    expect(ask('please roll it back now').text).toMatch(/^Decide on “Roll back to the previous release”/);
  });

  test('small talk gets what can be asked, not a summary', () => {
    expect(ask('tell me a joke').text).toContain('I have nothing stored about that in INC-12. I can say:');
    expect(answerByRules(questionInput('tell me a joke', null)).text).toContain('I do not understand that');
  });

  test('tells a change once, with its evidence', () => {
    const { text } = ask('what changed');

    expect(text.match(/1\.4\.2/g)?.length).toBeLessThanOrEqual(2);
    expect(text.split('\n').filter((line) => line.includes('1.4.2'))).toHaveLength(1);
    expect(text).toContain('(E2)');
  });

  test('fits a phone: six lines at most', () => {
    for (const question of ['why', 'who is hurt', 'what is going on', 'what happened', 'what should I do']) {
      expect(ask(question).text.split('\n').length).toBeLessThanOrEqual(6);
    }
  });

  test('cites evidence that exists, and no other', () => {
    expect(ask('why').evidenceIds).toEqual(['E1', 'E2', 'E5']);
    expect(ask('what is E99')).toEqual({
      text: 'There is no E99 here. The evidence goes from `E1` to `E5`.',
      evidenceIds: [],
    });
  });

  test('says what it cannot answer and what can be asked instead', () => {
    const { text, evidenceIds } = ask('make me a sandwich');

    expect(text).toContain('I have nothing stored about that in INC-12. I can say:');
    expect(text).toContain('/incident ask 12 why');
    expect(evidenceIds).toEqual([]);
  });

  test('what people confirmed goes before what was analysed', () => {
    const input = questionInput('why');
    const known = input.about!.known;
    const incident = { ...known.incident, confirmedCause: 'A null price.' };
    const { text } = answerByRules({ ...input, about: { ...input.about!, known: { ...known, incident } } });

    expect(text).toMatch(/^People confirmed the cause: A null price\./);
  });

  test('before the analysis is done it tells what is unusual so far', () => {
    const { text } = answerByRules(questionInput('why', { analysis: null }));

    expect(text).toMatch(/^The analysis of INC-12 is not done yet\.\n- Failing share of checkout rose/);
  });
});

describe('answerByRules about no incident in particular', () => {
  test.each([
    [
      'what is going on',
      '**INC-12** HighErrorRate on checkout (sev1, impact 71, open, 8 min ago); likely 82 %',
    ],
    ['what changed today', 'deploy of checkout 1.4.2 by dana at 03:11 UTC: Release 1.4.2'],
    ['who owns payments', 'payments is owned by team-payments, tier 2.'],
    ['is there a runbook for waiting for a connection', 'None of the 2 runbooks has these words.'],
    [
      'Which decisions and updates are waiting?',
      '**INC-12** HighErrorRate on checkout: a fix waits for approval',
    ],
    ['What is broken right now, and how bad is it?', '1 unresolved incident, the worst first:'],
    ['Which deploys and changes were there today?', 'One change since 00:00 UTC:'],
    ['hello', 'I do not understand that'],
  ])('%j', (question, part) => {
    expect(answerByRules(questionInput(question, null)).text).toContain(part);
  });

  test('nothing open is said as such', () => {
    expect(answerByRules(questionInput('what is going on', null, { queue: [] })).text).toMatch(
      /^Nothing is open: no unresolved incident\./,
    );
  });
});

describe('answerByRules in a conversation', () => {
  const earlier = (question: string) => ({
    earlier: [{ question, answer: 'x', askedAt: new Date('2026-11-20T03:18:00Z') }],
  });
  const follow = (before: string, question: string) =>
    answerByRules(questionInput(question, {}, earlier(before))).text;

  test.each([
    ['what changed?', 'and payments?', 'No change of payments is on record around this incident.'],
    ['is payments affected?', 'and since when?', 'payments looks as usual'],
    ['what changed?', 'and in the last 10 minutes?', 'One change since 03:10 UTC:'],
    ['why is it broken', 'who?', '@U0ALICE took INC-12'],
  ])('after %j, %j is understood', (before, question, part) => {
    expect(follow(before, question)).toContain(part);
  });

  test('a question that stands by itself is not read as a part of the one before', () => {
    expect(
      follow('what changed?', 'why does checkout fail for so many of our customers today'),
    ).not.toContain('change');
  });

  test.each([
    ['what changed since 3:00?', 'One change since 03:00 UTC:'],
    ['what changed in the last 5 minutes?', 'No change is on record since 03:15 UTC.'],
    ['what changed before it began?', 'One change in the 2 h before 03:12 UTC:'],
    ['what happened between 3:12 and 3:14', 'What happened from 03:12 UTC to 03:14 UTC:'],
    ['errors of checkout since 2?', 'Nothing unusual of checkout was measured that began since 02:00 UTC.'],
  ])('%j is about that time', (question, part) => {
    expect(answerByRules(questionInput(question)).text).toContain(part);
  });
});
