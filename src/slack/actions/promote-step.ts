/** The yes to letting a runbook's step run by itself, under the answer that says what it means. */
import { UserInputError } from '../../shared/errors.js';
import { sayAnswer } from '../commands/say.js';
import { ACTIONS, OTHER_VERSION } from '../ids.js';
import { defineButton } from './button.js';

const VALUE = /^([0-9a-f]{64}):(\d{1,3}):(.+)$/;

export const promoteStep = defineButton({
  actionIds: [ACTIONS.promoteStep],
  async run({ value, userId }, { useCases }) {
    const [, confirmed, step, runbookId] = VALUE.exec(value) ?? [];
    if (confirmed === undefined || runbookId === undefined) throw new UserInputError(OTHER_VERSION);
    return sayAnswer(
      await useCases.promoteStep({ slackUserId: userId }, { runbookId, step: Number(step), confirmed }),
    );
  },
});
