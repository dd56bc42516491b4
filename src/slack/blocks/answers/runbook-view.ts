/** Answer to `/incident runbook`: the best one with its checks and steps, the others by name. */
import { incidentLabel } from '../../../incidents/incident.js';
import type { CheckedRunbook, RunbookAnswer } from '../../../workflows/use-cases/knowledge.js';
import { COMMAND } from '../../ids.js';
import {
  bold,
  bullets,
  code,
  context,
  glue,
  italic,
  paragraph,
  plain,
  type Block,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage, foldItems } from '../kit/budget.js';
import { cutText, escapeMrkdwn } from '../kit/escape.js';
import { parseMarkdown } from '../kit/markdown.js';
import { count } from '../kit/words.js';

const MAX_CHECKS = 6;
const MAX_STEPS = 6;
/** The beginning of the text, for a runbook that has no checks to show. */
const MAX_BODY = 1200;

export function buildRunbookView({ incident, words, found, gaps, outOf }: RunbookAnswer): MessageContent {
  const [best, ...others] = found;
  const about = incident ? ` for ${incidentLabel(incident)}` : '';
  if (!best) {
    const why =
      words === ''
        ? `None of the ${count(outOf, 'runbook')} fits${about}.`
        : `None of the ${count(outOf, 'runbook')} has the words “${words.slice(0, 80)}”.`;
    return {
      text: escapeMrkdwn(why, 200),
      blocks: [
        paragraph([plain(why, 300)]),
        context(
          `\`${COMMAND} runbook\` with words searches all of them, for example \`${COMMAND} runbook full disk\`.`,
        ),
      ],
    };
  }
  return fitMessage({
    text: `Runbook${about}: ${escapeMrkdwn(best.runbook.title, 150)}`,
    blocks: [
      ...bestOne(best),
      ...(others.length === 0 ? [] : [bullets([bold('Others')], others.map(otherLine))]),
      ...(gaps.length === 0
        ? []
        : [
            context(
              `Not seen: ${gaps
                .slice(0, 3)
                .map((gap) => escapeMrkdwn(gap, 160))
                .join(' · ')}`,
            ),
          ]),
    ],
  });
}

function bestOne({ runbook, reason, isKnownToFit, service, checks, steps }: CheckedRunbook): Block[] {
  const judged = checks.filter(({ holds }) => holds !== null);
  const held = judged.filter(({ holds }) => holds === true);
  const on = service === null ? '' : ` on ${service}`;
  const head: Line[] = [
    ...(isKnownToFit ? [] : [[glue('No runbook is known to fit; this is the nearest:')]]),
    [bold(runbook.title, 150), glue(' '), code(runbook.id, 60)],
    ...(runbook.cause ? [[italic(runbook.cause.replaceAll('$service', service ?? 'the service'), 300)]] : []),
  ];
  const lines = checks.map(({ holds, statement }): Line => [
    glue(`${markOf(holds)} `),
    plain(statement, 260),
  ]);
  return [
    paragraph(...head),
    ...(lines.length === 0
      ? []
      : [
          bullets(
            [
              bold(
                judged.length === 0
                  ? `What it looks at${on}`
                  : `${held.length} of ${count(judged.length, 'check')} hold${on} now`,
              ),
            ],
            foldItems<Line>(lines, MAX_CHECKS, (left) => [italic(`… and ${left} more`)]),
          ),
        ]),
    ...(steps.length === 0 ? [] : [stepsBlock(steps)]),
    ...(checks.length === 0 ? fromItsText(runbook.body) : []),
    context(`Chosen because ${escapeMrkdwn(reason, 200)}.`),
  ];
}

/** The beginning, without its title; tables do not fit a phone. */
function fromItsText(body: string): Block[] {
  const lines = body.split('\n').filter((line) => !/^\s*\||^# /.test(line));
  const text = cutText(lines.join('\n').trim(), MAX_BODY);
  return text === '' ? [] : parseMarkdown(text);
}

function stepsBlock(steps: CheckedRunbook['steps']): Block {
  const lines = steps.map(({ title, isApplicable, proposal }): Line => [
    plain(title, 160),
    glue(proposal === null ? '' : ` · ${PROPOSAL_WORDS[proposal] ?? proposal}`),
    glue(proposal === null && isApplicable === false ? ' · its conditions do not hold now' : ''),
  ]);
  return bullets(
    [bold('Steps'), glue(' (each runs only after approval)')],
    foldItems<Line>(lines, MAX_STEPS, (left) => [italic(`… and ${left} more`)]),
  );
}

const PROPOSAL_WORDS: Readonly<Record<string, string>> = {
  pending: 'waits for approval in the thread',
  verified: 'was run and worked',
  unverified: 'was run, its check did not pass',
  unknown: 'was run, outcome unknown',
};

function otherLine({ runbook, service, checks, reason }: CheckedRunbook): Line {
  const judged = checks.filter(({ holds }) => holds !== null);
  const held = judged.filter(({ holds }) => holds === true);
  return [
    bold(runbook.title, 120),
    glue(' '),
    code(runbook.id, 60),
    glue(judged.length === 0 ? '' : ` · ${held.length} of ${judged.length} checks hold`),
    ...(service === null || judged.length === 0
      ? [glue(' · '), italic(reason, 120)]
      : [glue(' on '), plain(service, 60)]),
  ];
}

function markOf(holds: boolean | null): string {
  return holds === null ? '·' : holds ? '✅' : '❌';
}
