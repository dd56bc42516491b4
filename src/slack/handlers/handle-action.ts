import { randomUUID } from 'node:crypto';
import { UserInputError } from '../../shared/errors.js';
import { isId, type IncidentId } from '../../shared/ids.js';
import type { ActionInput } from '../../workflows/slack-input.js';
import { readChoice, type Choice } from '../actions/choose-incident.js';
import { BUTTONS } from '../actions/index.js';
import type { MessageContent } from '../blocks/kit/block-kit.js';
import { OTHER_VERSION } from '../ids.js';
import { fillForm } from '../modals/fill-form.js';
import { findModal } from '../modals/find-modal.js';
import type { Modal, ModalRequest } from '../modals/modal.js';
import { buildFormView } from '../modals/modal-view.js';
import { sayFormInWords } from './form-in-words.js';
import type { HandlerDeps } from './handler-deps.js';

const BY_ID = new Map(BUTTONS.flatMap((button) => button.actionIds.map((id) => [id, button] as const)));

/** Null when what the person sees changes by itself. */
export async function handleAction(
  deps: Pick<HandlerDeps, 'useCases' | 'client' | 'log'>,
  input: ActionInput,
): Promise<MessageContent | null> {
  const { useCases } = deps;
  const button = BY_ID.get(input.actionId);
  if (!button) throw new UserInputError(OTHER_VERSION);
  const choice = readChoice(input.actionId, input.value);
  if (choice && input.viewId !== null) return showChosen(deps, input, input.viewId, choice);
  const { modalId } = input;
  const modal = modalId === null || button.modal === undefined ? undefined : findModal(button.modal);
  if (!modal || modalId === null) return button.run(input, { useCases });
  const isFilled = await fillForm(deps, { modal, modalId }, async () => {
    const request = await readRequest(modal, input, useCases);
    return { form: { metadata: request.metadata, content: await modal.build(request) } };
  });
  return isFilled ? null : sayFormInWords(modal.name);
}

/** The form of the incident that was chosen, in place of the question which one. */
async function showChosen(
  { client, useCases }: Pick<HandlerDeps, 'useCases' | 'client'>,
  input: ActionInput,
  viewId: string,
  { incidentId, modal, channelId }: Choice,
): Promise<null> {
  const request = await readRequest(modal, { ...input, value: incidentId, channelId }, useCases);
  const content = await modal.build(request);
  await client.views.update({
    view_id: viewId,
    view: buildFormView(modal, randomUUID(), request.metadata, content),
  });
  return null;
}

/** The button's value is `<incident>` or `<incident>:<subject>`. @throws UserInputError when there is no such incident any more. */
async function readRequest(
  { isAboutIncident = true }: Modal,
  { userId, channelId, threadTs, value }: ActionInput,
  useCases: HandlerDeps['useCases'],
): Promise<ModalRequest> {
  const by = { slackUserId: userId };
  const place = {
    ...(channelId === '' ? {} : { channelId }),
    ...(threadTs === null ? {} : { threadTs }),
  };
  if (!isAboutIncident) return { by, incident: null, metadata: place, text: '', useCases };
  const [id = '', subject] = value.split(':');
  if (!isId(id)) throw new UserInputError(OTHER_VERSION);
  const incident = await useCases.findIncidentById(id as IncidentId);
  if (!incident) throw new UserInputError('This incident is gone; nothing was done.');
  const about = { ...place, incidentId: incident.id, ...(subject === undefined ? {} : { subject }) };
  return { by, incident, metadata: about, text: '', useCases };
}
