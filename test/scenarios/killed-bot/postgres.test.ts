import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPostgresDatabase } from '../../helpers/every-database.js';
import { describeWithServer, startPostgres, type RealServer } from '../../helpers/real-servers.js';
import { KILLED_BOT_TIMEOUT_MS, KILLED_BOT_TITLES, playKilledBots } from './killed-bot.js';

describeWithServer('postgres', 'a bot killed on PostgreSQL', () => {
  let server: RealServer;
  let played: Awaited<ReturnType<typeof playKilledBots>>;
  beforeAll(async () => {
    server = await startPostgres();
    played = await playKilledBots(() => createPostgresDatabase(server.url));
  }, KILLED_BOT_TIMEOUT_MS);
  afterAll(() => server.stop());

  test.each(KILLED_BOT_TITLES)('%s', (title) => {
    expect(played.get(title)).toEqual({ status: 'fulfilled' });
  });
});
