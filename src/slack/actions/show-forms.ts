/** “Show every option” under the help. */
import { buildHelpInFull } from '../blocks/answers/help.js';
import { COMMANDS } from '../commands/index.js';
import { ACTIONS } from '../ids.js';
import { defineButton } from './button.js';

export const showForms = defineButton({
  actionIds: [ACTIONS.showForms],
  run: () => Promise.resolve(buildHelpInFull(COMMANDS)),
});
