import { UserInputError } from '../../shared/errors.js';
import { buildNewIncidentForm } from '../modals/incident-from-message.js';
import { toPlainText } from '../plain-text.js';
import { COMMAND, FORMS, OTHER_VERSION, SHORTCUTS } from '../ids.js';
import { quoting } from './quoting.js';
import type { Shortcut } from './shortcut.js';

export const incidentFromMessage: Shortcut = {
  callbackId: SHORTCUTS.incidentFromMessage,
  modal: FORMS.newIncident,
  instead: `\`${COMMAND} new Checkout is slow --service checkout\` opens an incident.`,
  run({ message }) {
    if (!message) throw new UserInputError(OTHER_VERSION);
    return Promise.resolve({
      form: { metadata: quoting(message), content: buildNewIncidentForm(toPlainText(message.text)) },
    });
  },
};
