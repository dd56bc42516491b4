/** A timeline entry said once in the thread: one grey line with its time. */
import type { TimelineEntry } from '../../../incidents/timeline.js';
import { context, glue, mrkdwnMoment, paragraph, type MessageContent } from '../kit/block-kit.js';
import { escapeMrkdwn } from '../kit/escape.js';
import { mentionIds, mentionIdsMrkdwn } from '../kit/mention-ids.js';
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
  if (kind === 'fix.escalated') return buildCall(text);
  const escaped = escapeMrkdwn(text, 1000) || '(empty)';
  // It quotes nobody, and names people by their ids.
  const sentence = kind === 'role.assigned' ? mentionIdsMrkdwn(escaped) : escaped;
  const by = actor.kind === 'person' ? ` — ${actorMrkdwn(actor)}` : '';
  const where = link && ADDRESS.test(link) ? ` · <${link}|the message>` : '';
  const line = `${mrkdwnMoment(at, '{time_secs}')} ${sentence}${by}${where}`;
  return { text: sentence, blocks: [context(line)] };
}

/** Not grey: somebody has to act. It quotes the runbook alone, and names people by their ids. */
function buildCall(text: string): MessageContent {
  return {
    text: mentionIdsMrkdwn(escapeMrkdwn(`🚨 ${text}`, 1000)),
    blocks: [paragraph([glue('🚨 '), ...mentionIds(text, 600)])],
  };
}
