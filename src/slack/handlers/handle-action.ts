import { UserInputError } from '../../shared/errors.js';
import type { ActionInput } from '../../workflows/slack-input.js';
import { BUTTONS } from '../actions/index.js';
import type { MessageContent } from '../blocks/block-kit.js';
import { OTHER_VERSION } from '../ids.js';
import type { HandlerDeps } from './handler-deps.js';

const BY_ID = new Map(BUTTONS.flatMap((button) => button.actionIds.map((id) => [id, button] as const)));

export async function handleAction(
  { useCases }: Pick<HandlerDeps, 'useCases'>,
  input: ActionInput,
): Promise<MessageContent | null> {
  const button = BY_ID.get(input.actionId);
  if (!button) throw new UserInputError(OTHER_VERSION);
  return button.run(input, { useCases });
}
