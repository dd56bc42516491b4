import { describe, expect, test } from '@jest/globals';
import type { MessageRequest } from '../../../src/incidents/ports/message.js';
import { buildAnswerMarkdown } from '../../../src/slack/blocks/answers/answer.js';
import type { Render, StreamTask } from '../../../src/slack/delivery/rendered.js';
import { seededRandom } from '../../helpers/seeded-random.js';
import { context } from '../../../src/slack/blocks/kit/block-kit.js';
import { CHANNEL, clientOf, useEngine, type EngineOptions } from './engine.js';

const { messages, openEngine, settled, startSlack } = useEngine();

const ALICE = 'U0ALICE';
const SETTINGS = { stream: { maxStreamMs: 240_000, maxStreamCharacters: 300 } };

/** Somebody asks in a channel; the answer belongs into the thread of the question. */
async function ask({ channel = CHANNEL, ...options }: EngineOptions & { channel?: string } = {}) {
  const slack = options.slack ?? (await startSlack());
  const question = slack.control.people.say({ user: ALICE, channel, text: 'why?' });
  const answer = { text: '', isFinished: false, tasks: [] as readonly StreamTask[] };
  const render: Render = () =>
    Promise.resolve({
      text: answer.text || 'Looking…',
      blocks: [{ type: 'markdown', text: answer.text || 'Looking…' }],
      notBefore: new Date(Date.now() - 60_000),
      way: {
        kind: 'stream',
        markdown: answer.text,
        isFinished: answer.isFinished,
        tasks: answer.tasks,
        recipient: ALICE,
        closing: [context('It rests on E1.')],
      },
    });
  const engine = await openEngine({ settings: SETTINGS, render, ...options, slack });
  const request: MessageRequest = {
    kind: 'answer',
    incidentId: null,
    subjectId: 'question-1',
    place: { channel, threadTs: question.ts },
  };
  return {
    ...engine,
    request,
    /** Adds to the answer and waits until Slack has it. */
    async say(text: string, isFinished = false) {
      answer.text += text;
      answer.isFinished = isFinished;
      await messages.touch(request);
      await settled(`said ${text.slice(0, 20)}`);
    },
    touch: (text: string, isFinished = false) => {
      answer.text += text;
      answer.isFinished = isFinished;
      return messages.touch(request);
    },
    answer,
    parts: () => slack.control.messages(channel).filter(({ threadTs }) => threadTs === question.ts),
  };
}

/** What people read, over all parts. */
const read = (parts: readonly { text: string; blocks?: readonly unknown[] | undefined }[]) =>
  parts
    .map(({ text, blocks = [] }) => {
      const [first] = blocks as readonly { type?: string; text?: unknown }[];
      return first?.type === 'markdown' && typeof first.text === 'string' ? first.text : text;
    })
    .join('');

const sentence = (number: number) => `Sentence number ${number} says something of its own. `;

describe('an answer that grows', () => {
  test('is streamed by what was added, and ended with its last words', async () => {
    const { callsTo, build, say, parts, answer } = await ask();
    await build().start();
    for (const number of [1, 2, 3]) await say(sentence(number));
    await say('The end.', true);

    expect(parts()).toHaveLength(1);
    expect(read(parts())).toBe(answer.text);
    expect(callsTo('chat.startStream')[0]).toMatchObject({ args: { recipient_user_id: ALICE } });
    expect(
      callsTo('chat.appendStream').map((entry) => 'args' in entry && entry.args['markdown_text']),
    ).toEqual([sentence(2), sentence(3)]);
    expect(callsTo('chat.stopStream')).toHaveLength(1);
    expect(JSON.stringify(parts()[0]?.blocks)).toContain('It rests on E1.');
  });

  test('shows what is looked at meanwhile, and what came of it, each once', async () => {
    const { callsTo, build, say, parts, answer } = await ask();
    const task = (number: number, status: StreamTask['status'], output = ''): StreamTask => ({
      id: `step-${number}`,
      title: `Looking at ${number}`,
      status,
      output,
    });
    await build().start();
    answer.tasks = [task(1, 'in_progress')];
    await say('');
    answer.tasks = [task(1, 'complete', 'E7'), task(2, 'in_progress')];
    await say('');
    await say('');
    await say(sentence(1));
    answer.tasks = [task(1, 'complete', 'E7'), task(2, 'error')];
    await say('The end.', true);

    expect(parts()).toHaveLength(1);
    const blocks = parts()[0]?.blocks ?? [];
    expect(blocks.map(({ type }) => type)).toEqual(['plan', 'markdown', 'context']);
    expect(blocks[0]).toMatchObject({
      title: 'Looked up',
      tasks: [
        { title: 'Looking at 1', status: 'complete' },
        { title: 'Looking at 2', status: 'error' },
      ],
    });
    expect(blocks[1]).toMatchObject({ text: answer.text });
    expect(callsTo('chat.appendStream')).toHaveLength(2);
  });

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

  test('is one plain message when it is finished at once', async () => {
    const { callsTo, build, touch, parts } = await ask();
    await touch('Short.', true);
    await build().start();
    await settled('posted');

    expect(read(parts())).toBe('Short.');
    expect(callsTo('chat.startStream')).toEqual([]);
  });

  test('goes on in a new message before the first one is too long, and repeats nothing', async () => {
    const { build, say, parts, answer } = await ask();
    await build().start();
    for (let number = 1; number <= 20; number += 1) await say(sentence(number));
    await say('The end.', true);

    expect(parts().length).toBeGreaterThan(2);
    expect(read(parts())).toBe(answer.text);
    for (const { text } of parts()) expect(text.length).toBeLessThanOrEqual(300);
    const closings = parts().map(({ blocks }) => JSON.stringify(blocks ?? []).includes('It rests on E1.'));
    expect(closings).toEqual(parts().map((_, index) => index === parts().length - 1));
  });

  test('never tears a character apart where it goes on in a new message', async () => {
    const { build, say, parts, answer } = await ask();
    await build().start();
    await say(`x${'😀'.repeat(200)}`);
    await say('The end.', true);

    expect(parts().length).toBeGreaterThan(1);
    expect(read(parts())).toBe(answer.text);
    for (const { text } of parts()) expect(text).not.toMatch(/\p{Cs}/u);
  });

  test('goes on in a new message before Slack ends the first one', async () => {
    let now = Date.now();
    const { build, say, parts, answer } = await ask({
      clock: { now: () => new Date((now += 1)) },
      settings: SETTINGS,
    });
    await build().start();
    await say(sentence(1));
    now += 241_000;
    await say(sentence(2));
    await say(sentence(3), true);

    expect(parts()).toHaveLength(2);
    expect(read(parts())).toBe(answer.text);
  });

  // Fault matrix, row 28.
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

  test('is streamed in the thread of a direct message', async () => {
    const slack = await startSlack();
    const client = clientOf(slack);
    const { channel } = await client.conversations.open({ users: ALICE });
    const { callsTo, build, say, parts, answer } = await ask({ slack, channel: channel?.id ?? '' });
    await build().start();
    await say(sentence(1));
    await say(sentence(2), true);

    expect(callsTo('chat.startStream')).toHaveLength(1);
    expect(read(parts())).toBe(answer.text);
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
