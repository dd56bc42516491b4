/** Answer to `/incident list`: unresolved incidents, the worst first. The first ones in two lines each, the rest folded. */
import { effectiveScore } from '../../incidents/impact.js';
import { incidentLabel, type Incident } from '../../incidents/incident.js';
import { COMMAND } from '../ids.js';
import {
  bold,
  context,
  glue,
  moment,
  paragraph,
  plain,
  type Block,
  type Line,
  type MessageContent,
} from './block-kit.js';
import { fitMessage } from './budget.js';
import { escapeMrkdwn } from './escape.js';
import { actorSpan, count, lightOf } from './words.js';

/** Two lines each: what a phone shows before it folds the message. */
const MAX_IN_FULL = 6;
const TITLE = 120;
const SHORT_TITLE = 60;

/** `incidents` in the order to show; `hasMore` = there are others below these. */
export function buildIncidentList(
  incidents: readonly Incident[],
  { hasMore }: { hasMore: boolean },
): MessageContent {
  const [worst] = incidents;
  if (!worst) {
    return { text: 'No unresolved incident.', blocks: [paragraph([glue('✅ No unresolved incident.')])] };
  }
  const heading = `${hasMore ? 'More than ' : ''}${count(incidents.length, 'unresolved incident')}, by impact`;
  return fitMessage({
    text: heading,
    blocks: [
      paragraph([bold(heading)]),
      ...incidents.slice(0, MAX_IN_FULL).map(incidentItem),
      ...folded(incidents.slice(MAX_IN_FULL), hasMore),
      context(
        `\`${COMMAND} show ${worst.number}\` shows one, \`${COMMAND} ack ${worst.number}\` takes it; the number is that of the incident.`,
      ),
    ],
  });
}

function incidentItem(incident: Incident): Block {
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
      ...attention(incident),
    ],
  );
}

/** Who has it, or why nobody needs to. */
function attention({ acknowledgedBy, snoozedUntil }: Incident): Line {
  if (snoozedUntil !== null) return [glue('snoozed until '), moment(snoozedUntil, '{time}')];
  return acknowledgedBy ? [actorSpan(acknowledgedBy)] : [glue('nobody yet')];
}

function folded(rest: readonly Incident[], hasMore: boolean): Block[] {
  const lines = rest.map(
    (incident) =>
      `${lightOf(incident)} ${incidentLabel(incident)} ${escapeMrkdwn(incident.title, SHORT_TITLE)} · ${incident.severity}`,
  );
  if (hasMore) lines.push('… and others, less severe.');
  return lines.length === 0 ? [] : [context(...lines)];
}
