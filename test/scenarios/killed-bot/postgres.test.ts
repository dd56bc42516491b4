import { beforeAll, expect, test } from '@jest/globals';
import { createPostgresDatabase } from '../../helpers/shared-postgres.js';
import { describeWithServer } from '../../helpers/real-servers.js';
import { KILLED_BOT_TIMEOUT_MS, KILLED_BOT_TITLES, playKilledBots } from './killed-bot.js';

describeWithServer('postgres', 'a bot killed on PostgreSQL', () => {
  let played: Awaited<ReturnType<typeof playKilledBots>>;
  beforeAll(async () => {
    played = await playKilledBots(createPostgresDatabase);
  }, KILLED_BOT_TIMEOUT_MS);

  test.each(KILLED_BOT_TITLES)('%s', (title) => {
    expect(played.get(title)).toEqual({ status: 'fulfilled' });
  });
});
