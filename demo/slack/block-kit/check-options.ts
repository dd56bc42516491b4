/** The answer to a `block_suggestion`: `options` or `option_groups`, at most 100 of each. */
import type { Json } from '../workspace/model.js';
import { option, optionGroup } from './objects.js';
import { list, object, withRule } from './schema.js';

const answerShape = withRule(
  object({}, { options: list(option, 100, 0), option_groups: list(optionGroup, 100, 0) }),
  (value, pointer, report) => {
    if ((value['options'] === undefined) === (value['option_groups'] === undefined)) {
      report('must have either options or option_groups', pointer);
    }
  },
);

/** Every problem, as `what [json-pointer:where]`. */
export function checkOptions(answer: Json): string[] {
  const problems: string[] = [];
  answerShape(answer, '', (problem, pointer) => problems.push(`${problem} [json-pointer:${pointer}]`));
  return problems;
}
