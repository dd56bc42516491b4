import type { types } from '@slack/bolt';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Rig, startSocketRig, ui, until } from './bolt-app.js';
import { type Answer, callApi } from './call.js';

const PROMPTS = [
  { title: 'What is open?', message: 'Which incidents are open?' },
  { title: 'Who is on call?', message: 'Who is on call now?' },
];

describe('the agent pane of the local Slack', () => {
  let rig: Rig | undefined;

  afterEach(async () => {
    await rig?.stop();
    rig = undefined;
  });

  /** Starts an app that keeps what it hears. */
  async function start(now: () => number = Date.now): Promise<{ rig: Rig; heard: Answer[] }> {
    const heard: Answer[] = [];
    const started = await startSocketRig(
      (app) => {
        app.event('app_home_opened', async ({ event }) => void heard.push({ ...event }));
        app.event('app_context_changed', async ({ event }) => void heard.push({ ...event }));
        app.message(async ({ message }) => void heard.push({ ...message }));
      },
      { now, rateLimits: false },
    );
    rig = started;
    return { rig: started, heard };
  }

  /** The person opens the pane and asks something. */
  async function ask(started: Rig): Promise<{ channel_id: string; thread_ts: string }> {
    const { channel } = await ui(started.slack, 'open-direct', { user: 'alice' });
    const { message } = await ui(started.slack, 'say', { user: 'alice', channel, text: 'Is checkout down?' });
    return { channel_id: String(channel), thread_ts: (message as { ts: string }).ts };
  }

  test('opening the pane tells the app, and so does what is said in it', async () => {
    const { rig: started, heard } = await start();

    const { channel_id: channel } = await ask(started);
    await until(() => heard.length === 2);

    expect(heard).toMatchObject([
      { type: 'app_home_opened', tab: 'messages', user: 'U0ALICE', channel, context: {} },
      { type: 'message', channel_type: 'im', user: 'U0ALICE', text: 'Is checkout down?' },
    ]);
  });

  test('what the person looks at reaches the app, also when the pane is opened later', async () => {
    const { rig: started, heard } = await start();

    await ui(started.slack, 'context', { user: 'alice', channel: 'checkout' });
    await ui(started.slack, 'open-home', { user: 'alice', tab: 'messages' });
    await until(() => heard.length === 2);

    const context = { entities: [{ type: 'slack#/types/channel_id', value: 'C0CHECKOUT' }] };
    expect(heard).toMatchObject([
      { type: 'app_context_changed', context },
      { type: 'app_home_opened', context },
    ]);
  });

  test('status, title and suggestions are offered to the page; an answer ends the status', async () => {
    const { rig: started } = await start();
    const thread = await ask(started);
    const { threads } = started.app.client.assistant;

    await threads.setSuggestedPrompts({ channel_id: thread.channel_id, title: 'Ask me', prompts: PROMPTS });
    await threads.setTitle({ ...thread, title: 'Checkout' });
    await threads.setStatus({ ...thread, status: 'is thinking…', loading_messages: ['Reading', 'Counting'] });
    const before = await ui(started.slack, 'agent?user=alice');
    await started.app.client.chat.postMessage({
      channel: thread.channel_id,
      thread_ts: thread.thread_ts,
      text: 'No.',
    });
    const after = await ui(started.slack, 'agent?user=alice');

    expect(before).toMatchObject({
      channel: thread.channel_id,
      prompts: PROMPTS,
      prompts_title: 'Ask me',
      threads: {
        [thread.thread_ts]: {
          status: 'is thinking…',
          loading_messages: ['Reading', 'Counting'],
          title: 'Checkout',
        },
      },
    });
    expect(after).toMatchObject({ threads: { [thread.thread_ts]: { status: '', title: 'Checkout' } } });
  });

  test('suggestions stand under the latest message too, until the person asks something', async () => {
    const { rig: started } = await start();
    const { channel_id, thread_ts } = await ask(started);
    const promptsThere = async () => {
      const { threads } = started.slack.control.agentFor('U0ALICE');
      return threads[thread_ts]?.prompts.length;
    };
    await started.app.client.chat.postMessage({ channel: channel_id, thread_ts, text: 'No.' });

    await started.app.client.assistant.threads.setSuggestedPrompts({ channel_id, prompts: PROMPTS });
    const after = await promptsThere();
    const followUp = { user: 'alice', channel: channel_id, threadTs: thread_ts, text: 'Sure?' };
    await ui(started.slack, 'say', followUp);

    expect([after, await promptsThere()]).toEqual([2, 0]);
  });

  test('a status goes by itself after two minutes', async () => {
    let now = 1_700_000_000_000;
    const { rig: started } = await start(() => now);
    const thread = await ask(started);
    await started.app.client.assistant.threads.setStatus({ ...thread, status: 'is thinking…' });

    now += 2 * 60_000;

    expect(await ui(started.slack, 'agent?user=alice')).toMatchObject({
      threads: { [thread.thread_ts]: { status: '' } },
    });
  });

  test('a status can stand in a channel’s thread too', async () => {
    const { rig: started } = await start();
    const { ts } = started.slack.control.people.say({ user: 'alice', channel: 'incidents', text: 'why?' });
    const place = { channel_id: 'C0INCIDENTS', thread_ts: ts };

    await started.app.client.assistant.threads.setStatus({ ...place, status: 'is reading logs' });

    expect(await ui(started.slack, 'agent?user=bob')).toMatchObject({
      statuses: [{ channel: 'C0INCIDENTS', thread_ts: ts, status: 'is reading logs' }],
    });
  });

  test.each<[string, Answer, string]>([
    ['five prompts', { prompts: Array.from({ length: 5 }, () => PROMPTS[0]) }, 'invalid_arguments'],
    ['a prompt without message', { prompts: [{ title: 'x' }] }, 'invalid_arguments'],
    ['no prompts', { prompts: [] }, 'invalid_arguments'],
    ['a channel of other people', { channel_id: 'C0GENERAL', prompts: PROMPTS }, 'channel_not_found'],
  ])('suggestions with %s are refused', async (_case, args, error) => {
    const { rig: started } = await start();
    const { channel_id } = await ask(started);

    const method = 'assistant.threads.setSuggestedPrompts';
    expect(await callApi(started.slack, method, { channel_id, ...args })).toMatchObject({ error });
  });

  test('suggestions that name a thread are taken and not shown, as Slack does for agents', async () => {
    const { rig: started } = await start();
    const thread = await ask(started);

    await started.app.client.assistant.threads.setSuggestedPrompts({ ...thread, prompts: PROMPTS });

    expect(await ui(started.slack, 'agent?user=alice')).toMatchObject({ prompts: [] });
  });

  test.each([
    ['assistant.threads.setStatus', { thread_ts: '1.000001', status: 'x' }, 'invalid_thread_ts'],
    ['assistant.threads.setStatus', { status: 'x' }, 'invalid_arguments'],
    ['assistant.threads.setTitle', { thread_ts: '1.000001', title: 'x' }, 'invalid_thread_ts'],
  ])('%s with %j answers %s', async (method, args, error) => {
    const { rig: started } = await start();
    const { channel_id } = await ask(started);

    expect(await callApi(started.slack, method, { channel_id, ...args })).toMatchObject({ error });
  });

  test('opening the Home tab brings the published view; a stale hash does not overwrite it', async () => {
    const { rig: started, heard } = await start();
    const view: types.HomeView = { type: 'home', blocks: [{ type: 'divider' }] };
    const first = await started.app.client.views.publish({ user_id: 'U0ALICE', view });
    const hash = first.view?.hash ?? '';
    await started.app.client.views.publish({ user_id: 'U0ALICE', view, hash });

    const stale = started.app.client.views.publish({ user_id: 'U0ALICE', view, hash });
    await expect(stale).rejects.toThrow('hash_conflict');
    await ui(started.slack, 'open-home', { user: 'alice' });
    await until(() => heard.length === 1);

    expect(heard).toMatchObject([
      { type: 'app_home_opened', tab: 'home', view: { type: 'home', blocks: [{ type: 'divider' }] } },
    ]);
  });

  test('Bolt’s own helpers answer in the pane', async () => {
    const { slack, app } = (rig = await startSocketRig((bolt) => {
      bolt.event('message', async ({ sayStream, setStatus }) => {
        await setStatus?.('is thinking…');
        const streamer = sayStream?.({ buffer_size: 1 });
        await streamer?.append({ markdown_text: 'Checkout is **fine**.' });
        await streamer?.stop();
      });
    }));
    const { channel_id: channel, thread_ts } = await ask({ slack, app, stop: () => Promise.resolve() });

    const answers = () => slack.control.messages(channel).filter((message) => message.botId !== undefined);
    await until(() => answers()[0]?.stream?.isOpen === false);

    expect(answers()).toMatchObject([{ threadTs: thread_ts, text: 'Checkout is **fine**.' }]);
  });

  test('the page hears of changes as they happen', async () => {
    const { rig: started } = await start();
    const thread = await ask(started);
    const ending = new AbortController();
    const stream = await fetch(`${started.slack.url}/ui/events?user=alice`, { signal: ending.signal });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();

    await started.app.client.assistant.threads.setStatus({ ...thread, status: 'is thinking…' });
    const { channel_id: channel, thread_ts } = thread;
    const { ts } = await started.app.client.chat.startStream({ channel, thread_ts, markdown_text: 'Well' });
    await started.app.client.chat.appendStream({ channel, ts: ts ?? '', markdown_text: ', no.' });
    let text = '';
    while (!text.includes('Well, no.')) text += (await reader?.read())?.value ?? '';
    ending.abort();

    const events = text.split('\n').filter((line) => line.startsWith('data: '));
    expect(events.map((line) => JSON.parse(line.slice(6)) as unknown)).toMatchObject([
      { type: 'agent.changed', threads: { [thread_ts]: { status: 'is thinking…' } } },
      { type: 'agent.changed', threads: { [thread_ts]: { status: '' } } },
      { type: 'message.posted', message: { text: 'Well', streaming: true } },
      { type: 'message.changed', message: { text: 'Well, no.', streaming: true } },
    ]);
  });
});
