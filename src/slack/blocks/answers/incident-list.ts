/** Answer to `/incident list`: unresolved incidents, the worst first. The first ones in two lines each, the rest folded. */
import { effectiveScore } from '../../../incidents/impact.js';
import { incidentLabel, type Incident } from '../../../incidents/incident.js';
import { COMMAND } from '../../ids.js';
import {
  bold,
  bullets,
  context,
  glue,
  moment,
  paragraph,
  plain,
  type Block,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { escapeMrkdwn } from '../kit/escape.js';
import { count, lightOf } from '../kit/words.js';
import { resolution, responsibleFor } from './incident-spans.js';

/** Two lines each: what a phone shows before it folds the message. */
const MAX_IN_FULL = 6;
const TITLE = 120;
const SHORT_TITLE = 60;

export type Commanders = ReadonlyMap<Incident['id'], string>;

/** `incidents` in the order to show; `hasMore` = there are others below these. */
export function buildIncidentList(
  incidents: readonly Incident[],
  { hasMore, commanders = new Map() }: { hasMore: boolean; commanders?: Commanders },
): MessageContent {
  const [worst] = incidents;
  if (!worst) {
    return {
      text: 'No unresolved incident.',
      blocks: [
        paragraph([glue('✅ No unresolved incident.')]),
        context(`\`${COMMAND} list resolved\` shows the last ones that are over.`),
      ],
    };
  }
  const heading = `${hasMore ? 'More than ' : ''}${count(incidents.length, 'unresolved incident')}, by impact`;
  return fitMessage({
    text: heading,
    blocks: [
      paragraph([bold(heading)]),
      ...incidents
        .slice(0, MAX_IN_FULL)
        .map((incident) => incidentItem(incident, commanders.get(incident.id))),
      ...folded(incidents.slice(MAX_IN_FULL), hasMore),
      context(
        `\`${COMMAND} show ${worst.number}\` shows one, \`${COMMAND} ack ${worst.number}\` takes it; the number is that of the incident.`,
      ),
    ],
  });
}

function incidentItem(incident: Incident, commander: string | undefined): Block {
  const score = effectiveScore(incident);
  const facts = [
    incident.severity,
    score === null ? 'impact not known' : `impact ${score}`,
    ...(incident.status === 'mitigated' ? ['mitigated'] : []),
  ];
  return paragraph(
    [glue(`${lightOf(incident)} `), bold(incidentLabel(incident)), glue(' '), plain(incident.title, TITLE)],
    [
      glue(`${facts.join(' · ')} · since `),
      moment(incident.startedAt, '{time}'),
      glue(' · '),
      ...attention(incident, commander),
    ],
  );
}

/** Who has it, or why nobody needs to. */
function attention(incident: Incident, commander: string | undefined): Line {
  const { snoozedUntil } = incident;
  if (snoozedUntil !== null) return [glue('snoozed until '), moment(snoozedUntil, '{time}')];
  return responsibleFor(incident, commander, 'nobody yet');
}

function folded(rest: readonly Incident[], hasMore: boolean): Block[] {
  const lines = rest.map(
    (incident) =>
      `${lightOf(incident)} ${incidentLabel(incident)} ${escapeMrkdwn(incident.title, SHORT_TITLE)} · ${incident.severity}`,
  );
  if (hasMore) lines.push('… and others, less severe.');
  return lines.length === 0 ? [] : [context(...lines)];
}

/** The last ones that are over, for whoever looks for a number. */
export function buildResolvedList(incidents: readonly Incident[]): MessageContent {
  const [newest] = incidents;
  if (!newest) {
    const none = 'No incident has been resolved yet.';
    return { text: none, blocks: [paragraph([glue(none)])] };
  }
  const heading = incidents.length === 1 ? 'Resolved last' : `The last ${incidents.length} resolved`;
  return fitMessage({
    text: heading,
    blocks: [
      bullets(
        [bold(heading)],
        incidents.map((incident): Line => [
          glue(`${lightOf(incident)} `),
          bold(incidentLabel(incident)),
          glue(' '),
          plain(incident.title, TITLE),
          ...resolution(incident, '{date_short_pretty} {time}'),
        ]),
      ),
      context(
        `\`${COMMAND} show ${newest.number}\` shows one, \`${COMMAND} reopen ${newest.number}\` if it comes back.`,
      ),
    ],
  });
}
