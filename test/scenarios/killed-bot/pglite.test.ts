import { describe } from '@jest/globals';
import { testKilledBots } from './killed-bot.js';

describe('a bot killed on PGlite', () => {
  testKilledBots(async () => 'pglite');
});
