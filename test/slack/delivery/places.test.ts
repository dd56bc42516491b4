import { describe, expect, test } from '@jest/globals';
import type { MessageRequest } from '../../../src/incidents/ports/message.js';
import { newIncident, useEngine } from './engine.js';

const { messages, openEngine, settled } = useEngine();

const ALICE = 'U0ALICE';
const brief = (): MessageRequest => ({
  kind: 'role_brief',
  incidentId: newIncident(),
  subjectId: `commander:${ALICE}:1`,
  place: { channel: ALICE, threadTs: null },
});
const home: MessageRequest = {
  kind: 'home',
  incidentId: null,
  subjectId: ALICE,
  place: { channel: ALICE, threadTs: null },
};

describe('a message to one person', () => {
  test('goes to the direct message and is edited there', async () => {
    const { slack, shown, build } = await openEngine();
    const request = brief();
    await messages.touch(request);
    await build().start();
    await settled('posted');
    shown.text = 'second';
    await messages.touch(request);
    await settled('edited');

    const { channel } = await messages.row(request);
    expect(channel).toMatch(/^D/);
    expect(slack.control.messages(channel).map(({ text }) => text)).toEqual(['role_brief second']);
  });

  test('is posted once when the answer to it is lost', async () => {
    const { slack, build } = await openEngine();
    slack.control.faults.add({ kind: 'drop_connection', method: 'chat.postMessage', effect: 'after' });
    const request = brief();
    await messages.touch(request);
    await build().start();
    await settled('adopted');

    const { channel } = await messages.row(request);
    expect(slack.control.messages(channel)).toHaveLength(1);
  });
});

describe('a Home tab', () => {
  test('is published, published again, and has no place in history', async () => {
    const { callsTo, build } = await openEngine({
      render: () =>
        Promise.resolve({
          text: '',
          blocks: [{ type: 'divider' }],
          notBefore: new Date(),
          way: { kind: 'home' },
        }),
    });
    await messages.touch(home);
    await build().start();
    await settled('published');
    await messages.touch(home);
    await settled('published again');

    expect(callsTo('views.publish')).toHaveLength(2);
    expect(await messages.row(home)).toMatchObject({ ts: null, channel: ALICE, error: null });
  });

  test('is published again after a conflict', async () => {
    const { slack, callsTo, build } = await openEngine({
      render: () => Promise.resolve({ text: '', blocks: [], notBefore: new Date(), way: { kind: 'home' } }),
    });
    slack.control.faults.add({ kind: 'api_error', method: 'views.publish', error: 'hash_conflict' });
    await messages.touch(home);
    await build().start();
    await settled('published');

    expect(callsTo('views.publish')).toHaveLength(2);
  });
});
