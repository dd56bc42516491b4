/** What people would get to see of incidents: the real messages, rendered and not sent. */
import type { UseCases } from '../../../src/workflows/use-cases.js';
import type { IncidentView } from '../../../src/workflows/reading/incident-view.js';
import type { MessageRequest } from '../../../src/incidents/ports/message.js';
import { createRenderer } from '../../../src/slack/delivery/render.js';

/** As Slack would get it. */
export interface RenderedMessage {
  readonly text: string;
  readonly blocks: readonly object[];
}

export async function renderMessages(
  useCases: UseCases,
  views: readonly IncidentView[],
): Promise<readonly RenderedMessage[]> {
  const render = createRenderer(useCases);
  const wanted = views.flatMap(({ incident, proposals }): MessageRequest[] => [
    { kind: 'incident_card', incidentId: incident.id, subjectId: null },
    { kind: 'evidence', incidentId: incident.id, subjectId: null },
    ...proposals.map(({ proposal }): MessageRequest => ({
      kind: 'proposal',
      incidentId: incident.id,
      subjectId: proposal.id,
    })),
  ]);
  const messages: RenderedMessage[] = [];
  for (const message of wanted) {
    const rendered = await render(message);
    if (rendered) messages.push({ text: rendered.text, blocks: rendered.blocks });
  }
  return messages;
}
