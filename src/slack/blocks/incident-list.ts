/** Answer to `/incident list`: unresolved incidents, the worst first. */
import { incidentLabel, type Incident } from '../../incidents/incident.js';
import {
  bold,
  bullets,
  context,
  glue,
  moment,
  paragraph,
  plain,
  type Line,
  type MessageContent,
} from './block-kit.js';
import { fitMessage } from './budget.js';
import { actorSpan, count, lightOf } from './words.js';

/** `incidents` in the order to show; `hasMore` = there are others below these. */
export function buildIncidentList(
  incidents: readonly Incident[],
  { hasMore }: { hasMore: boolean },
): MessageContent {
  if (incidents.length === 0) {
    return { text: 'No unresolved incident.', blocks: [paragraph([glue('✅ No unresolved incident.')])] };
  }
  const heading = `${hasMore ? 'More than ' : ''}${count(incidents.length, 'unresolved incident')}, by impact`;
  return fitMessage({
    text: heading,
    blocks: [
      bullets([bold(heading)], incidents.map(incidentLine)),
      context('`/incident show 12` shows one, `/incident ack 12` takes it.'),
    ],
  });
}

function incidentLine(incident: Incident): Line {
  const impact = incident.impact ? `impact ${incident.impact.score}` : 'impact not known';
  return [
    glue(`${lightOf(incident)} `),
    bold(incidentLabel(incident)),
    glue(' '),
    plain(incident.title, 120),
    glue(` · ${incident.severity} · ${impact} · since `),
    moment(incident.startedAt, '{time}'),
    ...(incident.acknowledgedBy ? [glue(' · '), actorSpan(incident.acknowledgedBy)] : [glue(' · open')]),
  ];
}
