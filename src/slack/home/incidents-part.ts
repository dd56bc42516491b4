/** The queue with the reasons for its order, and what is over. */
import { effectiveScore, type ImpactComponent } from '../../incidents/impact.js';
import type { Incident } from '../../incidents/incident.js';
import type { HomeView } from '../../workflows/home/home-view.js';
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
} from '../blocks/kit/block-kit.js';
import { resolution, responsibleFor } from '../blocks/answers/incident-spans.js';
import { count, lightOf } from '../blocks/kit/words.js';
import { COMMAND } from '../ids.js';
import { heading, incidentSpan } from './heading.js';

const TITLE = 120;
const REASON = 200;

export function buildQueue(home: HomeView): readonly Block[] {
  const { queue, activeCount } = home;
  if (queue.length === 0) return [heading('Nothing burns'), paragraph([glue('✅ No unresolved incident.')])];
  const left = activeCount - queue.length;
  return [
    heading(`${count(activeCount, 'unresolved incident')}, by impact`),
    ...queue.map((incident) => queued(incident, home)),
    ...(left > 0 ? [context(`… and ${left} more; \`${COMMAND} list\` shows them.`)] : []),
  ];
}

export function buildResolved(home: HomeView): readonly Block[] {
  if (home.recentlyResolved.length === 0) return [];
  return [
    bullets(
      [bold('Resolved today')],
      home.recentlyResolved.map((incident): Line => [
        glue('✅ '),
        incidentSpan(incident, home),
        glue(' '),
        plain(incident.title, TITLE),
        ...resolution(incident, '{ago}'),
      ]),
    ),
  ];
}

/** One incident: what it is, and why it stands where it stands. */
function queued(incident: Incident, home: HomeView): Block {
  const { impact, impactOverride, snoozedUntil } = incident;
  const score = effectiveScore(incident);
  const isAsleep = snoozedUntil !== null && snoozedUntil > home.now;
  const first: Line = [
    glue(`${lightOf(incident)} `),
    incidentSpan(incident, home),
    glue(' '),
    plain(incident.title, TITLE),
    glue(` · ${incident.severity} · `),
    bold(score === null ? 'impact not known' : `impact ${score}`),
    glue(' · since '),
    moment(incident.startedAt, '{time}'),
    glue(' · '),
    ...responsibleFor(incident, home.commanders.get(incident.id), 'nobody on it'),
    ...(isAsleep ? [glue(' · asleep until '), moment(snoozedUntil, '{time}')] : []),
  ];
  const reasons: readonly Line[] = impactOverride
    ? [[plain(`${impactOverride.score} points by hand: ${impactOverride.reason}`, REASON)]]
    : (impact?.components ?? [])
        .filter(isTelling)
        .map((component): Line => [plain(reasonOf(component), REASON)]);
  return reasons.length === 0 ? paragraph(first) : bullets(first, reasons);
}

/** What adds nothing explains nothing, except an error budget that holds. */
const isTelling = ({ name, points, queries }: ImpactComponent): boolean =>
  points >= 0.5 || (name === 'error_budget' && queries !== undefined);

function reasonOf({ points, outOf, reason }: ImpactComponent): string {
  return `${Math.round(points)} of ${outOf}: ${reason}`;
}
