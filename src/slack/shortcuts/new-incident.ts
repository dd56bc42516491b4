import { buildNewIncidentForm } from '../modals/incident-from-message.js';
import { COMMAND, FORMS, SHORTCUTS } from '../ids.js';
import type { Shortcut } from './shortcut.js';

export const newIncident: Shortcut = {
  callbackId: SHORTCUTS.newIncident,
  modal: FORMS.newIncident,
  instead: `\`${COMMAND} new Checkout is slow --service checkout\` opens an incident.`,
  run: () => Promise.resolve({ form: { metadata: {}, content: buildNewIncidentForm('') } }),
};
