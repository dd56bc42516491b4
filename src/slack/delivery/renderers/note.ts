/** Turns of events, each said once. What happened while a note waited for its turn is said with it, in order. */
import type { TimelineEntry } from '../../../incidents/timeline.js';
import type { IncidentView } from '../../../workflows/reading/incident-view.js';
import type { MessageContent } from '../../blocks/kit/block-kit.js';
import { buildNote } from '../../blocks/cards/note.js';
import { buildStatusUpdate } from '../../blocks/cards/status-update.js';
import type { Renderer } from './renderer.js';

export const renderNote: Renderer = async (message, { useCases, folding }) => {
  const { incidentId } = message;
  if (incidentId === null) return null;
  const later = (await folding?.foldedInto(message)) ?? [];
  const contents: MessageContent[] = [];
  let notBefore: Date | undefined;
  for (const { subjectId } of [message, ...later]) {
    const view = await useCases.readIncident(incidentId, { entryId: Number(subjectId) });
    const entry = view?.timeline.find((candidate) => String(candidate.id) === subjectId);
    if (!view || !entry) continue;
    notBefore = view.incident.openedAt;
    contents.push(buildTurn(entry, view));
  }
  if (!notBefore) return null;
  return {
    text: contents.map(({ text }) => text).join('\n'),
    blocks: contents.flatMap(({ blocks }) => blocks),
    notBefore,
  };
};

function buildTurn(entry: TimelineEntry, view: IncidentView): MessageContent {
  return entry.kind === 'status.updated' ? buildStatusUpdate(entry, view) : buildNote(entry);
}
