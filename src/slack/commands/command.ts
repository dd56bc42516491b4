/**
 * One `/incident` command: what it is called, how it is written, what it does. One file per command; `index.ts` lists
 * them, and help, suggestions and the documentation follow from that list.
 */
import type { Incident } from '../../incidents/incident.js';
import type { Person, PersonUseCases } from '../../workflows/use-cases.js';
import type { MessageContent } from '../blocks/kit/block-kit.js';
import type { Words } from './words.js';

/** The parts of `/incident help`, in its order. */
export const SECTIONS = ['See', 'Work on it', 'Say', 'Fix', 'End', 'Learn'] as const;

export interface SlashCommand {
  readonly verb: string;
  /** The same as people of other tools know it. */
  readonly aliases: readonly string[];
  readonly section: (typeof SECTIONS)[number];
  /** Every form without `/incident`, with what it does: `['ack [12]', 'you take it; others see it']`. */
  readonly forms: readonly (readonly [form: string, does: string])[];
  /** Its words keep people as `<@U012AB3CD>`; those of other commands read as people wrote them. */
  readonly namesPeople?: boolean;
  /**
   * Name of the modal that asks for what the words leave open; undefined when they are enough. Decided before Slack is
   * answered, so it looks at nothing but the words.
   */
  modalFor?(words: Words): string | undefined;
  /** For the form: words that mean something else than they seem to. */
  readForForm?(words: Words, context: CommandContext): Promise<Words>;
  /**
   * Does it and answers the person, for their eyes only. Runs at least once.
   * @throws UserInputError with a sentence that says what to write instead.
   */
  run(words: Words, context: CommandContext): Promise<MessageContent>;
}

export interface CommandContext {
  readonly by: Person;
  /** The same for every redelivery. */
  readonly requestId: string;
  readonly channelId: string;
  /** The incident in whose thread it was said; null elsewhere. Slack allows no slash command in a thread, but mentions. */
  readonly incident: Incident | null;
  readonly useCases: PersonUseCases;
}

/** Returns its argument; it exists so that every command is checked where it is written. */
export function defineCommand(command: SlashCommand): SlashCommand {
  return command;
}
