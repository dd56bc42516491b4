/** Which incident a command means: the one whose number is said, the thread's, or the only one of the channel. */
import { incidentLabel, type Incident } from '../../incidents/incident.js';
import { UserInputError } from '../../shared/errors.js';
import { cut, oneLine } from '../../shared/text.js';
import type { IncidentView } from '../../workflows/reading/incident-view.js';
import { COMMAND } from '../ids.js';
import type { CommandContext } from './command.js';
import { readNumber, withoutFirst, type Words } from './words.js';

/** Unresolved incidents looked through for those of a channel. */
const LOOKED_THROUGH = 100;
/** In a sentence; more is what the list is for. */
const NAMED = 5;

export interface Target {
  readonly incident: Incident;
  /** What was written after the number. */
  readonly rest: Words;
}

/** What a command takes when no number is said and nothing is open here. */
export interface TargetOptions {
  /** The last incident of the channel that is over, for commands that read or look back. */
  readonly elseResolved?: boolean;
}

/** Several could be meant: whoever shows a form can offer them. */
export class WhichIncidentError extends UserInputError {
  constructor(
    message: string,
    readonly choices: readonly Incident[],
  ) {
    super(message);
  }
}

/** For commands that take nothing but a number. @throws UserInputError when something else was written. */
export async function findOnlyTarget(
  words: Words,
  context: CommandContext,
  verb: string,
  options: TargetOptions = {},
): Promise<Incident> {
  const [word] = words.list;
  if (word !== undefined && readNumber(word) === undefined) {
    throw new UserInputError(
      `\`${word}\` is not an incident's number. Say \`${COMMAND} ${verb} 12\` or \`${COMMAND} ${verb} INC-12\`.`,
    );
  }
  if (words.list.length > 1) {
    throw new UserInputError(
      `\`${COMMAND} ${verb}\` takes one incident at a time. Say \`${COMMAND} ${verb} ${readNumber(word) ?? 12}\`.`,
    );
  }
  return (await findTarget(words, context, verb, options)).incident;
}

/** What is known about it, also when it is over. For commands that take nothing but a number. */
export async function readOnlyTarget(
  words: Words,
  context: CommandContext,
  verb: string,
): Promise<IncidentView> {
  const incident = await findOnlyTarget(words, context, verb, { elseResolved: true });
  const view = await context.useCases.readIncident(incident.id);
  if (!view) throw new UserInputError(`${incidentLabel(incident)} is gone.`);
  return view;
}

/** @throws UserInputError when none is meant, or more than one could be. `verb` is for the sentence. */
export async function findTarget(
  words: Words,
  context: CommandContext,
  verb: string,
  { elseResolved = false }: TargetOptions = {},
): Promise<Target> {
  const number = readNumber(words.list[0]);
  if (number !== undefined) {
    const incident = await context.useCases.findIncident(number);
    if (incident) return { incident, rest: withoutFirst(words) };
    throw new UserInputError(
      `There is no INC-${number}. \`${COMMAND} list all\` shows those that there are.`,
    );
  }
  if (context.incident) return { incident: context.incident, rest: words };
  const { active, here } = await listUnresolved(context);
  const [only, ...others] = here;
  if (only && others.length === 0) return { incident: only, rest: words };
  if (only) {
    const named = here.slice(0, NAMED).map((incident) => `${incidentLabel(incident)} (${titleOf(incident)})`);
    throw new WhichIncidentError(
      `Which incident? This channel has ${named.join(', ')}${here.length > NAMED ? ' and others' : ''}. Say its number: \`${COMMAND} ${verb} ${only.number}\`.`,
      here,
    );
  }
  if (elseResolved) {
    const [last] = await context.useCases.listResolved(1, context.channelId);
    if (last) return { incident: last, rest: words };
  }
  const [elsewhere] = active;
  throw new UserInputError(
    elsewhere
      ? `Which incident? This channel has none that is unresolved. Say its number, for example \`${COMMAND} ${verb} ${elsewhere.number}\`; \`${COMMAND} list\` shows those of all channels.`
      : `No incident is open. To mean one that is over, say its number; \`${COMMAND} list resolved\` shows the last ones.`,
  );
}

/** Enough to know it by; in a sentence that may hold code. */
function titleOf({ title }: Incident): string {
  return cut(oneLine(title).replaceAll('`', "'"), 60);
}

/**
 * For commands that are about an incident when one is meant, and about something else when none is: `incident` is null then.
 * @throws UserInputError when a number is said that no incident has.
 */
export async function findOptionalTarget(
  words: Words,
  context: CommandContext,
  verb: string,
): Promise<Target | { incident: null; rest: Words }> {
  if (readNumber(words.list[0]) !== undefined || context.incident) return findTarget(words, context, verb);
  const [only, ...others] = (await listUnresolved(context)).here;
  return { incident: only && others.length === 0 ? only : null, rest: words };
}

/**
 * `INC-12` in a question says which incident it is about; undefined when it names none.
 * @throws UserInputError when there is no such incident: an answer about another one would mislead.
 */
export async function findNamed(
  { findIncident }: Pick<CommandContext['useCases'], 'findIncident'>,
  question: string,
): Promise<Incident | undefined> {
  const number = /\binc-(\d{1,9})\b/i.exec(question)?.[1];
  if (number === undefined) return undefined;
  const incident = await findIncident(Number(number));
  if (incident) return incident;
  throw new UserInputError(
    `There is no INC-${Number(number)}. \`${COMMAND} list all\` shows those that there are.`,
  );
}

/** The worst first: all of them, and those of the channel. */
async function listUnresolved({ useCases, channelId }: CommandContext) {
  const active = await useCases.listIncidents(LOOKED_THROUGH);
  return { active, here: active.filter(({ channel }) => channel === channelId) };
}
