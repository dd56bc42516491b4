import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLocalSlack, type LocalSlack } from '../../../demo/slack/local-slack.js';
import { ui } from './bolt-app.js';
import { type Answer, callApi } from './call.js';

const CHANNEL = 'C0INCIDENTS';
const content = (markdown: string) => ({ document_content: { type: 'markdown', markdown } });

describe('canvases in the local Slack', () => {
  let slack: LocalSlack;

  beforeEach(async () => {
    slack = createLocalSlack({ rateLimits: false });
    await slack.start();
  });

  afterEach(() => slack.stop());

  async function shown(): Promise<Answer[]> {
    return (await ui(slack, `canvases?user=alice&channel=${CHANNEL}`))['canvases'] as Answer[];
  }

  async function create(markdown: string): Promise<string> {
    const answer = await callApi(slack, 'conversations.canvases.create', {
      channel_id: CHANNEL,
      title: 'Postmortem',
      ...content(markdown),
    });
    return String(answer['canvas_id']);
  }

  function edit(id: string, ...changes: Answer[]): Promise<Answer> {
    return callApi(slack, 'canvases.edit', { canvas_id: id, changes });
  }

  test('a channel has one canvas of its own, and any number beside it', async () => {
    const id = await create('# Postmortem\n\nIt was DNS.');

    const second = await callApi(slack, 'conversations.canvases.create', { channel_id: CHANNEL });
    await callApi(slack, 'canvases.create', { title: 'Notes', channel_id: CHANNEL, ...content('x') });

    expect(second['error']).toBe('channel_canvas_already_exists');
    expect(await shown()).toMatchObject([
      { id, title: 'Postmortem', markdown: '# Postmortem\n\nIt was DNS.', is_channel_canvas: true },
      { title: 'Notes', is_channel_canvas: false },
    ]);
  });

  test('a canvas is edited as a whole, at its ends, or by section', async () => {
    const id = await create('# A\n\none');
    const lookup = await callApi(slack, 'canvases.sections.lookup', {
      canvas_id: id,
      criteria: { contains_text: 'one' },
    });
    const [section] = lookup['sections'] as { id: string }[];

    await edit(id, { operation: 'insert_at_end', ...content('end') });
    await edit(id, { operation: 'replace', section_id: section?.id, ...content('two') });
    const afterParts = (await shown())[0]?.['markdown'];
    await edit(id, { operation: 'replace', ...content('all new') });

    expect(afterParts).toBe('# A\n\ntwo\n\nend');
    expect((await shown())[0]?.['markdown']).toBe('all new');
  });

  test.each<[string, Answer[], string]>([
    ['an unknown operation', [{ operation: 'burn' }], 'invalid_arguments'],
    ['no content', [{ operation: 'insert_at_end' }], 'invalid_arguments'],
    ['no section to delete', [{ operation: 'delete' }], 'invalid_arguments'],
    ['a section that is not there', [{ operation: 'delete', section_id: 'x' }], 'section_not_found'],
    ['two changes at once', [{}, {}], 'invalid_arguments'],
  ])('an edit with %s is refused', async (_case, changes, error) => {
    const id = await create('x');

    expect(await edit(id, ...changes)).toMatchObject({ ok: false, error });
  });

  test('content is Markdown, and the canvas must exist', async () => {
    const html = await callApi(slack, 'canvases.create', {
      document_content: { type: 'html', markdown: 'x' },
    });
    const gone = await edit('F0NOTHING', { operation: 'replace', ...content('x') });

    expect([html['error'], gone['error']]).toEqual(['invalid_arguments', 'canvas_not_found']);
  });

  test('files.info gives a link to a canvas, which the page opens', async () => {
    const id = await create('x');

    const { file } = await callApi(slack, 'files.info', { file: id });
    const page = await fetch((file as { permalink: string }).permalink);

    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await ui(slack, `canvas?user=alice&id=${id}`)).toMatchObject({ canvas: { id, markdown: 'x' } });
    expect(await ui(slack, 'canvas?user=alice&id=nope')).toMatchObject({ error: 'canvas_not_found' });
  });
});
