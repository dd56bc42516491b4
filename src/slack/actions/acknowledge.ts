/** “Acknowledge” on the incident's card. */
import { UserInputError } from '../../shared/errors.js';
import { isId, type IncidentId } from '../../shared/ids.js';
import { describeAcknowledged } from '../commands/lifecycle/ack.js';
import { sayMrkdwn } from '../commands/say.js';
import { ACTIONS, OTHER_VERSION } from '../ids.js';
import { defineButton } from './button.js';

export const acknowledge = defineButton({
  actionIds: [ACTIONS.acknowledge],
  async run({ id, value, userId }, { useCases }) {
    if (!isId(value)) throw new UserInputError(OTHER_VERSION);
    const by = { slackUserId: userId };
    const { incident } = await useCases.acknowledgeIncident(by, {
      incidentId: value as IncidentId,
      requestId: id,
    });
    return sayMrkdwn(describeAcknowledged(incident, by));
  },
});
