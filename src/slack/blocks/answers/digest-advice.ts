/** What to do about a noisy alert, as a sentence with the cases it rests on. */
import type { Advice } from '../../../incidents/digest/advise.js';
import { formatDuration } from '../../../shared/duration.js';
import { COMMAND } from '../../ids.js';
import { code, glue, plain, type Line } from '../kit/block-kit.js';
import { count } from '../kit/words.js';

const NAME = 80;
const TITLE = 120;

/** Empty when too little is known to advise anything. */
export function adviceSpans(advice: Advice): Line {
  switch (advice.kind) {
    case 'automate':
      return [
        plain(advice.fix, TITLE),
        glue(` ended ${advice.times} of ${advice.of} incidents: let it run by itself, `),
        code(`${COMMAND} actions`),
        glue(' shows what it has earned'),
      ];
    case 'wait_longer':
      return [
        glue(`came back ${advice.returns} times within 10 min: `),
        code('for'),
        glue(
          ` longer by ${formatDuration(advice.byMs)} would have spared ${advice.spared} of ${count(advice.of, 'firing')}`,
        ),
      ];
    case 'keep_firing':
      return [
        glue(`went away for a moment ${advice.of} times: `),
        code('keep_firing_for'),
        glue(` of ${formatDuration(advice.forMs)} would have bridged ${advice.bridged} of them`),
      ];
    case 'lower_or_delete':
      return [
        glue(
          `${advice.times} of ${count(advice.of, 'incident')} ended by themselves and nobody acknowledged them: lower its severity, or delete it`,
        ),
      ];
    case 'join':
      return [
        glue(`fired with `),
        plain(advice.other, NAME),
        glue(
          ` ${advice.times} of ${advice.of} times: ${advice.isFirst ? 'that one comes first, so let it inhibit this one' : 'group the two'}`,
        ),
      ];
    case 'ask_why':
      return [
        glue(
          `${advice.times} of ${count(advice.of, 'incident')} were acknowledged and nothing else was done: say in it what to do, or make it a ticket`,
        ),
      ];
    case 'keep':
      return [glue(`people acted on ${advice.times} of ${count(advice.of, 'incident')}: keep it`)];
    case 'none':
      return [];
  }
}
