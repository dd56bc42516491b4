/** For commands that are about an incident when one is meant, and about something else when none is. */
import type { CommandContext } from './command.js';
import { findTarget, type Target } from './target.js';
import { readNumber, type Words } from './words.js';

const LOOKED_THROUGH = 100;

/**
 * The incident whose number is said, the thread's, or the only one of the channel; `incident` is null when none is meant.
 * @throws UserInputError when a number is said that no incident has.
 */
export async function findOptionalTarget(
  words: Words,
  context: CommandContext,
  verb: string,
): Promise<Target | { incident: null; rest: Words }> {
  if (readNumber(words.list[0]) !== undefined || context.incident) return findTarget(words, context, verb);
  const active = await context.useCases.listIncidents(LOOKED_THROUGH);
  const [only, ...others] = active.filter(({ channel }) => channel === context.channelId);
  return { incident: only && others.length === 0 ? only : null, rest: words };
}
