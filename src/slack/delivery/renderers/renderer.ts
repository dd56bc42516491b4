/** One renderer per kind of message: reads what is true now and says what Slack gets. */
import type { Chart } from '../../../incidents/chart.js';
import type { MessageFolding } from '../../../incidents/ports/message-folding.js';
import type { IncidentView } from '../../../workflows/reading/incident-view.js';
import type { UseCases } from '../../../workflows/use-cases.js';
import type { MessageContent } from '../../blocks/kit/block-kit.js';
import type { NamePeople } from '../../people-names.js';
import type { Rendered, Showable } from '../rendered.js';

export interface RenderDeps {
  readonly useCases: Pick<UseCases, 'readIncident'> &
    Partial<
      Pick<
        UseCases,
        'readQuestion' | 'readPostmortem' | 'readHome' | 'readStorm' | 'readWeeklyDigest' | 'readRecurrence'
      >
    >;
  /** Without it, every message stands for itself. */
  readonly folding?: Pick<MessageFolding, 'foldedInto'>;
  /** The picture of a chart; null when there is nothing to draw. Without it, charts are told in words. */
  readonly drawChart?: (chart: Chart) => Promise<Uint8Array | null>;
  /** Puts names in place of people's ids. Without it, the ids stand. */
  readonly namePeople?: NamePeople;
  /** The address of a thread's first message; null when it cannot be known. */
  readonly linkTo?: (channel: string, ts: string) => string | null;
}

/** Null when what the message speaks about is gone, or need not be shown any more. */
export type Renderer = (message: Showable, deps: RenderDeps) => Promise<Rendered | null>;

/** For kinds that are about one incident. */
export function ofIncident(
  build: (
    view: IncidentView,
    message: Showable,
    deps: RenderDeps,
  ) => (MessageContent & Pick<Rendered, 'way'>) | undefined,
): Renderer {
  return async (message, deps) => {
    if (message.incidentId === null) return null;
    const view = await deps.useCases.readIncident(message.incidentId);
    const content = view && build(view, message, deps);
    return content ? { ...content, notBefore: view.incident.openedAt } : null;
  };
}
