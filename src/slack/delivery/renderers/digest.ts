/** What many messages would have said, in one: which incidents they were about, and where to read them. */
import type { IncidentId } from '../../../shared/ids.js';
import { incidentLabel } from '../../../incidents/incident.js';
import type { MessageRequest } from '../../../incidents/ports/message.js';
import { bold, bullets, code, context, glue, plain, type Line } from '../../blocks/kit/block-kit.js';
import { foldItems } from '../../blocks/kit/budget.js';
import { COMMAND } from '../../ids.js';
import type { Renderer } from './renderer.js';

const MAX_INCIDENTS = 25;
const WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  note: ['note', 'notes'],
  chart: ['chart', 'charts'],
};

export const renderDigest: Renderer = async (message, { useCases, folding }) => {
  const folded = (await folding?.foldedInto(message)) ?? [];
  if (folded.length === 0) return null;
  const byIncident = new Map<IncidentId, MessageRequest[]>();
  for (const one of folded) {
    if (one.incidentId !== null)
      byIncident.set(one.incidentId, [...(byIncident.get(one.incidentId) ?? []), one]);
  }
  const lines: Line[] = [];
  let notBefore = new Date();
  for (const [incidentId, messages] of [...byIncident].slice(0, MAX_INCIDENTS)) {
    const view = await useCases.readIncident(incidentId);
    if (!view) continue;
    const { incident } = view;
    if (incident.openedAt < notBefore) notBefore = incident.openedAt;
    lines.push([
      bold(incidentLabel(incident)),
      glue(' '),
      plain(incident.title, 120),
      glue(`: ${count(messages)} · `),
      code(`${COMMAND} timeline ${incident.number}`),
    ]);
  }
  const left = byIncident.size - MAX_INCIDENTS;
  const shown = left > 0 ? [...lines, [glue(`… and ${left} more incidents`)]] : lines;
  const title = `Much is happening: ${count(folded)} of ${byIncident.size} ${byIncident.size === 1 ? 'incident' : 'incidents'} are not posted one by one.`;
  return {
    text: title,
    blocks: [
      bullets(
        [bold(title)],
        foldItems(shown, MAX_INCIDENTS + 1, (rest) => [glue(`… and ${rest} more`)]),
      ),
      context('Nothing is lost: the cards show the newest state, the timelines hold every entry.'),
    ],
    notBefore,
  };
};

/** "3 notes and 1 chart". */
function count(messages: readonly MessageRequest[]): string {
  const kinds = [...new Set(messages.map(({ kind }) => kind))];
  return kinds
    .map((kind) => {
      const size = messages.filter((one) => one.kind === kind).length;
      const [one, many] = WORDS[kind] ?? ['message', 'messages'];
      return `${size} ${size === 1 ? one : many}`;
    })
    .join(' and ');
}
