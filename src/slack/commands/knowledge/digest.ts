import { readDays } from '../../../incidents/stats.js';
import { UserInputError } from '../../../shared/errors.js';
import { buildDigest } from '../../blocks/answers/digest.js';
import { COMMAND } from '../../ids.js';
import { defineCommand } from '../command.js';

/** Longer ago than the comparison with as many days before could be read. */
const MAX_DAYS = 182;

export const digest = defineCommand({
  verb: 'digest',
  aliases: ['weekly'],
  section: 'Learn',
  forms: [
    ['digest [team] [4w]', "a team's weeks: MTTA, MTTR, noise with advice, what came back, error budgets"],
  ],
  async run({ list }, context) {
    const last = list.at(-1) ?? '';
    const isSpan = /^\d/.test(last);
    const days = readDays(isSpan ? last : undefined);
    if (days === undefined || days > MAX_DAYS)
      throw new UserInputError(
        `\`${last.slice(0, 40)}\` is not a time to look back. Say \`${COMMAND} digest 7d\`, \`${COMMAND} digest shop 4w\` or up to ${MAX_DAYS / 7}w.`,
      );
    const team = (isSpan ? list.slice(0, -1) : list).join(' ');
    return buildDigest(await context.useCases.readDigest({ team, days }));
  },
});
