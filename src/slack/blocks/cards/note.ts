/** A timeline entry said once in the thread: one grey line with its time. */
import type { TimelineEntry } from '../../../incidents/timeline.js';
import { context, mrkdwnMoment, type MessageContent } from '../kit/block-kit.js';
import { escapeMrkdwn } from '../kit/escape.js';
import { mentionIdsMrkdwn } from '../kit/mention-ids.js';
import { actorMrkdwn } from '../kit/words.js';

/** Of a message in the workspace, made by ourselves. */
const ADDRESS = /^https?:\/\/[^\s<>|]+\/archives\/[A-Z0-9]+\/p\d+(?:\?[^\s<>|]*)?$/;

export function buildNote({
  at,
  text,
  actor,
  kind,
  link,
}: Pick<TimelineEntry, 'at' | 'text' | 'actor'> &
  Partial<Pick<TimelineEntry, 'kind' | 'link'>>): MessageContent {
  const escaped = escapeMrkdwn(text, 1000) || '(empty)';
  // It quotes nobody, and names people by their ids.
  const sentence = kind === 'role.assigned' || kind === 'fix.escalated' ? mentionIdsMrkdwn(escaped) : escaped;
  const by = actor.kind === 'person' ? ` — ${actorMrkdwn(actor)}` : '';
  const where = link && ADDRESS.test(link) ? ` · <${link}|the message>` : '';
  const line = `${mrkdwnMoment(at, '{time_secs}')} ${sentence}${by}${where}`;
  return { text: sentence, blocks: [context(line)] };
}
