/** “Merge into INC-7” where an incident has the cause of an earlier one, which is opened again when it was over. */
import { UserInputError } from '../../shared/errors.js';
import { isId, type IncidentId } from '../../shared/ids.js';
import { describeMerged } from '../commands/lifecycle/merge.js';
import { sayPlainly } from '../commands/say.js';
import { ACTIONS, OTHER_VERSION } from '../ids.js';
import { defineButton } from './button.js';

export const mergeSameCause = defineButton({
  actionIds: [ACTIONS.mergeSameCause],
  async run({ id, value, userId }, { useCases }) {
    const [incidentId = '', intoId = ''] = value.split(':');
    if (!isId(incidentId) || !isId(intoId)) throw new UserInputError(OTHER_VERSION);
    const change = await useCases.mergeIncident(
      { slackUserId: userId },
      {
        incidentId: incidentId as IncidentId,
        intoId: intoId as IncidentId,
        requestId: id,
        reopens: true,
      },
    );
    return sayPlainly(describeMerged(change));
  },
});
