import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import {
  createLocalSlack,
  type LocalSlack,
  type LocalSlackOptions,
} from '../../../demo/slack/local-slack.js';
import { ui } from './bolt-app.js';
import { callApi, PIXEL, uploadFile } from './call.js';

const CHANNEL = 'C0INCIDENTS';

describe('files in the local Slack', () => {
  let slack: LocalSlack;

  async function start(options: LocalSlackOptions = {}): Promise<void> {
    slack = createLocalSlack({ rateLimits: false, ...options });
    await slack.start();
  }

  beforeEach(() => start());
  afterEach(() => slack.stop());

  async function announce(length: number, filename = 'chart.png') {
    const { upload_url, file_id } = await callApi(slack, 'files.getUploadURLExternal', { filename, length });
    return { url: String(upload_url), id: String(file_id) };
  }

  function picture(slackFile: Record<string, string>) {
    return callApi(slack, 'chat.postMessage', {
      channel: CHANNEL,
      text: 'chart',
      blocks: [{ type: 'image', slack_file: slackFile, alt_text: 'A chart' }],
    });
  }

  test('the SDK’s uploadV2 shares a file with a comment in a thread', async () => {
    const parent = slack.control.people.say({ user: 'alice', channel: 'incidents', text: 'what is up?' });
    const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });

    await client.files.uploadV2({
      channel_id: CHANNEL,
      thread_ts: parent.ts,
      initial_comment: 'Error rate',
      file: PIXEL,
      filename: 'chart.png',
      title: 'Error rate, last hour',
      alt_text: 'A rising line',
    });

    const { messages } = await callApi(slack, 'conversations.replies', { channel: CHANNEL, ts: parent.ts });
    expect(messages).toMatchObject([
      {},
      {
        subtype: 'file_share',
        text: 'Error rate',
        thread_ts: parent.ts,
        files: [
          {
            title: 'Error rate, last hour',
            mimetype: 'image/png',
            filetype: 'png',
            original_w: 1,
            original_h: 1,
            alt_txt: 'A rising line',
          },
        ],
      },
    ]);
  });

  test('the bytes are served as what they are, and nothing in them can run', async () => {
    const markdown = Buffer.from('# Postmortem\n<script>alert(1)</script>');
    const id = await uploadFile(slack, { name: 'postmortem.md', bytes: markdown }, { channel_id: CHANNEL });

    const { file } = await callApi(slack, 'files.info', { file: id });
    const answer = await fetch((file as { url_private: string }).url_private);

    expect(Buffer.from(await answer.arrayBuffer()).equals(markdown)).toBe(true);
    expect(answer.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
  });

  test('bytes may come as a multipart form', async () => {
    const { url, id } = await announce(PIXEL.length);
    const form = new FormData();
    form.set('filename', new Blob([new Uint8Array(PIXEL)]), 'chart.png');

    await fetch(url, { method: 'POST', body: form });

    expect(await callApi(slack, 'files.completeUploadExternal', { files: [{ id }] })).toMatchObject({
      ok: true,
      files: [{ id, size: PIXEL.length }],
    });
  });

  test('a file that is shared nowhere can stand in a block, by its id or its address', async () => {
    const id = await uploadFile(slack, { name: 'chart.png', bytes: PIXEL });
    const { file } = await callApi(slack, 'files.info', { file: id });

    const byId = await picture({ id });
    const byUrl = await picture({ url: (file as { url_private: string }).url_private });

    expect([byId['ok'], byUrl['ok']]).toEqual([true, true]);
    const { messages } = await ui(slack, `messages?user=alice&channel=${CHANNEL}`);
    const [shown] = messages as { blocks: { image_url: string }[] }[];
    expect((await fetch(shown?.blocks[0]?.image_url ?? '')).headers.get('content-type')).toBe('image/png');
  });

  test.each([
    ['an unknown file', async () => 'F0NOTHING'],
    ['a text', () => uploadFile(slack, { name: 'a.txt', bytes: Buffer.from('text') })],
    ['an upload nobody completed', async () => (await announce(10)).id],
  ])('%s is no picture', async (_case, make) => {
    expect(await picture({ id: await make() })).toMatchObject({
      ok: false,
      error: 'invalid_blocks',
      errors: ['invalid slack file [json-pointer:/blocks/0/slack_file]'],
    });
  });

  test('a picture can be used only once Slack has looked at it', async () => {
    await slack.stop();
    let now = 1_700_000_000_000;
    await start({ now: () => now, fileProcessingMs: 2000 });
    const id = await uploadFile(slack, { name: 'chart.png', bytes: PIXEL });

    const early = await picture({ id });
    now += 2000;
    const later = await picture({ id });

    expect([early['error'], later['ok']]).toEqual(['invalid_blocks', true]);
  });

  test.each([
    ['without bytes', { files: [{ id: 'F0LOCAL0001' }] }, 'file_update_failed'],
    ['of an unknown file', { files: [{ id: 'F0NOTHING' }] }, 'file_not_found'],
    ['without files', { files: [] }, 'invalid_arguments'],
  ])('completing an upload %s fails', async (_case, args, error) => {
    await announce(10);

    expect(await callApi(slack, 'files.completeUploadExternal', args)).toMatchObject({ ok: false, error });
  });

  test('an upload is completed once, and only where the bot is', async () => {
    const { url, id } = await announce(PIXEL.length);
    await fetch(url, { method: 'POST', body: new Uint8Array(PIXEL) });
    const complete = (place: Record<string, string>) =>
      callApi(slack, 'files.completeUploadExternal', { files: [{ id }], ...place });

    const outside = await complete({ channel_id: 'C0GENERAL' });
    const orphan = await complete({ channel_id: CHANNEL, thread_ts: '1.000001' });
    const done = await complete({ channels: `${CHANNEL},U0ALICE` });
    const again = await complete({ channel_id: CHANNEL });

    expect([outside['error'], orphan['error'], done['ok'], again['error']]).toEqual([
      'not_in_channel',
      'invalid_thread_ts',
      true,
      'file_update_failed',
    ]);
    const { file } = await callApi(slack, 'files.info', { file: id });
    expect(file).toMatchObject({
      shares: { public: { [CHANNEL]: [{}] }, private: { D0DIRECT1: [{}] } },
    });
  });

  test('size is limited, and must be what was announced', async () => {
    const huge = await callApi(slack, 'files.getUploadURLExternal', { filename: 'x', length: 11_000_000 });
    const { url } = await announce(5);

    const answer = await fetch(url, { method: 'POST', body: 'four' });

    expect(huge['error']).toBe('file_upload_size_restricted');
    expect(answer.status).toBe(400);
  });

  test('a deleted file leaves a mark in its message', async () => {
    const id = await uploadFile(slack, { name: 'chart.png', bytes: PIXEL }, { channel_id: CHANNEL });

    const deleted = await callApi(slack, 'files.delete', { file: id });
    const gone = await callApi(slack, 'files.info', { file: id });
    const { messages } = await callApi(slack, 'conversations.history', { channel: CHANNEL });

    expect([deleted['ok'], gone['error']]).toEqual([true, 'file_not_found']);
    expect(await ui(slack, `messages?user=alice&channel=${CHANNEL}`)).toMatchObject({
      messages: [{ files: [{ id, title: 'This file was deleted.' }] }],
    });
    expect(messages).toMatchObject([{ files: [{ id, mode: 'tombstone' }] }]);
  });

  test('a person shares a file from the page; the bot can read it but not delete it', async () => {
    const { file } = await ui(slack, 'upload', {
      user: 'alice',
      channel: 'incidents',
      name: 'log.txt',
      data: Buffer.from('line').toString('base64'),
      text: 'look',
    });
    const { id } = file as { id: string };

    expect(await callApi(slack, 'files.info', { file: id })).toMatchObject({ file: { preview: 'line' } });
    expect(await callApi(slack, 'files.delete', { file: id })).toMatchObject({ error: 'cant_delete_file' });
  });

  test('an upload can break before and after it took effect', async () => {
    const { url, id } = await announce(PIXEL.length);
    const send = () => fetch(url, { method: 'POST', body: new Uint8Array(PIXEL) });
    slack.control.faults.add({ method: 'upload', kind: 'server_error', effect: 'before' });
    const before = await send();
    slack.control.faults.add({ method: 'upload', kind: 'drop_connection', effect: 'after' });

    await expect(send()).rejects.toThrow('fetch failed');

    expect(before.status).toBe(500);
    expect(await callApi(slack, 'files.completeUploadExternal', { files: [{ id }] })).toMatchObject({
      ok: true,
    });
  });
});
