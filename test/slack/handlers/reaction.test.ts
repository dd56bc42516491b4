import { expect, test } from '@jest/globals';
import { handleReaction } from '../../../src/slack/handlers/events/reaction.js';
import type { Recipient } from '../../../src/slack/tell.js';
import type { SlackClient } from '../../../src/slack/web-client.js';
import type { UseCases } from '../../../src/workflows/use-cases.js';
import { sampleIncident } from '../sample-view.js';

test('the answer to an emoji stands in the thread of the message', async () => {
  const told: Recipient[] = [];
  const message = { ts: '2.2', thread_ts: '1.1', user: 'U0BOB', text: 'Cache emptied' };
  const useCases: Partial<UseCases> = {
    findIncidentByThread: () => Promise.resolve(sampleIncident()),
    addToTimeline: () => Promise.resolve({ incident: sampleIncident(), isNew: true }),
  };
  const client = { conversations: { replies: () => Promise.resolve({ messages: [message] }) } };

  const answer = await handleReaction(
    {
      // What a test does not name is not called.
      useCases: useCases as UseCases,
      client: client as unknown as SlackClient,
      tell: (to) => Promise.resolve(told.push(to) > 0),
    },
    { slackUserId: 'U0ALICE' },
    { type: 'reaction_added', name: 'pushpin', channelId: 'C0INCIDENTS', ts: '2.2' },
  );

  expect(answer).toBeNull();
  expect(told).toEqual([{ userId: 'U0ALICE', responseUrl: null, channelId: 'C0INCIDENTS', threadTs: '1.1' }]);
});
