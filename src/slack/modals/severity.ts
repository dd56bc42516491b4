/** The form that says how bad it is. */
import { UserInputError } from '../../shared/errors.js';
import { describeSeverity } from '../commands/lifecycle/severity.js';
import { sayPlainly } from '../commands/say.js';
import { FORMS, OTHER_VERSION } from '../ids.js';
import { radioField, textField, textOf } from './fields.js';
import { defineIncidentForm } from './incident-form.js';
import { SEVERITY_CHOICES, severityOf } from './severities.js';

const FIELDS = { severity: 'severity', reason: 'reason' } as const;

export const severityForm = defineIncidentForm({
  name: FORMS.severity,
  title: 'Severity',
  send: 'Change it',
  build: (incident) => [
    radioField({
      id: FIELDS.severity,
      label: 'How bad is it?',
      first: incident.severity,
      choices: SEVERITY_CHOICES,
    }),
    textField({
      id: FIELDS.reason,
      label: 'Why?',
      isOptional: true,
      max: 300,
      hint: 'It stays so until something worse is heard than is known now.',
    }),
  ],
  check: (values) => (severityOf(values, FIELDS.severity) ? {} : { [FIELDS.severity]: 'Choose a severity.' }),
  async submit(about, { by, values, useCases }) {
    const severity = severityOf(values, FIELDS.severity);
    if (!severity) throw new UserInputError(OTHER_VERSION);
    const reason = textOf(values, FIELDS.reason) || null;
    return sayPlainly(describeSeverity(await useCases.changeSeverity(by, { ...about, severity, reason })));
  },
});
