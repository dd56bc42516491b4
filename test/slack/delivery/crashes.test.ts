import { describe, expect, test } from '@jest/globals';
import { card, CHANNEL, newIncident, note, until, useEngine } from './engine.js';

const { messages, openEngine, settled } = useEngine();

describe('createDelivery, when it is unclear what was posted', () => {
  test('adopts its own post when it died between posting and recording it', async () => {
    const { slack, texts, shown, build } = await openEngine();
    const incident = newIncident();
    let release: (() => void) | undefined;
    await messages.touch(card(incident));
    const queue = messages.queue();
    const first = build({
      // A dead process claims nothing, not even what its own end has freed.
      claim: (options) => (release ? Promise.resolve([]) : queue.claim(options)),
      delivered: () => new Promise((resolve) => (release = resolve)), // the process never gets this far
    });
    await first.start();
    await until(() => release !== undefined, 'posted, about to be recorded');

    shown.text = 'after restart';
    await messages.query("UPDATE firewatch.messages SET lease_until = now() - interval '1 second'");
    await build().start();
    await settled('adopted');
    release?.();

    expect(texts()).toEqual(['incident_card after restart']);
    expect((await messages.row(card(incident))).ts).toBe(slack.control.messages(CHANNEL)[0]?.ts);
  });

  test('posts when it died before the post left', async () => {
    const { texts, build } = await openEngine();
    await messages.touch(card(newIncident()));
    await messages.query('UPDATE firewatch.messages SET is_uncertain = true');
    await build().start();
    await settled('posted');

    expect(texts()).toEqual(['incident_card first']);
  });

  test.each([
    ['HTTP 500', 'server_error'],
    ['a broken connection', 'drop_connection'],
  ] as const)('posts once when %s hides that the post took effect', async (_, kind) => {
    const { slack, texts, build } = await openEngine();
    slack.control.faults.add({ kind, method: 'chat.postMessage', effect: 'after' });
    const incident = newIncident();
    await messages.touch(card(incident));
    await messages.touch(note(incident, '1'));
    await build().start();
    await settled('settled');

    expect(texts()).toEqual(['incident_card first', 'note first']);
  });

  test('posts a thread message once when the answer to it is lost', async () => {
    const { slack, texts, callsTo, build } = await openEngine();
    const incident = newIncident();
    await messages.touch(card(incident));
    await build().start();
    await settled('card');
    slack.control.faults.add({ kind: 'server_error', method: 'chat.postMessage', effect: 'after' });
    await messages.touch(note(incident, '1'));
    await settled('note');

    expect(texts()).toEqual(['incident_card first', 'note first']);
    expect(callsTo('chat.update')).toEqual([]); // nobody shall see “edited” on what is said once
  });

  test('looks for an earlier copy only since it may have been posted, however long its thread is', async () => {
    const openedAt = new Date(Date.now() - 86_400_000);
    const { slack, texts, callsTo, build } = await openEngine({
      render: ({ kind }) => Promise.resolve({ text: kind, blocks: [], notBefore: openedAt }),
    });
    const incident = newIncident();
    await messages.touch(card(incident));
    await build().start();
    await settled('card');
    slack.control.faults.add({ kind: 'server_error', method: 'chat.postMessage', effect: 'after' });
    await messages.touch(note(incident, '1'));
    await settled('note');

    expect(texts()).toEqual(['incident_card', 'note']);
    const [search] = callsTo('conversations.replies');
    const oldest = search && 'args' in search ? Number(search.args['oldest']) : 0;
    expect(oldest).toBeGreaterThan(Date.now() / 1000 - 600);
  });

  test('does not post blindly while it cannot look for an earlier copy', async () => {
    const { slack, texts, callsTo, build } = await openEngine();
    slack.control.faults.add({ kind: 'server_error', method: 'chat.postMessage', effect: 'after' });
    slack.control.faults.add({
      kind: 'server_error',
      method: 'conversations.history',
      effect: 'before',
      times: 3,
    });
    await messages.touch(card(newIncident()));
    await build().start();
    await settled('settled');

    expect(texts()).toEqual(['incident_card first']);
    expect(callsTo('chat.postMessage')).toHaveLength(1);
  });

  test.each(['a first post', 'a post in place of a deleted one'])(
    'adopts %s that could not be recorded at once',
    async (what) => {
      const { slack, texts, build } = await openEngine();
      const request = card(newIncident());
      await messages.touch(request);
      if (what !== 'a first post')
        await messages.query("UPDATE firewatch.messages SET ts = '1700000000.000001'");
      const queue = messages.queue();
      let failures = 1;
      await build({
        delivered: (message, posted) =>
          failures-- > 0
            ? Promise.reject(new Error('the database is away'))
            : queue.delivered(message, posted),
      }).start();
      await settled('adopted');

      expect(texts()).toEqual(['incident_card first']);
      expect((await messages.row(request)).ts).toBe(slack.control.messages(CHANNEL)[0]?.ts);
    },
  );

  describe('in a channel that is configured by name', () => {
    const NAME = '#incidents';

    test('adopts its own post, and edits it later by the id of the channel', async () => {
      const { slack, texts, shown, build } = await openEngine();
      const incident = newIncident();
      slack.control.faults.add({ kind: 'server_error', method: 'chat.postMessage', effect: 'after' });
      await messages.touch(card(incident), NAME);
      await build().start();
      await settled('adopted');
      shown.text = 'second';
      await messages.touch(card(incident), NAME);
      await settled('edited');

      expect(texts()).toEqual(['incident_card second']);
      expect(await messages.row(card(incident))).toMatchObject({ channel: CHANNEL, isUncertain: false });
    });

    test('posts a thread message once when the answer to it is lost', async () => {
      const { slack, texts, build } = await openEngine();
      const incident = newIncident();
      await messages.touch(card(incident), NAME);
      await messages.touch(note(incident, '1'), NAME);
      await build().start();
      await until(() => texts().length === 2, 'both');
      await settled('both recorded');
      slack.control.faults.add({ kind: 'server_error', method: 'chat.postMessage', effect: 'after' });
      await messages.touch(note(incident, '2'), NAME);
      await settled('second note');

      expect(texts()).toEqual(['incident_card first', 'note first', 'note first']);
      expect((await messages.row(note(incident, '2'))).channel).toBe(CHANNEL);
    });

    test('neither posts nor gives up while the channel cannot be found or read', async () => {
      const { slack, texts, callsTo, build, lines } = await openEngine();
      slack.control.faults.add({
        kind: 'api_error',
        method: 'conversations.list',
        error: 'ekm_access_denied',
      });
      slack.control.faults.add({
        kind: 'api_error',
        method: 'conversations.history',
        error: 'channel_not_found',
      });
      await messages.touch(card(newIncident()), NAME);
      await messages.query('UPDATE firewatch.messages SET is_uncertain = true');
      await build().start();
      await settled('posted in the end');

      expect(callsTo('conversations.history')).toHaveLength(2);
      expect(texts()).toEqual(['incident_card first']);
      expect(lines.join('')).not.toContain('given up');
    });
  });
});
