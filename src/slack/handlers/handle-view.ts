/** A form that was sent and checked. */
import { z } from 'zod';
import { UserInputError } from '../../shared/errors.js';
import type { ViewInput } from '../../workflows/slack-input.js';
import type { MessageContent } from '../blocks/kit/block-kit.js';
import { OTHER_VERSION } from '../ids.js';
import { findModal } from '../modals/find-modal.js';
import type { ModalMetadata } from '../modals/modal.js';
import type { HandlerDeps } from './handler-deps.js';

const Metadata = z.object({
  incidentId: z.uuid().exactOptional(),
  channelId: z
    .string()
    .regex(/^[CDG][A-Z0-9]+$/)
    .exactOptional(),
  threadTs: z
    .string()
    .regex(/^\d+\.\d+$/)
    .exactOptional(),
  subject: z.string().exactOptional(),
  quote: z.string().exactOptional(),
});

export async function handleView(
  { useCases }: Pick<HandlerDeps, 'useCases'>,
  { id, userId, callbackId, metadata, values }: ViewInput,
): Promise<MessageContent> {
  const modal = findModal(callbackId);
  const remembered = readMetadata(metadata);
  if (!modal || !remembered) throw new UserInputError(OTHER_VERSION);
  return modal.submit({
    by: { slackUserId: userId },
    requestId: id,
    values,
    metadata: remembered,
    useCases,
  });
}

/** Its shape only: whether what it names exists, and who may do what with it, is asked again. Undefined when it is not ours. */
export function readMetadata(text: string): ModalMetadata | undefined {
  if (text === '') return {};
  try {
    return Metadata.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
