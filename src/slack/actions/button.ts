/**
 * One thing that can be clicked: in a message, in a modal or on the Home tab. One file per button (or family of buttons);
 * `index.ts` lists them. A button carries nothing but an opaque id.
 */
import type { ActionInput } from '../../workflows/slack-input.js';
import type { PersonUseCases } from '../../workflows/use-cases.js';
import type { MessageContent } from '../blocks/kit/block-kit.js';

export interface ButtonContext {
  readonly useCases: PersonUseCases;
}

export interface Button {
  readonly actionIds: readonly string[];
  /**
   * Name of the modal that the click opens at once; the button's value is the id of its
   * incident, or `<incident>:<subject>`. Without one, `run`
   * does what is asked for.
   */
  readonly modal?: string;
  /**
   * Does it and answers the person, for their eyes only; null when what they see changes by itself. Runs at least once.
   * @throws UserInputError with a sentence that says what to do instead.
   */
  run(input: ActionInput, context: ButtonContext): Promise<MessageContent | null>;
}

/** Returns its argument; it exists so that every button is checked where it is written. */
export function defineButton(button: Button): Button {
  return button;
}
