/** What is different about a fix that takes the place of an earlier one: two lines, so that it is read again with care. */
import type { Proposal } from '../../../remediation/proposal.js';
import { bold, code, glue, label, paragraph, type Block } from '../kit/block-kit.js';
import { revealHidden } from '../kit/escape.js';

const SHOWN = 300;
const SAME = 'What would run reads the same; look at the dry run again.';

export function replacedBlocks(before: Proposal | null, now: Proposal): Block[] {
  if (before === null) return [];
  const difference = findDifference(before, now);
  return [
    paragraph(
      [bold('The target has changed, so this takes the place of an earlier card.')],
      ...(difference === undefined
        ? [[glue(SAME)]]
        : [
            [label('Before'), code(difference[0], SHOWN)],
            [label('Now'), code(difference[1], SHOWN)],
          ]),
    ),
  ];
}

/** What would run; else the first lines of the dry runs that differ. */
function findDifference(before: Proposal, now: Proposal): readonly [string, string] | undefined {
  if (before.effect !== now.effect) return [revealHidden(before.effect), revealHidden(now.effect)];
  const [old, fresh] = [before.dryRun.split('\n'), now.dryRun.split('\n')];
  const length = Math.max(old.length, fresh.length);
  const at = Array.from({ length }, (_, index) => index).find((index) => old[index] !== fresh[index]);
  return at === undefined ? undefined : [old[at] ?? '(nothing)', fresh[at] ?? '(nothing)'];
}
