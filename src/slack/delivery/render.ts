/** Turns a claimed message into what Slack gets: always the newest state, read at the moment of sending. */
import type { MessageRequest } from '../../incidents/ports.js';
import type { IncidentView } from '../../workflows/incident-view.js';
import type { UseCases } from '../../workflows/use-cases.js';
import type { MessageContent } from '../blocks/block-kit.js';
import { buildEvidenceMessage } from '../blocks/evidence-message.js';
import { buildIncidentCard } from '../blocks/incident-card.js';
import { buildNote } from '../blocks/note.js';
import { buildProposalCard } from '../blocks/proposal-card.js';

export interface Rendered extends MessageContent {
  /** No earlier copy of this message can be older; bounds the search for one. */
  readonly notBefore: Date;
}

/** Null when what the message speaks about does not exist (any more). */
export type Render = (message: MessageRequest) => Promise<Rendered | null>;

export function createRenderer(useCases: Pick<UseCases, 'readIncident'>): Render {
  return async (message) => {
    if (message.incidentId === null) return null;
    const entryId = message.kind === 'note' ? Number(message.subjectId) : undefined;
    const view = await useCases.readIncident(message.incidentId, entryId === undefined ? {} : { entryId });
    const content = view && buildMessage(message, view);
    return content ? { ...content, notBefore: view.incident.openedAt } : null;
  };
}

function buildMessage({ kind, subjectId }: MessageRequest, view: IncidentView): MessageContent | undefined {
  switch (kind) {
    case 'incident_card':
      return buildIncidentCard(view);
    case 'evidence':
      return buildEvidenceMessage(view);
    case 'proposal': {
      const proposal = view.proposals.find((candidate) => candidate.proposal.id === subjectId);
      return proposal && buildProposalCard(proposal, view);
    }
    case 'note': {
      const entry = view.timeline.find((candidate) => String(candidate.id) === subjectId);
      return entry && buildNote(entry);
    }
    default:
      return undefined;
  }
}
