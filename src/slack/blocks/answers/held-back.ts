/** What asks for nobody for the time being: maintenance, and alerts that wait. Used by the answer and by the Home tab. */
import type { HeldAlert, MaintenanceWindow } from '../../../incidents/holds.js';
import type { Actor } from '../../../incidents/incident.js';
import type { HeldBack } from '../../../workflows/use-cases/maintenance.js';
import { COMMAND } from '../../ids.js';
import {
  bold,
  bullets,
  code,
  glue,
  moment,
  paragraph,
  personSpan,
  plain,
  type Block,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { count } from '../kit/words.js';

const NAME = 80;
const REASON = 300;
const MOMENT = '{date_short_pretty} {time}';

export function buildHeldBack(heldBack: HeldBack): MessageContent {
  const blocks = heldBackBlocks(heldBack);
  if (blocks.length === 0) {
    return {
      text: 'Nothing is held back',
      blocks: [
        paragraph([
          glue('No service is under maintenance, and no alert waits. '),
          code(`${COMMAND} maintenance checkout 2h database upgrade`),
          glue(' keeps the alerts of a service from opening incidents.'),
        ]),
      ],
    };
  }
  const { windows, alertCount } = heldBack;
  return fitMessage({
    text: `${count(windows.length, 'maintenance window')}, ${count(alertCount, 'alert')} held back`,
    blocks,
  });
}

/** None when nothing is held back. */
export function heldBackBlocks({ windows, alerts, alertCount, now }: HeldBack): readonly Block[] {
  const left = alertCount - alerts.length;
  return [
    ...(windows.length > 0
      ? [
          bullets(
            [bold('Under maintenance')],
            windows.map((window) => describeWindow(window, now)),
          ),
        ]
      : []),
    ...(alertCount > 0
      ? [
          bullets(
            [bold(`${count(alertCount, 'alert')} held back`), glue(': opened then, if still firing')],
            [...alerts.map(describeAlert), ...(left > 0 ? [[glue(`… and ${left} more`)]] : [])],
          ),
        ]
      : []),
  ];
}

function describeWindow(
  { service, startsAt, endsAt, reason, declaredBy }: MaintenanceWindow,
  now: Date,
): Line {
  return [
    plain(service, NAME),
    ...(startsAt > now ? [glue(' from '), moment(startsAt, MOMENT)] : []),
    glue(' until '),
    moment(endsAt, MOMENT),
    glue(', '),
    ...describeActor(declaredBy),
    glue(': '),
    plain(reason, REASON),
  ];
}

function describeActor(actor: Actor): Line {
  if (actor.kind === 'person') return [personSpan(actor.id)];
  return [plain(actor.kind === 'system' ? actor.id : 'Firewatch', NAME)];
}

function describeAlert({ name, service, until, why }: HeldAlert): Line {
  return [
    plain(service === null ? name : `${name} for ${service}`, NAME),
    glue(' until '),
    moment(until, MOMENT),
    glue(' · '),
    plain(why, REASON),
  ];
}
