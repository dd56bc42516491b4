/** What this person has to do: decide, lead, tell others. */
import type { HomeView } from '../../workflows/home/home-view.js';
import {
  bold,
  bullets,
  context,
  glue,
  moment,
  plain,
  type Block,
  type Line,
} from '../blocks/kit/block-kit.js';
import { lightOf } from '../blocks/kit/words.js';
import { heading, incidentSpan, linkSpan } from './heading.js';

const TITLE = 120;
const LINES = 15;

export function buildApprovals(home: HomeView): readonly Block[] {
  const { approvals } = home;
  if (approvals.length === 0) return [];
  return [
    heading(`${approvals.length === 1 ? 'A decision waits' : `${approvals.length} decisions wait`} for you`),
    bullets(
      [glue('Decide on the card in the thread, where others see it:')],
      approvals
        .slice(0, LINES)
        .map(({ incident, proposal, link }): Line => [
          incidentSpan(incident, home),
          glue(' '),
          plain(proposal.title, TITLE),
          glue(` · ${proposal.risk} risk · until `),
          moment(proposal.expiresAt, '{time}'),
          ...(link === null ? [] : [glue(' · '), linkSpan('open the card', link)]),
        ]),
    ),
    ...rest(approvals.length),
  ];
}

export function buildMyRoles(home: HomeView): readonly Block[] {
  const { myRoles } = home;
  if (myRoles.length === 0) return [];
  return [
    bullets(
      [bold('Your roles')],
      myRoles
        .slice(0, LINES)
        .map(({ incident, role }): Line => [
          glue(`${lightOf(incident)} `),
          bold(role),
          glue(' of '),
          incidentSpan(incident, home),
          glue(' '),
          plain(incident.title, TITLE),
        ]),
    ),
    ...rest(myRoles.length),
  ];
}

export function buildUpdatesDue(home: HomeView): readonly Block[] {
  const { updatesDue, now } = home;
  if (updatesDue.length === 0) return [];
  return [
    bullets(
      [bold('Status updates')],
      updatesDue.map(({ incident, dueAt }): Line => [
        glue(dueAt <= now ? '⏰ ' : ''),
        incidentSpan(incident, home),
        glue(dueAt <= now ? ' was due ' : ' is due '),
        moment(dueAt, '{time}'),
        glue(' · '),
        plain(incident.title, TITLE),
      ]),
    ),
  ];
}

function rest(length: number): readonly Block[] {
  return length > LINES ? [context(`… and ${length - LINES} more.`)] : [];
}
