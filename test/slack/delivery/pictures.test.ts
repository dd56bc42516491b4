import { describe, expect, test } from '@jest/globals';
import type { LocalSlack } from '../../../demo/slack/local-slack.js';
import type { MessageRequest } from '../../../src/incidents/ports/message.js';
import type { IncidentId } from '../../../src/shared/ids.js';
import type { Render } from '../../../src/slack/delivery/rendered.js';
import { card, CHANNEL, newIncident, until, useEngine } from './engine.js';

const { messages, openEngine, settled, startSlack } = useEngine();

/** One white pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==',
  'base64',
);
const chart = (incidentId: IncidentId): MessageRequest => ({
  kind: 'chart',
  incidentId,
  subjectId: 'signals',
});

/** Cards are words, charts are one picture of what `state` says. */
function renderPictures(state: { key: string; draws: number; isEmpty?: boolean }): Render {
  return ({ kind }) => {
    const plain = { text: `${kind} in words`, blocks: [], notBefore: new Date(Date.now() - 60_000) };
    if (kind !== 'chart') return Promise.resolve(plain);
    const alt = `Chart ${state.key}`;
    return Promise.resolve({
      ...plain,
      way: {
        kind: 'pictures' as const,
        pictures: [
          {
            key: state.key,
            filename: 'chart.png',
            title: 'Failing share',
            alt,
            draw: () => {
              state.draws += 1;
              return Promise.resolve(state.isEmpty ? null : PNG);
            },
          },
        ],
        withFiles: (ids: readonly string[]) => ({
          text: 'chart as picture',
          blocks: ids.map((id) => ({ type: 'image' as const, slack_file: { id }, alt_text: alt })),
        }),
      },
    });
  };
}

async function deliverChart(slack: LocalSlack, state: { key: string; draws: number; isEmpty?: boolean }) {
  const engine = await openEngine({ slack, render: renderPictures(state) });
  await messages.query('DELETE FROM firewatch.slack_files');
  const incident = newIncident();
  await messages.touch(card(incident));
  await messages.touch(chart(incident));
  await engine.build().start();
  await settled('delivered');
  return { ...engine, incident };
}

const threadOf = (slack: LocalSlack) => {
  const [parent, ...others] = slack.control.messages(CHANNEL);
  return others.filter(({ threadTs }) => threadTs === parent?.ts);
};

describe('a chart', () => {
  test('is uploaded and shown in the thread, with words for those who cannot see it', async () => {
    const slack = await startSlack();
    const { incident, callsTo } = await deliverChart(slack, { key: 'first', draws: 0 });

    const [reply, ...others] = threadOf(slack);
    expect(others).toEqual([]);
    expect(reply?.blocks).toMatchObject([{ type: 'image', alt_text: 'Chart first' }]);
    expect(reply?.metadata).toMatchObject({ event_payload: { key: `chart:${incident}:signals` } });
    expect(callsTo('files.completeUploadExternal')[0]).not.toHaveProperty('args.channel_id');
  });

  test('that is new edits the same message; the same content is drawn and uploaded once', async () => {
    const slack = await startSlack();
    const state = { key: 'first', draws: 0 };
    const { incident, callsTo } = await deliverChart(slack, state);
    await messages.touch(chart(incident));
    await settled('same again');
    state.key = 'second';
    await messages.touch(chart(incident));
    await settled('new one');

    expect(threadOf(slack)).toHaveLength(1);
    expect(threadOf(slack)[0]?.blocks).toMatchObject([{ alt_text: 'Chart second' }]);
    expect(state.draws).toBe(2);
    expect(callsTo('upload')).toHaveLength(2);
  });

  test('is posted once Slack has looked at the picture', async () => {
    let ahead = 0;
    const slack = await startSlack({ now: () => Date.now() + ahead, fileProcessingMs: 60_000 });
    const engine = await openEngine({ slack, render: renderPictures({ key: 'slow', draws: 0 }) });
    await messages.query('DELETE FROM firewatch.slack_files');
    const incident = newIncident();
    await messages.touch(card(incident));
    await messages.touch(chart(incident));
    await engine.build().start();
    const posts = () => engine.callsTo('chat.postMessage').length;
    await until(() => posts() > 1, 'a first try');
    expect(threadOf(slack)).toEqual([]);
    ahead = 60_000;
    await settled('delivered');

    expect(threadOf(slack)).toMatchObject([{ text: 'chart as picture' }]);
    expect(posts()).toBeGreaterThan(2);
  });

  test('is told in words, and why in the log once, where the app may not upload', async () => {
    const slack = await startSlack();
    slack.control.faults.add({
      kind: 'api_error',
      method: 'files.getUploadURLExternal',
      error: 'missing_scope',
      times: 100,
    });
    const { incident, lines } = await deliverChart(slack, { key: 'forbidden', draws: 0 });
    await messages.touch(chart(incident));
    await settled('edited');

    expect(threadOf(slack)).toMatchObject([{ text: 'chart in words' }]);
    expect(lines.filter((line) => line.includes('lacks files:write'))).toHaveLength(1);
  });

  test('whose upload Slack limits holds up nothing else in its channel', async () => {
    const { slack, build } = await openEngine({
      render: renderPictures({ key: 'limited', draws: 0 }),
    });
    await messages.query('DELETE FROM firewatch.slack_files');
    const incident = newIncident();
    await messages.touch(card(incident));
    await build().start();
    await settled('card');
    const method = 'files.getUploadURLExternal';
    slack.control.faults.add({ kind: 'rate_limited', method, retryAfterSeconds: 2 });
    await messages.touch(chart(incident));
    await until(async () => (await messages.row(chart(incident))).error !== null, 'limited');
    await messages.touch({ kind: 'proposal', incidentId: incident, subjectId: 'p1' });
    await until(() => threadOf(slack).length > 0, 'posted before the limit ends', 1500);

    expect(threadOf(slack)).toMatchObject([{ text: 'proposal in words' }]);
    await settled('chart');
    expect(threadOf(slack)).toMatchObject([{ text: 'proposal in words' }, { text: 'chart as picture' }]);
  });

  test('is drawn and uploaded before it is its turn in the channel', async () => {
    const slack = await startSlack();
    const { callsTo, build } = await openEngine({
      slack,
      render: renderPictures({ key: 'early', draws: 0 }),
      settings: { perSecond: 0.1, burst: 1 },
    });
    await messages.query('DELETE FROM firewatch.slack_files');
    const incident = newIncident();
    await messages.touch(card(incident));
    await messages.touch(chart(incident));
    await build().start();
    await until(() => callsTo('files.completeUploadExternal').length === 1, 'uploaded', 5_000);

    expect(slack.control.messages(CHANNEL)).toHaveLength(1);
  });

  test('is told in words when there is nothing to draw', async () => {
    const slack = await startSlack();
    const { callsTo } = await deliverChart(slack, { key: 'empty', draws: 0, isEmpty: true });

    expect(threadOf(slack)).toMatchObject([{ text: 'chart in words' }]);
    expect(callsTo('upload')).toEqual([]);
  });

  test.each(['files.getUploadURLExternal', 'upload', 'files.completeUploadExternal', 'chat.postMessage'])(
    'appears once when the answer to %s is lost',
    async (method) => {
      const slack = await startSlack();
      slack.control.faults.add({ kind: 'drop_connection', method, effect: 'after', times: 2 });
      await deliverChart(slack, { key: `lost ${method}`, draws: 0 });

      expect(threadOf(slack)).toMatchObject([{ text: 'chart as picture' }]);
    },
  );
});
