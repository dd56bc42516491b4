import { describe, expect, test } from '@jest/globals';
import { createLocalSlack } from '../../demo/slack/local-slack.js';
import { silentLogger } from '../../src/observability/logger.js';
import { createSlackApp } from '../../src/slack/app.js';
import { createResponder } from '../../src/slack/respond.js';
import { createTell } from '../../src/slack/tell.js';
import type { SlackInput } from '../../src/workflows/use-cases.js';
import { closeAfterEach } from '../helpers/close-after-each.js';

const CHANNEL = 'C0INCIDENTS';
const USER = 'U0ALICE';
const closeLater = closeAfterEach();

/** Somebody typed a command; `later` lets time pass in Slack. */
async function afterCommand() {
  let now = Date.now();
  const slack = createLocalSlack({ now: () => now, rateLimits: false });
  await slack.start();
  closeLater(() => slack.stop());
  const inputs: SlackInput[] = [];
  const log = silentLogger();
  const app = createSlackApp({
    settings: { botToken: slack.botToken, appToken: slack.appToken, apiUrl: slack.apiUrl },
    useCases: {
      acceptSlackInput: (input) => {
        inputs.push(input);
        return Promise.resolve();
      },
      suggestServices: () => [],
      suggestIncidents: () => Promise.resolve([]),
    },
    log,
  });
  await app.start();
  closeLater(async () => {
    await app.stop();
    while (slack.control.sockets.count() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });
  await slack.control.people.command({ user: USER, channel: CHANNEL, text: '/incident list' });
  const [input] = inputs;
  if (input?.kind !== 'command') throw new Error('The command did not arrive.');
  const tell = createTell({
    respond: createResponder({ apiUrl: slack.apiUrl, log }),
    client: app.client,
    log,
  });
  const say = (text: string, channelId: string | null = CHANNEL) =>
    tell({ userId: USER, responseUrl: input.responseUrl, channelId, threadTs: null }, { text, blocks: [] });
  return {
    slack,
    say,
    tell,
    later: (ms: number) => (now += ms),
    usedUrls: () => slack.control.log().filter((entry) => entry.kind === 'response_url' && entry.ok).length,
    privately: () => slack.control.messagesFor(CHANNEL, USER).map(({ text }) => text),
    directly: () => {
      const { channel } = slack.control.people.openDirect({ user: USER });
      return slack.control.messages(channel).map(({ text }) => text);
    },
  };
}

describe('createTell', () => {
  test('goes on in the channel when the response_url has been used five times', async () => {
    const { say, usedUrls, privately } = await afterCommand();

    const answers = ['1', '2', '3', '4', '5', '6'];
    for (const text of answers) expect(await say(text)).toBe(true);

    expect(privately()).toEqual(answers);
    expect(usedUrls()).toBe(5);
  });

  test('goes on in the channel when the response_url is older than thirty minutes', async () => {
    const { say, later, usedUrls, privately } = await afterCommand();
    later(31 * 60_000);

    expect(await say('late')).toBe(true);
    expect(privately()).toEqual(['late']);
    expect(usedUrls()).toBe(0);
  });

  test('writes a direct message when the channel is closed to us, too', async () => {
    const { slack, say, later, privately, directly } = await afterCommand();
    later(31 * 60_000);
    slack.control.faults.add({ kind: 'api_error', method: 'chat.postEphemeral', error: 'not_in_channel' });

    expect(await say('only for you')).toBe(true);
    expect(privately()).toEqual([]);
    expect(directly()).toEqual(['only for you']);
  });

  test('answers in the thread of a direct conversation', async () => {
    const { slack, tell } = await afterCommand();
    const { channel } = slack.control.people.openDirect({ user: USER });
    const asked = slack.control.people.say({ user: USER, channel, text: 'list' });

    await tell(
      { userId: USER, responseUrl: null, channelId: channel, threadTs: asked.ts },
      { text: 'here', blocks: [] },
    );
    expect(slack.control.messages(channel).at(-1)).toMatchObject({ text: 'here', threadTs: asked.ts });
  });

  test('says when nothing works, without throwing', async () => {
    const { slack, say, later } = await afterCommand();
    later(31 * 60_000);
    slack.control.faults.add({ kind: 'server_error', method: '*', effect: 'before', forMs: 60_000 });

    expect(await say('lost')).toBe(false);
  });
});
