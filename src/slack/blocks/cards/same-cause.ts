/** An incident with the cause of an earlier one: one line with the way there, and a button that makes the two one. */
import { incidentLabel } from '../../../incidents/incident.js';
import type { SameCause } from '../../../incidents/same-cause.js';
import type { RecurrenceView } from '../../../workflows/investigation/recurrence-view.js';
import { ACTIONS } from '../../ids.js';
import {
  bold,
  buttonRow,
  glue,
  link,
  moment,
  paragraph,
  plain,
  type Block,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { cleanText } from '../kit/escape.js';
import type { LinkTo } from './similar-lines.js';

const WHY = 300;

/** `linkTo` gives the address of the earlier thread; without it, that is named only. */
export function buildSameCause({ incident, same }: RecurrenceView, linkTo?: LinkTo): MessageContent {
  if (same === null) {
    const text = 'The newest analysis names the cause of no earlier incident any more.';
    return { text, blocks: [paragraph([glue(text)])] };
  }
  const { earlier, why } = same;
  const label = incidentLabel(earlier);
  const url = earlier.thread && linkTo?.(earlier.thread.channel, earlier.thread.ts);
  const line: Line = [
    bold('Same cause'),
    glue(' as '),
    url ? link(label, url) : bold(label),
    ...whenOf(same),
    glue(': '),
    plain(why, WHY),
    glue('.'),
  ];
  return {
    text: `Same cause as ${label}`,
    blocks: [paragraph(line), ...(incident.status === 'resolved' ? [] : [mergeButton(incident, same)])],
  };
}

function whenOf({ earlier: { resolvedAt, openedAt } }: SameCause): Line {
  return resolvedAt === null
    ? [glue(', opened '), moment(openedAt, '{ago}')]
    : [glue(', resolved '), moment(resolvedAt, '{ago}')];
}

function mergeButton(incident: RecurrenceView['incident'], { earlier }: SameCause): Block {
  const [name, label] = [incidentLabel(incident), incidentLabel(earlier)];
  const again = earlier.resolvedAt === null ? '' : `${label} is opened again. `;
  const text = `${again}${name} becomes part of it: its alerts go there, and the work goes on in that thread. That cannot be turned around.`;
  return buttonRow({
    actionId: ACTIONS.mergeSameCause,
    value: `${incident.id}:${earlier.incidentId}`,
    text: `Merge into ${label}`,
    hint: `Make ${name} part of ${label}; it asks once more`,
    confirm: {
      title: { type: 'plain_text', text: `Merge into ${label}?` },
      text: { type: 'plain_text', text: cleanText(text, { max: 300 }) },
      confirm: { type: 'plain_text', text: 'Merge' },
      deny: { type: 'plain_text', text: 'Not now' },
    },
  });
}
