import { describe, expect, test } from '@jest/globals';
import { buildAnswerMarkdown } from '../../../src/slack/blocks/answers/answer.js';
import { seededRandom } from '../../helpers/seeded-random.js';
import { read, sentence, useGrowingAnswer } from './growing-answer.js';

const { ask, messages, settled } = useGrowingAnswer();

describe('an answer that grows while things fail', () => {
  test('goes on without tasks where Slack takes none', async () => {
    const { slack, build, say, parts, answer } = await ask();
    slack.control.faults.add({
      kind: 'api_error',
      method: 'chat.startStream',
      error: 'invalid_chunks',
      times: 100,
    });
    await build().start();
    answer.tasks = [{ id: 'step-1', title: 'Looking', status: 'in_progress', output: '' }];
    await say('');
    await say('The end.', true);

    expect(read(parts())).toBe('The end.');
  });

  test.each(['append', 'stop'])(
    'is edited when Slack has ended its stream before the next %s',
    async (what) => {
      const { slack, callsTo, build, say, parts, answer } = await ask();
      await build().start();
      await say(sentence(1));
      slack.control.streams.expireAll();
      await say(sentence(2), what === 'stop');
      if (what === 'append') await say(sentence(3), true);

      expect(parts()).toHaveLength(1);
      expect(read(parts())).toBe(answer.text);
      expect(callsTo('chat.update').length).toBeGreaterThan(0);
    },
  );

  test.each([
    ['startStream', 'unknown_method'],
    ['startStream', 'missing_scope'],
  ])('is posted and edited where %s answers %s', async (method, error) => {
    const { slack, callsTo, build, say, parts, answer, request } = await ask();
    slack.control.faults.add({ kind: 'api_error', method: `chat.${method}`, error, times: 100 });
    await build().start();
    await say(sentence(1));
    await say(sentence(2));
    await say('The end.', true);

    expect(parts()).toHaveLength(1);
    expect(read(parts())).toBe(answer.text);
    answer.isFinished = false;
    await messages.touch({ ...request, subjectId: 'question-2' });
    await settled('another answer');

    // Where there are none, the next answer does not ask again.
    expect(parts()).toHaveLength(2);
    expect(callsTo('chat.startStream')).toHaveLength(1);
  });

  const FAILED = buildAnswerMarkdown({ answer: '', people: [], status: 'failed' });
  test.each([
    ['one message', 1, FAILED],
    ['one message, with nothing to say', 1, ''],
    ['several messages', 16, FAILED],
  ])('says that it failed after half of it was shown in %s', async (_, count, words) => {
    const { build, say, parts, answer, lines } = await ask();
    await build().start();
    for (let number = 1; number <= count; number += 1) await say(sentence(number));
    answer.text = '';
    await say(words, true);

    expect(FAILED).toContain('could not answer');
    expect(read(parts().slice(-1))).toBe(words || '…');
    expect(lines.join('')).not.toMatch(/refused our blocks|given up/);
  });

  test('leaves the finished answer to another question alone that begins alike', async () => {
    const { slack, build, say, parts, answer, request } = await ask();
    await build().start();
    await say('No cause is known ');
    await say('yet.', true);
    const [first] = parts();
    answer.text = 'No cause is known yet. Meanwhile, look at payments. ';
    answer.isFinished = false;
    slack.control.faults.add({ kind: 'drop_connection', method: 'chat.startStream', effect: 'before' });
    await messages.touch({ ...request, subjectId: 'question-2' });
    await settled('second');

    expect(read(parts().slice(0, 1))).toBe('No cause is known yet.');
    expect(parts().map(({ ts }) => ts)).toEqual([first?.ts, expect.any(String)]);
  });

  test('leaves a short word of another answer alone', async () => {
    const { slack, build, say, parts, answer, request } = await ask();
    await build().start();
    await say('No ');
    answer.text = 'No cause is known yet. ';
    slack.control.faults.add({ kind: 'drop_connection', method: 'chat.startStream', effect: 'before' });
    await messages.touch({ ...request, subjectId: 'question-2' });
    await settled('second');

    expect(parts().map(({ text }) => text.trim())).toEqual(['No', 'No cause is known yet.']);
  });

  const calls = ['chat.startStream', 'chat.appendStream', 'chat.stopStream', 'chat.update'] as const;
  const kinds = ['server_error', 'drop_connection'] as const;
  const seeds = Array.from({ length: 12 }, (_, index) => index + 1);
  test.each(seeds)('reaches people whole and once, whatever answer is lost (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
    const { slack, build, touch, parts, answer } = await ask();
    let delivery = build();
    await delivery.start();
    const count = 4 + Math.floor(random() * 12);
    for (let number = 1; number <= count; number += 1) {
      if (random() < 0.4)
        slack.control.faults.add({
          kind: pick(kinds),
          method: pick(calls),
          effect: random() < 0.6 ? 'after' : 'before',
        });
      if (random() < 0.15) slack.control.streams.expireAll();
      await touch(sentence(number), number === count);
      if (random() < 0.3) continue;
      await settled('said');
      if (random() < 0.2) {
        await delivery.stop();
        delivery = build();
        await delivery.start();
      }
    }
    await settled('the end');

    expect(read(parts())).toBe(answer.text);
  });
});
