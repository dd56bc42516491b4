import { describe, expect, test } from '@jest/globals';
import type { StreamTask } from '../../../src/slack/delivery/rendered.js';
import { clientOf } from './engine.js';
import { ALICE, read, sentence, SETTINGS, useGrowingAnswer } from './growing-answer.js';

const { ask, settled, startSlack } = useGrowingAnswer();

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
});
