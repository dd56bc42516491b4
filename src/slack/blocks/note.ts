/** A timeline entry said once in the thread: one grey line with its time. */
import type { TimelineEntry } from '../../incidents/timeline.js';
import { context, mrkdwnMoment, type MessageContent } from './block-kit.js';
import { escapeMrkdwn } from './escape.js';
import { actorMrkdwn } from './words.js';

export function buildNote({ at, text, actor }: Pick<TimelineEntry, 'at' | 'text' | 'actor'>): MessageContent {
  const sentence = escapeMrkdwn(text, 1000) || '(empty)';
  const by = actor.kind === 'person' ? ` — ${actorMrkdwn(actor)}` : '';
  return { text: sentence, blocks: [context(`${mrkdwnMoment(at, '{time_secs}')} ${sentence}${by}`)] };
}
