import { describe, expect, test } from '@jest/globals';
import { card, CHANNEL, clientOf, newIncident, note, until, useEngine } from './engine.js';

const { messages, openEngine, settled } = useEngine();

describe('createDelivery', () => {
  test('turns unfurling and automatic links off and carries its key as metadata', async () => {
    const { slack, callsTo, build } = await openEngine();
    const request = card(newIncident());
    await messages.touch(request);
    await build().start();
    await settled('delivered');

    expect(callsTo('chat.postMessage')[0]).toMatchObject({
      args: { unfurl_links: 'false', unfurl_media: 'false', parse: 'none', link_names: 'false' },
    });
    expect(slack.control.messages(CHANNEL)[0]?.metadata).toEqual({
      event_type: 'firewatch_message',
      event_payload: { key: `incident_card:${request.incidentId}` },
    });
  });

  test('takes back a message that landed outside its thread, and posts the thread anew', async () => {
    const { slack, build, lines, touchedParents } = await openEngine();
    const incident = newIncident();
    await messages.touch(card(incident));
    await build().start();
    await settled('card');
    const [parent] = slack.control.messages(CHANNEL);
    const client = clientOf(slack);
    await client.chat.delete({ channel: CHANNEL, ts: parent?.ts ?? '' });

    await messages.touch(note(incident, '1'));
    await settled('thread posted anew');

    const [newParent, reply, ...others] = slack.control.messages(CHANNEL);
    expect(others).toEqual([]);
    expect([newParent?.text, reply?.text]).toEqual(['incident_card first', 'note first']);
    expect(reply?.threadTs).toBe(newParent?.ts);
    expect(touchedParents).toContain(incident);
    expect(lines.join('')).toContain('the first message of a thread is gone from slack');
  });

  test('posts anew what somebody deleted before it could be edited', async () => {
    const { slack, texts, build } = await openEngine();
    const request = card(newIncident());
    await messages.touch(request);
    await build().start();
    await settled('card');
    await messages.query("UPDATE firewatch.messages SET ts = '1700000000.000001'");
    await messages.touch(request);
    await settled('posted anew');

    expect(texts()).toHaveLength(2);
    expect((await messages.row(request)).ts).toBe(slack.control.messages(CHANNEL)[1]?.ts);
  });

  test('gives up a reply whose thread cannot be had, and says why', async () => {
    const { slack, build } = await openEngine({ settings: { maxParentTries: 3 } });
    const incident = newIncident();
    await messages.touch(card(incident));
    await build().start();
    await settled('card');
    slack.control.faults.add({
      kind: 'api_error',
      method: 'chat.postMessage',
      error: 'thread_not_found',
      times: 99,
    });
    await messages.touch(note(incident, '1'));
    await until(async () => (await messages.row(note(incident, '1'))).isAbandoned, 'given up');

    expect((await messages.row(note(incident, '1'))).error).toContain('was deleted in Slack');
  });

  test('says a note once: what it says later edits nothing', async () => {
    const { texts, callsTo, shown, build } = await openEngine();
    const incident = newIncident();
    await messages.touch(card(incident));
    await messages.touch(note(incident, '1'));
    await build().start();
    await settled('said');
    shown.text = 'second';
    await messages.touch(note(incident, '1'));
    await settled('touched again');

    expect(texts()).toEqual(['incident_card first', 'note first']);
    expect(callsTo('chat.update')).toEqual([]);
  });

  test('says what to do when the bot is not in the channel, and delivers by itself after it was invited', async () => {
    const { slack, texts, build, lines, metrics } = await openEngine({ settings: { refusedMs: 100 } });
    const request = card(newIncident());
    await messages.touch(request, 'C0GENERAL');
    await build().start();
    await until(async () => (await messages.row(request)).error !== null, 'refused');

    expect((await messages.row(request)).error).toBe(
      'not_in_channel: Invite the bot: write `/invite @firewatch` in that channel.',
    );
    expect(lines.join('')).toContain('message given up');
    expect(await metrics.registry.metrics()).toContain('result="refused"');
    slack.control.people.invite({ user: 'U0ALICE', channel: 'C0GENERAL', invited: 'U0FIREWATCH' });
    await settled('delivered');
    expect(texts('C0GENERAL')).toEqual(['incident_card first']);
  });

  test('gives up what Slack refuses for a day, and starts anew when it is touched', async () => {
    const { callsTo, build } = await openEngine({
      settings: { refusedMs: 10, maxRefusedTries: 3 },
    });
    const request = card(newIncident());
    await messages.touch(request, 'C0GENERAL');
    await build().start();
    await until(async () => (await messages.row(request)).isAbandoned, 'given up');
    expect(callsTo('chat.postMessage')).toHaveLength(3);
    await messages.touch(request);
    await until(async () => (await messages.row(request)).isAbandoned, 'given up again');

    expect(callsTo('chat.postMessage')).toHaveLength(6);
  });

  test('sends plain text when Slack refuses the blocks', async () => {
    const { texts, build } = await openEngine({
      render: () =>
        Promise.resolve({
          text: 'the words',
          blocks: [{ type: 'context', elements: [] }],
          notBefore: new Date(),
        }),
    });
    await messages.touch(card(newIncident()));
    await build().start();
    await settled('delivered');

    expect(texts()).toEqual(['the words']);
  });
});
