import { afterEach, describe, expect, test } from '@jest/globals';
import type { Message } from '../../demo/slack/local-slack.js';
import {
  alertOf,
  approve,
  APPROVER,
  CHANNEL,
  findProposal,
  keyOf,
  startBot,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
  type Bot,
} from '../helpers/bot.js';

let bot: Bot | undefined;
afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

/** The words of a message, as they follow one another. */
const spansOf = (message: Message) =>
  [...textOf(message).matchAll(/"text":("(?:[^"\\]|\\.)*")/g)].map(([, text]) =>
    String(JSON.parse(text ?? '""')),
  );

describe('an incident like an earlier one', () => {
  test('shows in its evidence what the earlier one was and what fixed it, and says so when asked', async () => {
    const world = await startBot({ database: 'either' });
    bot = world;
    const say = (text: string) =>
      world.slack.control.people.command({ user: APPROVER, channel: CHANNEL, text });
    const evidenceOf = (number: number) =>
      until(`the evidence of INC-${number}`, () => {
        const card = world.cards().find((one) => textOf(one).includes(`INC-${number}`));
        return world
          .messages()
          .find(
            (one) => one.threadTs === card?.ts && keyOf(one).startsWith('evidence:') && card !== undefined,
          );
      });

    await world.post(WEBHOOK, webhookOf(alertOf()));
    expect(textOf(await evidenceOf(1))).not.toContain('Seen before');
    const proposal = await until('the proposal', () => findProposal(world));
    await approve(world, proposal);
    // Before the run it would not be needed any more, and nothing would run.
    await until('the run', () => world.fix.requests.find(({ method }) => method === 'POST'));
    world.metrics.value = '0';
    await until('the verdict', () =>
      world.messages().find((one) => keyOf(one) === keyOf(proposal) && /verified after/i.test(textOf(one))),
    );
    await say('/incident resolve 1 cause: A worker hung on a full queue');
    const first = await until('the end', () =>
      world.cards().find((one) => /resolved/i.test(textOf(one)) && textOf(one).includes('INC-1')),
    );

    world.metrics.value = '0.5';
    await world.post(WEBHOOK, webhookOf(alertOf()));
    const seen = await until('what was seen before', async () => {
      const evidence = await evidenceOf(2);
      return textOf(evidence).includes('Seen before') ? evidence : undefined;
    });

    expect(spansOf(seen).join('')).toContain(
      'A worker hung on a full queue; it ended with: Restart checkout',
    );
    expect(textOf(seen)).toContain(`/archives/${CHANNEL}/p${first.ts.replace('.', '')}`);

    await say('/incident ask 2 has this happened before?');
    const answer = await until('the answer', () =>
      world.slack.control
        .messagesFor(CHANNEL, APPROVER)
        .find((one) => /one incident was like INC-2/.test(textOf(one))),
    );
    expect(textOf(answer)).toContain('Like INC-1');
    expect(textOf(answer)).toContain(
      'Its cause: A worker hung on a full queue. It ended with: Restart checkout.',
    );
    expect(world.log).toEqual([]);
  }, 90_000);
});
