import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ACTIONS } from '../../../src/slack/ids.js';
import { openFrontDoor, type FrontDoor } from './front-door.js';

let door: FrontDoor;
beforeAll(async () => {
  door = await openFrontDoor();
});
afterAll(() => door.close());

describe('a click', () => {
  test.each([
    [ACTIONS.approveProposal, true],
    [ACTIONS.rejectProposal, true],
    [ACTIONS.acknowledge, undefined],
    [ACTIONS.showMore, undefined],
  ])('on %s is stored as a decision: %s', async (action_id, isDecision) => {
    await door.sendPayload({
      type: 'block_actions',
      trigger_id: `1.${action_id}`,
      user: { id: 'U0ALICE' },
      team: null,
      container: {},
      actions: [{ type: 'button', action_id, block_id: 'b', value: 'x' }],
    });

    expect(door.inputs.at(-1)).toMatchObject({ kind: 'action', actionId: action_id });
    expect(door.inputs.at(-1)).toHaveProperty('isDecision', isDecision);
  });
});
