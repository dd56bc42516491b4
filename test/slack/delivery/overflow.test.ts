import { describe, expect, test } from '@jest/globals';
import type { MessageRequest } from '../../../src/incidents/ports/message.js';
import type { Render } from '../../../src/slack/delivery/rendered.js';
import { card, CHANNEL, newIncident, note, useEngine } from './engine.js';

const { messages, openEngine, settled, startSlack } = useEngine();

/** Says what each message stands for. */
const render: Render = async (message) => {
  const folded = await messages.folding().foldedInto(message);
  const subjects = [message, ...folded].map(({ kind, subjectId }) => `${kind} ${subjectId ?? ''}`.trim());
  const text = message.kind === 'digest' ? `digest of ${folded.length}` : subjects.join(' + ');
  return { text, blocks: [], notBefore: new Date(Date.now() - 60_000) };
};

describe('many messages for one channel', () => {
  test('notes of one incident that wait together are one post, in order', async () => {
    const { texts, build } = await openEngine({ render });
    const incident = newIncident();
    await messages.touch(card(incident));
    for (const subject of ['1', '2', '3']) await messages.touch(note(incident, subject));
    await build().start();
    await settled('all said');

    expect(texts()).toEqual(['incident_card', 'note 1 + note 2 + note 3']);
  });

  test('no note is lost or said twice when its answer is lost', async () => {
    const { slack, texts, build } = await openEngine({ render });
    const incident = newIncident();
    await messages.touch(card(incident));
    await build().start();
    await settled('card');
    slack.control.faults.add({ kind: 'server_error', method: 'chat.postMessage', effect: 'after' });
    for (let subject = 1; subject <= 20; subject += 1) await messages.touch(note(incident, String(subject)));
    await settled('all said');

    const said = texts().slice(1).join(' + ').split(' + ');
    expect(said).toEqual(Array.from({ length: 20 }, (_, index) => `note ${index + 1}`));
  });

  test('notes and charts beyond a minute go into one digest that is edited; cards and proposals do not', async () => {
    const { texts, build } = await openEngine({
      render,
      settings: { overflowSeconds: 0.05, foldEveryMs: 0, maxNotes: 1 },
    });
    const incidents = Array.from({ length: 6 }, newIncident);
    for (const incident of incidents) await messages.touch(card(incident));
    const delivery = build();
    await delivery.start();
    await settled('cards');
    await delivery.stop();
    const touchMany = async (round: number) => {
      for (const incident of incidents) {
        await messages.touch(note(incident, `${round}`));
        await messages.touch({ kind: 'chart', incidentId: incident, subjectId: `${round}` });
      }
    };
    await touchMany(1);
    const proposal: MessageRequest = { kind: 'proposal', incidentId: incidents[0]!, subjectId: 'p' };
    await messages.touch(proposal);
    const second = build();
    await second.start();
    await settled('digest');
    await second.stop();
    await touchMany(2);
    await build().start();
    await settled('digest edited');

    const said = texts();
    expect(said.filter((text) => text === 'incident_card')).toHaveLength(6);
    expect(said.filter((text) => text === 'proposal p')).toHaveLength(1);
    expect(said.filter((text) => text.startsWith('digest'))).toEqual(['digest of 24']);
    expect(said).toHaveLength(8);
  });
});

// Fault matrix, row 26.
describe('after Slack was away', () => {
  test('the queue goes on in order, folded to the newest state, below the limits, and hardly anybody knocked meanwhile', async () => {
    const slack = await startSlack({ rateLimits: true });
    const { texts, callsTo, shown, build } = await openEngine({
      slack,
      settings: { perSecond: 1, burst: 3, probeMs: 100, maxProbeMs: 300 },
    });
    const incidents = Array.from({ length: 5 }, newIncident);
    slack.control.faults.down(3_000);
    const downSince = Date.now();
    await build().start();
    for (let round = 0; round < 10; round += 1) {
      for (const incident of incidents) await messages.touch(card(incident));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    shown.text = 'newest';
    await settled('all shown');

    const order = slack.control.messages(CHANNEL).map(({ metadata }) => JSON.stringify(metadata));
    expect(order.map((text) => incidents.findIndex((incident) => text.includes(incident)))).toEqual([
      0, 1, 2, 3, 4,
    ]);
    expect(texts()).toEqual(Array.from({ length: 5 }, () => 'incident_card newest'));
    const posts = callsTo('chat.postMessage').concat(callsTo('conversations.history'));
    const knocks = posts.filter((entry) => entry.at < downSince + 3_000);
    expect(knocks.length).toBeLessThan(25);
    expect(callsTo('chat.update')).toEqual([]);
    expect(posts.filter((entry) => entry.kind === 'api' && entry.status === 429)).toEqual([]);
  });
});
