import { beforeAll, describe, expect, test } from '@jest/globals';
import { KILLED_BOT_TIMEOUT_MS, KILLED_BOT_TITLES, playKilledBots } from './killed-bot.js';

describe('a bot killed on PGlite', () => {
  let played: Awaited<ReturnType<typeof playKilledBots>>;
  beforeAll(async () => {
    played = await playKilledBots(async () => 'pglite');
  }, KILLED_BOT_TIMEOUT_MS);

  test.each(KILLED_BOT_TITLES)('%s', (title) => {
    expect(played.get(title)).toEqual({ status: 'fulfilled' });
  });
});
