/** What the severities mean, as forms offer them. */
import { SEVERITIES, type Severity } from '../../incidents/incident.js';
import { textOf, type Choice } from './fields.js';
import type { ModalValues } from './modal.js';

const MEANINGS: Readonly<Record<Severity, string>> = {
  sev1: 'most users cannot work',
  sev2: 'many users are hurt',
  sev3: 'some users are hurt, or soon will be',
  sev4: 'nobody is hurt yet',
};

export const SEVERITY_CHOICES: readonly Choice[] = SEVERITIES.map((severity) => ({
  value: severity,
  text: `${severity}: ${MEANINGS[severity]}`,
}));

/** The one chosen in the field of this id; undefined for anything else. */
export function severityOf(values: ModalValues, id: string): Severity | undefined {
  const chosen = textOf(values, id);
  return SEVERITIES.find((severity) => severity === chosen);
}
