/** The form in which a person knows better than the formula how much it hurts. */
import { paragraph, plain, type Line } from '../blocks/kit/block-kit.js';
import { describePriority } from '../commands/lifecycle/priority.js';
import { sayPlainly } from '../commands/say.js';
import { textField, textOf } from './fields.js';
import { defineModal, type ModalValues } from './modal.js';
import { headingOf, incidentIdOf, incidentOf } from './subject.js';

const FIELDS = { score: 'score', reason: 'reason' } as const;
const AUTO = /^(?:auto)?$/i;

export const priorityForm = defineModal({
  name: 'incident.priority',
  title: 'Impact score',
  build(request) {
    const incident = incidentOf(request);
    const { impact, impactOverride } = incident;
    // `priority 80` opened it.
    const asked = /^(?:score:)?(\d{1,3})$/.exec(request.text)?.[1];
    const first = asked ?? (impactOverride ? String(impactOverride.score) : undefined);
    const computed: Line[] = impact
      ? [
          [plain(`Computed: ${impact.score}/100`)],
          ...impact.components.map(({ reason, points, outOf }): Line => [
            plain(`• ${reason}: ${Math.round(points)} of ${outOf}`, 150),
          ]),
        ]
      : [[plain('Nothing has been computed yet.')]];
    return Promise.resolve({
      title: 'Impact score',
      submit: 'Set it',
      blocks: [
        headingOf(incident),
        paragraph(...computed),
        textField({
          id: FIELDS.score,
          label: 'Score',
          max: 4,
          isOptional: true,
          hint: '0 (nobody notices) to 100 (everybody is hurt). Empty: as computed.',
          ...(first === undefined ? {} : { first }),
        }),
        textField({
          id: FIELDS.reason,
          label: 'Why?',
          isOptional: true,
          max: 300,
          placeholder: 'Payroll runs today',
          hint: 'Shown wherever the score is.',
          ...(impactOverride ? { first: impactOverride.reason } : {}),
        }),
      ],
    });
  },
  check(values) {
    const text = textOf(values, FIELDS.score);
    if (AUTO.test(text)) return {};
    if (scoreOf(values) === null) return { [FIELDS.score]: 'A whole number from 0 to 100, or nothing.' };
    return textOf(values, FIELDS.reason) === ''
      ? { [FIELDS.reason]: 'Say why, because the reason is shown wherever the score is.' }
      : {};
  },
  async submit({ by, requestId, values, metadata, useCases }) {
    const change = await useCases.changePriority(by, {
      incidentId: incidentIdOf(metadata),
      requestId,
      score: scoreOf(values),
      reason: textOf(values, FIELDS.reason),
    });
    return sayPlainly(describePriority(change));
  },
});

/** Null for the computed one, and for what is no score. */
function scoreOf(values: ModalValues): number | null {
  const text = textOf(values, FIELDS.score);
  return /^\d{1,3}$/.test(text) && Number(text) <= 100 ? Number(text) : null;
}
