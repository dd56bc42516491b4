/** Answer to `/incident actions`: what runs by itself, what has earned it, and what would have been done. */
import type { AutonomyAnswer, EarnedStep } from '../../../workflows/use-cases/remediation.js';
import { ACTIONS, COMMAND } from '../../ids.js';
import {
  bold,
  bullets,
  buttonRow,
  code,
  context,
  glue,
  moment,
  paragraph,
  plain,
  type Block,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { timesInARow } from '../../../shared/text.js';
import { actorSpan, count } from '../kit/words.js';

const TITLE = 150;
const REASON = 300;
const EFFECT = 200;
/** More fill a screen and help nobody. */
const MAX_STEPS = 15;

export function buildAutonomy(answer: AutonomyAnswer): MessageContent {
  const { steps, shadowed } = answer;
  const promoted = steps.filter(({ promotedBy }) => promotedBy !== null);
  const others = steps.filter(({ promotedBy }) => promotedBy === null);
  const isBare = steps.length === 0 && shadowed.length === 0;
  return fitMessage({
    text: 'Actions: what runs by itself',
    blocks: [
      paragraph(stopLine(answer)),
      ...list('Run by themselves', promoted.map(promotedLine)),
      ...list(
        'People approve each time',
        others.map((one) => earnedLine(one, answer)),
      ),
      ...list(
        'Would have been done; the policy only writes them down',
        shadowed.map(({ title, effect, times, lastAt }) => [
          plain(title, TITLE),
          glue(`: ${count(times, 'time')}, the last `),
          moment(lastAt, '{date_short_pretty} {time}'),
          glue(', '),
          code(effect, EFFECT),
        ]),
      ),
      ...(isBare ? [paragraph([glue('No runbook’s step has been verified to work yet.')])] : []),
      paragraph([code(`${COMMAND} actions stop`), glue(' and a reason stops everything at once.')]),
    ],
  });
}

function stopLine({ stop }: AutonomyAnswer): Line {
  if (stop === null) return [bold('Actions are allowed.'), glue(' Each runs as the policy says.')];
  return [
    bold('🚫 All actions are stopped'),
    ...(stop.by === null ? [] : [glue(' by '), actorSpan(stop.by)]),
    ...(stop.at === null ? [] : [glue(' since '), moment(stop.at, '{time}')]),
    ...(stop.reason === '' ? [] : [glue(': '), plain(stop.reason, REASON)]),
  ];
}

function list(heading: string, lines: readonly Line[]): Block[] {
  if (lines.length === 0) return [];
  const more = lines.length - MAX_STEPS;
  return [
    bullets([bold(heading)], lines.slice(0, MAX_STEPS)),
    ...(more > 0 ? [context(`${more} more are not shown.`)] : []),
  ];
}

function promotedLine(one: EarnedStep): Line {
  return [
    ...nameSpans(one),
    glue(`: worked ${timesInARow(one.successes)}; promoted by `),
    ...(one.promotedBy === null ? [] : [actorSpan(one.promotedBy)]),
    ...(one.step === null
      ? [glue('. The runbook has other words by now, so this does not run any more.')]
      : [glue('. '), code(`${COMMAND} actions demote ${one.runbookId} ${one.step}`), glue(' ends that.')]),
  ];
}

function earnedLine(one: EarnedStep, { afterSuccesses }: AutonomyAnswer): Line {
  const mayEarn = one.isForAutomatic && Number.isFinite(afterSuccesses);
  const isReady = mayEarn && one.step !== null && one.successes >= afterSuccesses;
  const wanted = mayEarn && !isReady ? `, of the ${afterSuccesses} it takes to run by itself` : '';
  return [
    ...nameSpans(one),
    glue(
      one.successes === 0
        ? ': did not work the last time'
        : `: worked ${timesInARow(one.successes)}${wanted}`,
    ),
    ...(one.demotedBecause === null
      ? []
      : [glue('; it ran by itself until: '), plain(one.demotedBecause, REASON)]),
    ...(isReady
      ? [
          glue('. '),
          code(`${COMMAND} actions promote ${one.runbookId} ${one.step}`),
          glue(' lets it run by itself.'),
        ]
      : [glue('.')]),
  ];
}

const nameSpans = ({ title, runbookId, step }: EarnedStep): Line => [
  bold(title, TITLE),
  glue(' ('),
  code(runbookId, 100),
  glue(step === null ? ')' : `, step ${step})`),
];

/** What letting it run by itself means, with the button that says yes. */
export function askForPromotion(
  sentence: string,
  { runbookId, step, stepHash }: { runbookId: string; step: number; stepHash: string },
): MessageContent {
  return {
    text: 'Let this step run by itself?',
    blocks: [
      paragraph([plain(sentence)]),
      buttonRow({
        actionId: ACTIONS.promoteStep,
        value: `${stepHash}:${step}:${runbookId}`,
        style: 'danger',
        text: 'Let it run by itself',
        hint: 'Nobody is asked any more before it runs; it asks once more',
        confirm: {
          title: { type: 'plain_text', text: 'Let it run by itself?' },
          text: { type: 'plain_text', text: 'Nobody is asked any more before it runs, at any hour.' },
          confirm: { type: 'plain_text', text: 'Let it run' },
          deny: { type: 'plain_text', text: 'Not now' },
          style: 'danger',
        },
      }),
    ],
  };
}
