import { askForPromotion, buildAutonomy } from '../../blocks/answers/autonomy.js';
import type { MessageContent } from '../../blocks/kit/block-kit.js';
import { UserInputError } from '../../../shared/errors.js';
import { COMMAND } from '../../ids.js';
import { defineCommand, type CommandContext } from '../command.js';
import { sayAnswer } from '../say.js';
import { withoutFirst, type Words } from '../words.js';

const MAX_REASON = 300;

export const actions = defineCommand({
  verb: 'actions',
  aliases: [],
  section: 'Fix',
  forms: [
    ['actions', 'what runs by itself, what has earned it, and what would have been done'],
    ['actions stop <reason>', 'nothing is executed any more, whatever is approved'],
    ['actions resume <reason>', 'approved fixes run again'],
    ['actions promote <runbook> <step>', 'a step that has worked often enough runs by itself; it asks first'],
    ['actions demote <runbook> <step> [reason]', 'people approve the step again'],
  ],
  async run(words, context) {
    if (words.list.length === 0) return buildAutonomy(await context.useCases.readAutonomy());
    const rest = withoutFirst(words);
    switch (words.list[0]?.toLowerCase()) {
      case 'stop':
        return stop(rest, context, true);
      case 'resume':
        return stop(rest, context, false);
      case 'promote':
        return promote(rest, context);
      case 'demote':
        return demote(rest, context);
      default:
        throw new UserInputError(
          `Write \`${COMMAND} actions\` to see what runs by itself, or \`stop\`, \`resume\`, \`promote\` or \`demote\` after it.`,
        );
    }
  },
});

async function stop(
  { text: reason }: Words,
  { by, useCases }: CommandContext,
  isStopped: boolean,
): Promise<MessageContent> {
  if (reason === '') {
    throw new UserInputError(
      `Write \`${COMMAND} actions stop\` or \`${COMMAND} actions resume\`, and a reason that others will read.`,
    );
  }
  return sayAnswer(await useCases.stopActions(by, { isStopped, reason: reason.slice(0, MAX_REASON) }));
}

async function promote(rest: Words, { by, useCases }: CommandContext): Promise<MessageContent> {
  const step = readStep(rest, 'promote');
  const answer = await useCases.promoteStep(by, { ...step, confirmed: null });
  return answer.status === 'asks'
    ? askForPromotion(answer.sentence, { ...step, ...answer })
    : sayAnswer(answer);
}

async function demote(rest: Words, { by, useCases }: CommandContext): Promise<MessageContent> {
  const reason =
    withoutFirst(withoutFirst(rest)).text.slice(0, MAX_REASON) || 'Somebody wanted to be asked again.';
  return sayAnswer(await useCases.demoteStep(by, { ...readStep(rest, 'demote'), reason }));
}

function readStep({ list }: Words, verb: string): { runbookId: string; step: number } {
  const [runbookId, step] = list;
  if (runbookId !== undefined && step !== undefined && /^[1-9]\d{0,2}$/.test(step))
    return { runbookId, step: Number(step) };
  throw new UserInputError(
    `Write \`${COMMAND} actions ${verb} <runbook> <step>\`: the runbook’s name and the number of its step.`,
  );
}
