import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createLocalSlack, type LocalSlack } from '../../../demo/slack/local-slack.js';
import { type Rig, startHttpRig, ui, until } from './bolt-app.js';

describe('local Slack over signed HTTP', () => {
  const cleanups: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });

  async function rigWith(...args: Parameters<typeof startHttpRig>): Promise<Rig> {
    const rig = await startHttpRig(...args);
    cleanups.push(() => rig.stop());
    return rig;
  }

  test('Bolt accepts the signatures of commands, clicks and events', async () => {
    const seen: string[] = [];
    const rig = await rigWith((app) => {
      app.command('/incident', async ({ ack }) => {
        seen.push('command');
        await ack('Noted.');
      });
      app.action('go', async ({ ack }) => {
        seen.push('click');
        await ack();
      });
      app.message(async () => {
        seen.push('message');
      });
    });
    const posted = await rig.app.client.chat.postMessage({
      channel: 'C0INCIDENTS',
      text: 'Go?',
      blocks: [
        {
          type: 'actions',
          elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }],
        },
      ],
    });

    const command = await ui(rig.slack, 'command', {
      user: 'alice',
      channel: 'incidents',
      text: '/incident',
    });
    const click = await ui(rig.slack, 'action', {
      user: 'alice',
      channel: 'incidents',
      ts: posted.ts,
      actionId: 'go',
    });
    await ui(rig.slack, 'say', { user: 'alice', channel: 'incidents', text: 'hi' });
    await until(() => seen.includes('message'));

    expect([command, click]).toEqual([{ ok: true }, { ok: true }]);
    expect(seen).toEqual(['command', 'click', 'message']);
    expect(rig.slack.control.messagesFor('incidents', 'U0ALICE').map((message) => message.text)).toContain(
      'Noted.',
    );
  });

  test('an app with another signing secret refuses everything', async () => {
    const rig = await rigWith((app) => app.command('/incident', async ({ ack }) => ack()), {
      signingSecret: 'another secret',
    });

    const result = await ui(rig.slack, 'command', { user: 'alice', channel: 'incidents', text: '/incident' });

    expect(result).toMatchObject({ ok: false, message: '/incident failed with the error "dispatch_failed"' });
  });

  interface Try {
    readonly num: unknown;
    readonly reason: unknown;
    readonly eventId: unknown;
  }

  /** An app that answers every event with an error, and a workspace that sends them to it. */
  async function startRefusing(
    headers: Record<string, string>,
  ): Promise<{ slack: LocalSlack; tries: Try[] }> {
    const tries: Try[] = [];
    const app: Server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        tries.push({
          num: request.headers['x-slack-retry-num'],
          reason: request.headers['x-slack-retry-reason'],
          eventId: (JSON.parse(body) as { event_id: string }).event_id,
        });
        response.writeHead(500, headers).end();
      });
    });
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => new Promise((resolve) => app.close(resolve)));
    const slack = createLocalSlack({
      requestUrl: `http://127.0.0.1:${(app.address() as AddressInfo).port}/slack/events`,
      eventRetryDelaysMs: [0, 1, 1],
    });
    await slack.start();
    cleanups.push(() => slack.stop());
    return { slack, tries };
  }

  test('an event that is answered with an error is retried three times, saying so', async () => {
    const { slack, tries } = await startRefusing({});

    slack.control.people.say({ user: 'alice', channel: 'incidents', text: 'hi' });
    await until(() => tries.length === 4);

    expect(tries.map(({ num, reason }) => [num, reason])).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
    expect(new Set(tries.map(({ eventId }) => eventId)).size).toBe(1);
  });

  test('an app can ask not to be sent an event again', async () => {
    const { slack, tries } = await startRefusing({ 'x-slack-no-retry': '1' });

    slack.control.people.say({ user: 'alice', channel: 'incidents', text: 'hi' });
    await slack.control.idle();
    slack.control.flushRetries();
    await slack.control.idle();

    expect(tries).toHaveLength(1);
  });
});
