import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { STORED_OR_NOT } from '../../../src/slack/listeners/accept-input.js';
import { openFrontDoor, type FrontDoor } from './front-door.js';

let door: FrontDoor;
beforeEach(async () => {
  door = await openFrontDoor();
});
afterEach(() => door.close());

/** Slack keeps id and hash of a form for as long as we do not change it, also after errors were shown in it. */
const submit = (text: string, next = 'usual', viewId = 'V1') =>
  door.sendPayload({
    type: 'view_submission',
    user: { id: 'U0ALICE', team_id: 'T0DEMO' },
    team: { id: 'T0DEMO' },
    view: {
      id: viewId,
      hash: '156772938.1827394',
      callback_id: 'incident.update',
      private_metadata: '{}',
      blocks: [
        { type: 'input', block_id: 'text' },
        { type: 'input', block_id: 'next' },
      ],
      state: {
        values: {
          text: { text: { type: 'plain_text_input', value: text } },
          next: { next: { type: 'static_select', selected_option: { value: next } } },
        },
      },
    },
  });
const texts = () => door.inputs.map((input) => (input.kind === 'view' ? input.values['text'] : input.kind));

describe('a form', () => {
  test('that is sent twice counts once', async () => {
    await submit('Users in EU cannot pay');
    await submit('Users in EU cannot pay');

    expect(texts()).toEqual(['Users in EU cannot pay']);
  });

  test('with other words, another choice or in another window counts again', async () => {
    await submit('Users in EU cannot pay');
    await submit('Users in EU and US cannot pay');
    await submit('Users in EU cannot pay', 'never');
    await submit('Users in EU cannot pay', 'usual', 'V2');

    expect(door.inputs).toHaveLength(4);
  });

  test('that is corrected after its storing took too long is taken as corrected', async () => {
    door.state.slowMs = 2600;
    expect(JSON.stringify(await submit('Users in EU cannot pay'))).toContain(STORED_OR_NOT);
    door.state.slowMs = 0;
    while (door.inputs.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await submit('Users in EU and US cannot pay')).toBeNull();

    expect(texts()).toEqual(['Users in EU cannot pay', 'Users in EU and US cannot pay']);
  });
});
