import type { CommandInput } from '../../workflows/slack-input.js';
import type { MessageContent } from '../blocks/kit/block-kit.js';
import type { CommandContext } from '../commands/command.js';
import { findModalFor } from '../commands/modal-for.js';
import { parseCommand, type ParsedCommand } from '../commands/parse.js';
import { findTarget, WhichIncidentError } from '../commands/target.js';
import { fillForm } from '../modals/fill-form.js';
import { askWhichIncident } from '../modals/which-incident.js';
import type { Modal, ModalMetadata, ModalRequest } from '../modals/modal.js';
import { sayCommandInWords } from './form-in-words.js';
import type { HandlerDeps } from './handler-deps.js';

/** Null when the form that was opened says everything. */
export async function handleCommand(
  deps: Pick<HandlerDeps, 'useCases' | 'client' | 'log'>,
  { id, userId, channelId, text, modalId }: CommandInput,
): Promise<MessageContent | null> {
  const parsed = parseCommand(text);
  const { command, words } = parsed;
  const context: CommandContext = {
    by: { slackUserId: userId },
    requestId: id,
    channelId,
    incident: null,
    useCases: deps.useCases,
  };
  const modal = modalId === null ? undefined : findModalFor(text);
  if (!modal || modalId === null) return command.run(words, context);
  const isFilled = await fillForm(deps, { modal, modalId }, async () => {
    const request = await readRequest(modal, parsed, context).catch((error: unknown) => {
      if (error instanceof WhichIncidentError) return error;
      throw error;
    });
    if (request instanceof WhichIncidentError) {
      const content = askWhichIncident(request.choices, {
        title: modal.title,
        modalName: modal.name,
        channelId,
      });
      return { form: { metadata: { channelId }, content } };
    }
    return { form: { metadata: request.metadata, content: await modal.build(request) } };
  });
  return isFilled ? null : sayCommandInWords(command);
}

/** @throws UserInputError when it is not clear which incident is meant. */
async function readRequest(
  { isAboutIncident = true }: Modal,
  { command, words }: ParsedCommand,
  context: CommandContext,
): Promise<ModalRequest> {
  const { by, channelId, useCases } = context;
  const metadata: ModalMetadata = { channelId };
  if (!isAboutIncident) return { by, incident: null, metadata, text: words.text, useCases };
  const meant = command.readForForm ? await command.readForForm(words, context) : words;
  const { incident, rest } = await findTarget(meant, context, command.verb);
  return { by, incident, metadata: { ...metadata, incidentId: incident.id }, text: rest.text, useCases };
}
