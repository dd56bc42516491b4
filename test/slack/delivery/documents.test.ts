import { describe, expect, test } from '@jest/globals';
import type { MessageRequest } from '../../../src/incidents/ports/message.js';
import type { IncidentId } from '../../../src/shared/ids.js';
import type { Render } from '../../../src/slack/delivery/rendered.js';
import { card, CHANNEL, newIncident, useEngine } from './engine.js';

const { messages, openEngine, settled } = useEngine();

const postmortem = (incidentId: IncidentId): MessageRequest => ({
  kind: 'postmortem',
  incidentId,
  subjectId: null,
});

function renderDocuments(state: { markdown: string; onRender?: () => void }): Render {
  return ({ kind, incidentId }) => {
    const plain = { text: `${kind} in words`, blocks: [], notBefore: new Date(Date.now() - 60_000) };
    if (kind !== 'postmortem') return Promise.resolve(plain);
    state.onRender?.();
    return Promise.resolve({
      ...plain,
      way: {
        kind: 'file' as const,
        key: `postmortem:${incidentId}`,
        filename: 'postmortem.md',
        title: 'Postmortem',
        markdown: state.markdown,
        withCanvas: (url) => ({
          text: 'Postmortem',
          blocks: [
            { type: 'section', text: { type: 'plain_text', text: url ? 'with canvas' : 'file alone' } },
          ],
        }),
      },
    });
  };
}

async function openThread() {
  const state: { markdown: string; onRender?: () => void } = { markdown: '# Draft' };
  const engine = await openEngine({ render: renderDocuments(state) });
  await messages.query('DELETE FROM firewatch.slack_files');
  const incident = newIncident();
  await messages.touch(card(incident));
  await engine.build().start();
  await settled('card');
  const [parent] = engine.slack.control.messages(CHANNEL);
  return {
    ...engine,
    state,
    draft: async () => {
      await messages.touch(postmortem(incident));
      await settled('draft');
    },
    replies: () => engine.slack.control.messages(CHANNEL).filter(({ threadTs }) => threadTs === parent?.ts),
    row: () => messages.row(postmortem(incident)),
  };
}

describe('a postmortem', () => {
  test('is shared as a file in the thread, with a canvas, and known by its message', async () => {
    const { draft, replies, row } = await openThread();
    await draft();

    const [reply, ...others] = replies();
    expect(others).toEqual([]);
    expect(reply?.files).toHaveLength(1);
    expect(JSON.stringify(reply?.blocks)).toContain('with canvas');
    expect((await row()).ts).toBe(reply?.ts);
  });

  test('that is drafted anew is a new file and the same canvas', async () => {
    const { callsTo, draft, replies, state } = await openThread();
    await draft();
    state.markdown = '# Draft, longer';
    await draft();

    expect(replies()).toHaveLength(2);
    expect(callsTo('canvases.create')).toHaveLength(1);
    expect(callsTo('canvases.edit')).toHaveLength(1);
  });

  test.each(['files.getUploadURLExternal', 'upload', 'files.completeUploadExternal'])(
    'is shared once when the answer to %s is lost',
    async (method) => {
      const { slack, draft, replies } = await openThread();
      slack.control.faults.add({ kind: 'drop_connection', method, effect: 'after' });
      await draft();

      expect(replies()).toHaveLength(1);
      expect(replies()[0]?.files).toHaveLength(1);
    },
  );

  test.each([
    ['files.getUploadURLExternal', 'before'],
    ['upload', 'before'],
    ['files.completeUploadExternal', 'before'],
    ['files.completeUploadExternal', 'after'],
  ] as const)('that is drafted anew is shared when %s fails (%s it takes effect)', async (method, effect) => {
    const { slack, draft, replies, state } = await openThread();
    await draft();
    state.markdown = '# Draft, longer';
    slack.control.faults.add({ kind: 'drop_connection', method, effect });
    await draft();

    expect(replies()).toHaveLength(2);
    const [first, second] = replies().map(({ files }) => files[0]);
    expect(second).not.toBe(first);
  });

  test('that is drafted once more while the last share is unclear is shared too', async () => {
    const { slack, callsTo, draft, replies, state } = await openThread();
    const method = 'files.completeUploadExternal';
    state.onRender = () => {
      if (callsTo(method).length > 0) state.markdown = '# Draft, longer';
    };
    slack.control.faults.add({ kind: 'drop_connection', method, effect: 'after' });
    await draft();

    expect(callsTo(method)).toHaveLength(2);
    expect(replies()).toHaveLength(2);
  });

  test('is shared without a canvas where there are none', async () => {
    const { slack, draft, replies } = await openThread();
    slack.control.faults.add({ kind: 'api_error', method: 'canvases.create', error: 'missing_scope' });
    await draft();

    expect(JSON.stringify(replies()[0]?.blocks)).toContain('file alone');
  });

  test('is posted as text where the app may not upload', async () => {
    const { slack, draft, replies } = await openThread();
    slack.control.faults.add({
      kind: 'api_error',
      method: 'files.getUploadURLExternal',
      error: 'missing_scope',
      times: 9,
    });
    await draft();
    await draft();

    expect(replies().map(({ text }) => text)).toEqual(['postmortem in words']);
  });
});
