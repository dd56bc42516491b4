/** A timeline entry said once in the thread: one grey line with its time. */
import type { TimelineEntry } from '../../incidents/timeline.js';
import { context, mrkdwnMoment, type MessageContent } from './block-kit.js';
import { escapeMrkdwn } from './escape.js';
import { mentionIdsMrkdwn } from './mention-ids.js';
import { actorMrkdwn } from './words.js';

export function buildNote({
  at,
  text,
  actor,
  kind,
}: Pick<TimelineEntry, 'at' | 'text' | 'actor'> & Partial<Pick<TimelineEntry, 'kind'>>): MessageContent {
  const escaped = escapeMrkdwn(text, 1000) || '(empty)';
  // It quotes nobody, and names people by their ids.
  const sentence = kind === 'role.assigned' ? mentionIdsMrkdwn(escaped) : escaped;
  const by = actor.kind === 'person' ? ` — ${actorMrkdwn(actor)}` : '';
  return { text: sentence, blocks: [context(`${mrkdwnMoment(at, '{time_secs}')} ${sentence}${by}`)] };
}
