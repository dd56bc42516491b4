import { afterAll, beforeAll } from '@jest/globals';
import { createPostgresDatabase } from '../../helpers/every-database.js';
import { describeWithServer, startPostgres, type RealServer } from '../../helpers/real-servers.js';
import { testKilledBots } from './killed-bot.js';

describeWithServer('postgres', 'a bot killed on PostgreSQL', () => {
  let server: RealServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.stop());

  testKilledBots(() => createPostgresDatabase(server.url));
});
