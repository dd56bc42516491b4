import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { alertOf, APPROVER, startBot, textOf, until, webhookOf, WEBHOOK, type Bot } from '../helpers/bot.js';
import { RUNBOOK } from '../helpers/bot-config.js';

let bot: Bot | undefined;
afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

describe('a runbook that is changed while the bot runs', () => {
  test('is what the next investigation goes by; a broken one keeps what it said, and the Home tab names it', async () => {
    const world = await startBot({ database: 'either', env: { LOG_LEVEL: 'info' } });
    bot = world;
    const path = join(world.directory, 'runbooks', 'checkout-errors.md');
    const logged = (what: string, times = 1) =>
      until(`“${what}” in the log`, () =>
        world.log.filter((line) => line.includes(what)).length >= times ? true : undefined,
      );
    /** Each in a cluster of its own, so that it is an incident of its own. */
    const causeOf = async (number: number) => {
      await world.post(WEBHOOK, webhookOf(alertOf({ labels: { cluster: `c${number}` } })));
      const card = await until(`the analysis of INC-${number}`, () =>
        world.cards().find((one) => textOf(one).includes(`INC-${number}`) && /% sure/.test(textOf(one))),
      );
      return textOf(card);
    };
    expect(await causeOf(1)).toContain('A worker of checkout hangs.');

    await writeFile(path, RUNBOOK.replace('A worker of $service hangs', 'The queue of $service is stuck'));
    await logged('runbooks read again');
    expect(await causeOf(2)).toContain('The queue of checkout is stuck.');

    await writeFile(path, RUNBOOK.replace("supports: '> 0.1'", 'supports: a lot'));
    await logged('what they said before holds');
    expect(await causeOf(3)).toContain('The queue of checkout is stuck.');
    world.slack.control.people.openHome({ user: APPROVER });
    await until('the problem on the Home tab', () => {
      const home = JSON.stringify(world.slack.control.viewsFor(APPROVER).home ?? '');
      return /What it said before still holds.*checkout-errors\.md:\d+/.test(home) ? home : undefined;
    });
  }, 120_000);
});
