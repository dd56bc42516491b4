/** Was the analysis right? */
import { incidentLabel } from '../../incidents/incident.js';
import { UserInputError } from '../../shared/errors.js';
import { isId } from '../../shared/ids.js';
import { sayPlainly } from '../commands/say.js';
import { ACTIONS, COMMAND, OTHER_VERSION } from '../ids.js';
import { defineButton } from './button.js';

export const feedback = defineButton({
  actionIds: [ACTIONS.feedback],
  async run({ id, value, userId }, { useCases }) {
    const [word, investigationId = ''] = value.split(':');
    const verdict = word === 'right' || word === 'wrong' ? word : undefined;
    if (!verdict || !isId(investigationId)) throw new UserInputError(OTHER_VERSION);
    const { incident, isNew, former } = await useCases.giveFeedback(
      { slackUserId: userId },
      { requestId: id, investigationId, verdict },
    );
    const noted = isNew
      ? former === null
        ? 'Thank you, it is noted.'
        : `Thank you; “${verdict}” counts now, in place of “${former}”.`
      : 'Thank you, it was noted already.';
    if (verdict === 'right') return sayPlainly(noted);
    const { number } = incident;
    return sayPlainly(
      `${noted} What was it? Tell the others with \`${COMMAND} note ${number} …\`, or when ${incidentLabel(incident)} is resolved: \`${COMMAND} resolve ${number} cause: …\`.`,
    );
  },
});
