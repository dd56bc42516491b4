/** Words and numbers that several messages share. */
import type { Actor, Incident, IncidentStatus, Severity } from '../../../incidents/incident.js';
import { formatDuration } from '../../../shared/duration.js';
import { escapeMrkdwn } from './escape.js';
import { mrkdwnMention, personSpan, plain, type Span } from './block-kit.js';

const SEVERITY_LIGHTS: Readonly<Record<Severity, string>> = {
  sev1: '🔴',
  sev2: '🟠',
  sev3: '🟡',
  sev4: '⚪',
};
const STATUS_LIGHTS: Readonly<Partial<Record<IncidentStatus, string>>> = { mitigated: '🔵', resolved: '✅' };

/** One light per incident: how bad while it burns, then that it does not. */
export function lightOf(incident: Pick<Incident, 'status' | 'severity'>): string {
  return STATUS_LIGHTS[incident.status] ?? SEVERITY_LIGHTS[incident.severity];
}

/** 0.923 → `92 %`. */
export function formatConfidence(confidence: number): string {
  return `${Math.round(confidence * 100)} %`;
}

/** A sentence as part of another. */
export const withoutStop = (text: string) => text.trim().replace(/\.$/, '');

/** All of a text that fits; of a longer one its first sentence, because a whole one says more than two that break off. */
export function firstSentence(text: string, max: number): string {
  return text.length <= max ? text : (/^.+?[.!?](?=\s)/.exec(text)?.[0] ?? text);
}

/** `E3, E7`, or nothing; `E3, E7 and 4 more` from `max` on. Whatever does not look like an evidence id is left out. */
export function listEvidence(evidenceIds: readonly string[], max: number): string {
  const ids = evidenceIds.filter((id) => /^E\d{1,6}$/.test(id));
  const left = ids.length - max;
  return left > 0 ? `${ids.slice(0, max).join(', ')} and ${left} more` : ids.join(', ');
}

/** The same behind a statement: ` (E3, E7)`, or nothing. */
export function citation(evidenceIds: readonly string[], max = 12): string {
  const ids = listEvidence(evidenceIds, max);
  return ids === '' ? '' : ` (${ids})`;
}

export function actorSpan(actor: Actor | null): Span {
  return actor?.kind === 'person' ? personSpan(actor.id) : plain(actorName(actor), 80);
}

export function actorMrkdwn(actor: Actor | null): string {
  return actor?.kind === 'person' ? mrkdwnMention(actor.id) : escapeMrkdwn(actorName(actor), 80);
}

function actorName(actor: Actor | null): string {
  if (actor === null) return 'somebody';
  return actor.kind === 'firewatch' ? 'Firewatch' : (SYSTEMS[actor.id] ?? actor.id);
}

/** Systems as they write themselves; others go by the name they gave. */
const SYSTEMS: Readonly<Record<string, string>> = { alertmanager: 'Alertmanager', pagerduty: 'PagerDuty' };

/** `1 alert`, `3 alerts`, `1 query`, `2 queries`, `2 analyses`, `12,400 tokens`. */
export function count(n: number, noun: string): string {
  const plural = `${noun.replace(/([^aeiou])y$/, '$1ie').replace(/sis$/, 'se')}s`;
  return `${n.toLocaleString('en')} ${n === 1 ? noun : plural}`;
}

/** `0 s` would look like an error. */
export function formatSpentTime(ms: number): string {
  return ms < 1000 ? 'less than 1 s' : formatDuration(ms);
}

/** `2 say it is right, 1 says it is wrong`; empty when nobody has said anything. */
export function formatVerdicts(
  { right, wrong }: { readonly right: number; readonly wrong: number },
  about = 'it',
): string {
  const say = (n: number, verdict: string) =>
    n === 0 ? [] : [`${n} ${n === 1 ? 'says' : 'say'} ${about} is ${verdict}`];
  return [...say(right, 'right'), ...say(wrong, 'wrong')].join(', ');
}
