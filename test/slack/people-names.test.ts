import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLocalSlack, type LocalSlack } from '../../demo/slack/local-slack.js';
import { SEED_USERS } from '../../demo/slack/workspace/seed.js';
import { silentLogger } from '../../src/observability/logger.js';
import { createNamePeople } from '../../src/slack/people-names.js';
import { createSlackClient } from '../../src/slack/web-client.js';

let slack: LocalSlack;
beforeAll(async () => {
  const joker = { id: 'U0JOKER', name: 'joker', realName: '[Pay](https://evil.example) *now*' };
  slack = createLocalSlack({ users: [...SEED_USERS, joker] });
  await slack.start();
});
afterAll(() => slack.stop());

function namePeople(botToken = slack.botToken) {
  const client = createSlackClient({ botToken, apiUrl: slack.apiUrl, log: silentLogger() });
  return createNamePeople({ client, log: silentLogger() });
}

test('people are called by their names, each asked for once', async () => {
  const name = namePeople();
  const text = '@U0ALICE resolved it, @U0ALICE and @U0NOBODY looked; mail a@U0ALICEX.';

  const named = await name(text);
  await name(text);

  expect(named).toBe('Alice Moreau resolved it, Alice Moreau and @U0NOBODY looked; mail a@U0ALICEX.');
  const asked = slack.control.log().filter((entry) => entry.kind === 'api' && entry.method === 'users.info');
  expect(asked.length).toBeLessThanOrEqual(5);
});

test('nothing in a name is Markdown', async () => {
  expect(await namePeople()('@U0JOKER resolved it.')).toBe(
    '\\[Pay\\](https://evil.example) \\*now\\* resolved it.',
  );
});

test('without the permission the ids stand', async () => {
  expect(await namePeople('xoxb-wrong')('@U0ALICE resolved it.')).toBe('@U0ALICE resolved it.');
});
