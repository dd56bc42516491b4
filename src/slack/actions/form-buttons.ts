/** Buttons that open a form; what it asks for is done when it is sent. */
import { UserInputError } from '../../shared/errors.js';
import { ACTIONS, COMMAND } from '../ids.js';
import { assignForm } from '../modals/assign.js';
import { breakGlassForm } from '../modals/break-glass.js';
import type { Modal } from '../modals/modal.js';
import { resolveForm } from '../modals/resolve.js';
import { statusUpdateForm } from '../modals/status-update.js';
import { defineButton, type Button } from './button.js';

export const assignButton = opensForm(ACTIONS.assign, assignForm, 'assign 12 @name');
export const postUpdateButton = opensForm(ACTIONS.postUpdate, statusUpdateForm, 'status 12 …');
/** Its value is `<incident>:<proposal>`. */
export const breakGlassButton = opensForm(ACTIONS.breakGlass, breakGlassForm);
export const resolveButton = opensForm(ACTIONS.resolve, resolveForm, 'resolve 12');

/** `instead`: the command that does the same, where there is one, said when the form could not be opened. */
function opensForm(actionId: string, { name }: Modal, instead?: string): Button {
  return defineButton({
    actionIds: [actionId],
    modal: name,
    run: () =>
      Promise.reject(
        new UserInputError(
          instead === undefined
            ? 'The form could not be opened. Try again.'
            : `The form could not be opened. Try again, or write \`${COMMAND} ${instead}\`.`,
        ),
      ),
  });
}
