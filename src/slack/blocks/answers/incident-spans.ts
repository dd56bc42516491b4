/** What lists say of an incident, in the same words wherever they stand. */
import type { Incident } from '../../../incidents/incident.js';
import { glue, moment, personSpan, type Line } from '../kit/block-kit.js';
import { actorSpan } from '../kit/words.js';

/** Who leads it, else who has taken it, else `nobody`. */
export function responsibleFor(
  { acknowledgedBy }: Pick<Incident, 'acknowledgedBy'>,
  commander: string | undefined,
  nobody: string,
): Line {
  if (commander !== undefined) return [glue('led by '), personSpan(commander)];
  return [acknowledgedBy ? actorSpan(acknowledgedBy) : glue(nobody)];
}

/** ` · yesterday 14:05 by Bob`; nothing for what is not over. */
export function resolution(
  { resolvedAt, resolvedBy }: Pick<Incident, 'resolvedAt' | 'resolvedBy'>,
  format: Parameters<typeof moment>[1],
): Line {
  if (!resolvedAt) return [];
  return [glue(' · '), moment(resolvedAt, format), glue(' by '), actorSpan(resolvedBy)];
}
