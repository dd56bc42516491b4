import { incidentLabel, type Incident } from '../../../incidents/incident.js';
import { UserInputError } from '../../../shared/errors.js';
import type { Change } from '../../../workflows/use-cases/lifecycle.js';
import { COMMAND, FORMS } from '../../ids.js';
import { defineCommand } from '../command.js';
import { sayPlainly } from '../say.js';
import { findTarget } from '../target.js';
import { readNumber, toWords, type Words } from '../words.js';

const INTO = /^(?:into|in|to|with|and|->|=>|→)$/i;

export const merge = defineCommand({
  verb: 'merge',
  aliases: [],
  section: 'Work on it',
  forms: [['merge [12] into 7', 'it becomes part of INC-7, with its alerts']],
  modalFor: (words) => (readMerge(words) ? undefined : FORMS.merge),
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const numbers = readMerge(words);
    if (!numbers)
      throw new UserInputError(
        `Say which incident becomes part of which: \`${COMMAND} merge 12 into 7\` makes INC-12 part of INC-7.`,
      );
    const { incident: source } = await findTarget(
      toWords(numbers.source === undefined ? '' : String(numbers.source)),
      context,
      'merge',
    );
    const { incident: target } = await findTarget(toWords(String(numbers.target)), context, 'merge');
    const change = await useCases.mergeIncident(by, {
      incidentId: source.id,
      intoId: target.id,
      requestId,
    });
    return sayPlainly(describeMerged(change));
  },
});

/** Undefined when it does not say into which. `source` undefined = the one at hand. */
function readMerge({ list }: Words): { source: number | undefined; target: number } | undefined {
  const numbers = list.map(readNumber);
  const said = numbers.filter((number) => number !== undefined);
  const isUnderstood = list.every((word, index) => numbers[index] !== undefined || INTO.test(word));
  const [first, second] = said;
  if (!isUnderstood || first === undefined || said.length > 2) return undefined;
  if (second !== undefined) return { source: first, target: second };
  return INTO.test(list[0] ?? '') ? { source: undefined, target: first } : undefined;
}

export function describeMerged({ incident, into, isNew }: Change & { readonly into: Incident }): string {
  return `${incidentLabel(incident)} is part of ${incidentLabel(into)} ${isNew ? 'now; go on there' : 'already'}.`;
}
