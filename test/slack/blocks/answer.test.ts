import { describe, expect, test } from '@jest/globals';
import type { Question } from '../../../src/incidents/question.js';
import { buildAnswer, buildAnswerMarkdown } from '../../../src/slack/blocks/answers/answer.js';
import { countCharacters } from '../../../src/slack/blocks/kit/budget.js';
import { outline } from '../outline.js';
import { INCIDENT_ID, NOW } from '../sample-view.js';

const question = (changes: Partial<Question> = {}): Question => ({
  id: '77777777-7777-4777-8777-777777777777',
  incidentId: INCIDENT_ID,
  incidentNumber: 12,
  askedBy: 'U0ALICE',
  question: 'why is checkout failing?',
  answer: '',
  status: 'asked',
  note: null,
  steps: [],
  sources: [],
  people: [],
  askedAt: NOW,
  answeredAt: null,
  ...changes,
});
const answered = (answer: string, changes: Partial<Question> = {}) =>
  question({ answer, status: 'answered', answeredAt: NOW, ...changes });

describe('buildAnswer', () => {
  test('says that it is looking, and at what', () => {
    expect(outline(buildAnswer(question({ status: 'answering', note: 'Asking the metrics…' })))).toBe(
      [
        'text: Looking into: why is checkout failing?',
        '<@U0ALICE> asked about INC-12: why is checkout failing?',
        'Asking the metrics…',
      ].join('\n'),
    );
  });

  test('shows the answer with what it rests on', () => {
    const content = buildAnswer(
      answered('Release **1.4.2** fails (E1):\n- it began _at once_\n- `errors` are up', {
        sources: [{ id: 'E1', statement: 'Failing share rose to 41 %.' }],
      }),
    );

    expect(outline(content)).toBe(
      [
        'text: Release 1.4.2 fails (E1): it began at once · errors are up',
        '<@U0ALICE> asked about INC-12: why is checkout failing?',
        'Release 1.4.2 fails (E1):',
        '  • it began at once',
        '  • errors are up',
        '  (E1 Failing share rose to 41 %.',
        '  (Check before you act; nothing was changed.',
      ].join('\n'),
    );
    expect(JSON.stringify(content.blocks)).toContain('{"type":"text","text":"1.4.2","style":{"bold":true}}');
    expect(JSON.stringify(content.blocks)).toContain('{"type":"text","text":"errors","style":{"code":true}}');
  });

  test('a failure says what works instead', () => {
    expect(outline(buildAnswer(question({ status: 'failed', answeredAt: NOW })))).toContain(
      'I could not answer this.',
    );
  });

  test.each([
    ['[click me](https://evil.example/x)', 'click me'],
    ['[click me](https://evil.example/x_(y))', 'click me'],
    ['![picture](https://evil.example/x.png)', 'picture'],
    ['<https://evil.example|click me>', 'click me'],
    ['[click me][1]', 'click me'],
  ])('%s keeps its words and loses its address', (markdown, words) => {
    const content = buildAnswer(answered(`See ${markdown} now.`));

    expect(outline(content)).toContain(`See ${words} now.`);
    expect(JSON.stringify(content)).not.toContain('evil.example');
  });

  test.each([
    '<!channel>',
    '<@U0MALLORY>',
    '<#C0SECRET>',
    '<!subteam^S1>',
    '@U0MALLORY',
    '<!date^1^{time}|x>',
  ])('%s in an answer calls nobody', (entity) => {
    const { blocks, text } = buildAnswer(answered(`Ask ${entity} **${entity}** \`${entity}\` now`));

    expect(JSON.stringify(blocks)).not.toMatch(
      /"type":"(?:user|channel|usergroup|broadcast|link|date)"(?!,"user_id":"U0ALICE")/,
    );
    expect(text).not.toMatch(/<[!@#]/);
  });

  test('is one readable line for a notification, also when it is a list', () => {
    const { text } = buildAnswer(answered('Two things:\n- the release\n- its config'));

    expect(text).toBe('Two things: the release · its config');
  });

  test('names people of the incident, and only these', () => {
    const { blocks } = buildAnswer(answered('@U0BOB took it, not @U0EVE.', { people: ['U0BOB'] }));

    expect(JSON.stringify(blocks)).toContain('{"type":"user","user_id":"U0BOB"}');
    expect(outline({ text: '', blocks })).toContain('<@U0BOB> took it, not @U0EVE.');
  });

  test('however long and odd the text, it fits into a message', () => {
    for (const answer of [
      'word '.repeat(5000),
      '- x\n'.repeat(3000),
      '```\n'.repeat(500),
      '**'.repeat(5000),
      '# \n'.repeat(900),
      '[('.repeat(4000),
    ]) {
      const { blocks } = buildAnswer(answered(answer));
      expect(blocks.length).toBeLessThanOrEqual(50);
      expect(countCharacters(blocks)).toBeLessThanOrEqual(10_000);
    }
  });

  test('code blocks, quotes, headings and numbered lists are understood', () => {
    expect(
      outline(buildAnswer(answered('## Why\n> quoted\n\n1. first\n2. second\n```sql\nselect 1;\n```\nend')))
        .split('\n')
        .slice(2, -1),
    ).toEqual(['Why', 'quoted', '  • first', '  • second', '  | select 1;', 'end']);
  });
});

describe('buildAnswerMarkdown', () => {
  test('has no address, no entity and no name that would ring', () => {
    const markdown = buildAnswerMarkdown({
      answer: '[x](https://evil.example) <!channel> https://evil.example @here @U0BOB @U0EVE',
      people: ['U0BOB'],
    });

    expect(markdown).toBe('x !channel https[:]//evil[.]example @here <@U0BOB> @U0EVE');
  });
});
