import { describe, expect, test } from '@jest/globals';
import { parseEvent } from '../../../src/slack/listeners/events/parse-event.js';

describe('parseEvent', () => {
  const parse = (event: Record<string, unknown>) =>
    parseEvent(
      {
        type: 'event_callback',
        team_id: 'T1',
        event_id: 'Ev1',
        authorizations: [{ user_id: 'U0BOT' }],
        event: { event_ts: '2.0', ...event },
      },
      { timelineEmoji: 'pushpin' },
    );
  const direct = { type: 'message', channel_type: 'im', user: 'U1', channel: 'D1', ts: '2.0', text: 'hi' };

  test('takes a direct message and a mention without the name of the bot', () => {
    expect(parse(direct)?.event).toMatchObject({ type: 'addressed', isDirect: true, text: 'hi' });
    expect(
      parse({ ...direct, type: 'app_mention', text: ' <@U0BOT> what did <@U2> do?' })?.event,
    ).toMatchObject({ type: 'addressed', isDirect: false, text: 'what did <@U2> do?' });
  });

  test('names copies of one happening alike', () => {
    expect(parse(direct)?.sameAs).toBe('T1:D1:2.0:message');
    expect(parse({ ...direct, event_ts: undefined })?.sameAs).toBeNull();
  });

  test.each([
    ['an edit', { ...direct, subtype: 'message_changed' }],
    ['another bot', { ...direct, bot_id: 'B1' }],
    ['ourselves', { ...direct, user: 'U0BOT' }],
    ['a channel', { ...direct, channel_type: 'channel' }],
    ['the bot itself joining', { type: 'member_joined_channel', user: 'U0BOT', channel: 'C1' }],
    ['another emoji', { type: 'reaction_added', user: 'U1', reaction: 'eyes', item: {} }],
    ['an unknown type', { type: 'tokens_revoked' }],
    ['a shape Slack does not send', { type: 'app_home_opened', user: 7 }],
  ])('ignores %s', (_, event) => {
    expect(parse(event)).toBeNull();
  });
});
