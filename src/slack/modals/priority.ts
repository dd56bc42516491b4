/** The form in which a person knows better than the formula how much it hurts. */
import { paragraph, plain, type Line } from '../blocks/kit/block-kit.js';
import { describePriority } from '../commands/lifecycle/priority.js';
import { sayPlainly } from '../commands/say.js';
import { FORMS } from '../ids.js';
import { textField, textOf } from './fields.js';
import { defineIncidentForm } from './incident-form.js';
import type { ModalValues } from './modal.js';

const FIELDS = { score: 'score', reason: 'reason' } as const;
const AUTO = /^(?:auto)?$/i;

export const priorityForm = defineIncidentForm({
  name: FORMS.priority,
  title: 'Impact score',
  send: 'Set it',
  build(incident, { text }) {
    const { impact, impactOverride } = incident;
    // `priority 80` opened it.
    const asked = /^(?:score:)?(\d{1,3})$/.exec(text)?.[1];
    const first = asked ?? (impactOverride ? String(impactOverride.score) : undefined);
    const computed: Line[] = impact
      ? [
          [plain(`Computed: ${impact.score}/100`)],
          ...impact.components.map(({ reason, points, outOf }): Line => [
            plain(`• ${reason}: ${Math.round(points)} of ${outOf}`, 150),
          ]),
        ]
      : [[plain('Nothing has been computed yet.')]];
    return [
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
    ];
  },
  check(values) {
    const text = textOf(values, FIELDS.score);
    if (AUTO.test(text)) return {};
    if (scoreOf(values) === null) return { [FIELDS.score]: 'A whole number from 0 to 100, or nothing.' };
    return textOf(values, FIELDS.reason) === ''
      ? { [FIELDS.reason]: 'Say why, because the reason is shown wherever the score is.' }
      : {};
  },
  async submit(about, { by, values, useCases }) {
    const change = await useCases.changePriority(by, {
      ...about,
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
