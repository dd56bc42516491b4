/** The form that says how bad it is. */
import { incidentLabel, SEVERITIES, type Severity } from '../../incidents/incident.js';
import { UserInputError } from '../../shared/errors.js';
import { sayPlainly } from '../commands/say.js';
import { OTHER_VERSION } from '../ids.js';
import { radioField, textField, textOf, type Choice } from './fields.js';
import { defineModal, type ModalValues } from './modal.js';
import { headingOf, incidentIdOf, incidentOf } from './subject.js';

const FIELDS = { severity: 'severity', reason: 'reason' } as const;
const MEANINGS: Readonly<Record<Severity, string>> = {
  sev1: 'most users cannot work',
  sev2: 'many users are hurt',
  sev3: 'some users are hurt, or soon will be',
  sev4: 'nobody is hurt yet',
};

export const severityForm = defineModal({
  name: 'incident.severity',
  title: 'Severity',
  build(request) {
    const incident = incidentOf(request);
    return Promise.resolve({
      title: 'Severity',
      submit: 'Change it',
      blocks: [
        headingOf(incident),
        radioField({
          id: FIELDS.severity,
          label: 'How bad is it?',
          first: incident.severity,
          choices: SEVERITIES.map((severity): Choice => ({
            value: severity,
            text: `${severity}: ${MEANINGS[severity]}`,
          })),
        }),
        textField({
          id: FIELDS.reason,
          label: 'Why?',
          isOptional: true,
          max: 300,
          hint: 'It stays so until something worse is heard than is known now.',
        }),
      ],
    });
  },
  check: (values) => (severityOf(values) ? {} : { [FIELDS.severity]: 'Choose a severity.' }),
  async submit({ by, requestId, values, metadata, useCases }) {
    const severity = severityOf(values);
    if (!severity) throw new UserInputError(OTHER_VERSION);
    const { incident, isNew } = await useCases.changeSeverity(by, {
      incidentId: incidentIdOf(metadata),
      requestId,
      severity,
      reason: textOf(values, FIELDS.reason) || null,
    });
    return sayPlainly(`${incidentLabel(incident)} is ${incident.severity}${isNew ? ' now' : ' already'}.`);
  },
});

function severityOf(values: ModalValues): Severity | undefined {
  const chosen = textOf(values, FIELDS.severity);
  return SEVERITIES.find((severity) => severity === chosen);
}
