/** What people say about how it goes, as a message of its own in the thread; and the reminder that it is time to. */
import { incidentLabel } from '../../../incidents/incident.js';
import { communicator } from '../../../incidents/roles.js';
import type { TimelineEntry } from '../../../incidents/timeline.js';
import { formatDuration } from '../../../shared/duration.js';
import { capitalize } from '../../../shared/text.js';
import type { IncidentView } from '../../../workflows/reading/incident-view.js';
import { COMMAND } from '../../ids.js';
import {
  bold,
  code,
  context,
  glue,
  mention,
  mrkdwnMoment,
  paragraph,
  plain,
  type MessageContent,
} from '../kit/block-kit.js';
import { escapeMrkdwn } from '../kit/escape.js';
import { actorMrkdwn } from '../kit/words.js';

const TEXT = 1000;

/** A timeline entry of the kind `status.updated`. */
export function buildStatusUpdate(
  { at, text, actor }: Pick<TimelineEntry, 'at' | 'text' | 'actor'>,
  { incident }: Pick<IncidentView, 'incident'>,
): MessageContent {
  return {
    text: `${incidentLabel(incident)}: ${escapeMrkdwn(text, TEXT) || '(empty)'}`,
    blocks: [
      paragraph([bold('Status update')], [plain(text, TEXT)]),
      context(`${actorMrkdwn(actor)} · ${mrkdwnMoment(at)} · ${incident.severity}, ${incident.status}`),
    ],
  };
}

/** Rings the communications lead, else the commander, else nobody. Said once for each time that passed. */
export function buildStatusReminder(view: IncidentView): MessageContent {
  const { incident, roles, timeline, now } = view;
  const who = communicator(roles);
  const last = timeline.findLast(({ kind }) => kind === 'status.updated');
  const since = formatDuration(now.getTime() - (last?.at ?? incident.openedAt).getTime());
  const sentence = last
    ? `the last status update is ${since} old.`
    : `nobody has said for ${since} how it goes.`;
  const start = who ? [mention(who.slackUserId), glue(`, ${sentence}`)] : [glue(capitalize(sentence))];
  return {
    text: `${incidentLabel(incident)}: ${sentence}`,
    blocks: [
      paragraph([
        ...start,
        glue(' One sentence will do, “nothing new” too: '),
        code(`${COMMAND} status ${incident.number} …`),
      ]),
    ],
  };
}
