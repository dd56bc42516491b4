import { UserInputError } from '../../shared/errors.js';
import { buildNewIncidentForm, NEW_INCIDENT_FORM } from '../modals/incident-from-message.js';
import { toPlainText } from '../plain-text.js';
import { COMMAND, OTHER_VERSION, SHORTCUTS } from '../ids.js';
import { quoting } from './quoting.js';
import type { Shortcut } from './shortcut.js';

export const incidentFromMessage: Shortcut = {
  callbackId: SHORTCUTS.incidentFromMessage,
  modal: NEW_INCIDENT_FORM,
  instead: `\`${COMMAND} new Checkout is slow --service checkout\` opens an incident.`,
  run({ message }) {
    if (!message) throw new UserInputError(OTHER_VERSION);
    return Promise.resolve({
      form: { metadata: quoting(message), content: buildNewIncidentForm(toPlainText(message.text)) },
    });
  },
};
