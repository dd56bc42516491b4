import { describe, expect, test } from '@jest/globals';
import type { BotProcess } from '../../demo/bot-process.js';
import { createRestartedBot } from '../../demo/restarted-bot.js';
import { waitUntil } from '../helpers/wait-until.js';

function startFakeBot(started: BotProcess[]): BotProcess {
  let end: (how: string) => void;
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const bot: BotProcess = {
    ended,
    waitUntilReady: () => Promise.resolve(),
    kill: async () => end('SIGKILL'),
    stop: async () => end('SIGTERM'),
  };
  started.push(bot);
  return bot;
}

describe('the bot of the demo', () => {
  test('each death is told in one line and followed by a new start, until the demo itself ends', async () => {
    const started: BotProcess[] = [];
    const lines: string[] = [];
    const start = () => startFakeBot(started);
    const bot = createRestartedBot({ bot: start(), start, say: (line) => lines.push(line), pauseMs: 1 });

    await bot.kill();
    await waitUntil('the first new start', () => started.length === 2);
    await bot.kill();
    await waitUntil('the second new start', () => started.length === 3);
    await bot.stop();
    await bot.ended;
    await started[2]?.ended;

    expect(started).toHaveLength(3);
    expect(lines).toEqual(Array(2).fill('Firewatch ended (SIGKILL); starting it again.'));
  });
});
