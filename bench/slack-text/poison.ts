/** Puts hostile text into every string of a value, except what the program itself chose: ids, states, our own names. */
import type { Poison } from './builder-row.js';
import type { Payload } from './payloads.js';

/** Fields whose values come from a closed set of ours, from Slack's own signed requests, or from the operator. */
const OURS = new Set([
  'id',
  'kind',
  'status',
  'severity',
  'by',
  'risk',
  'operator',
  'source',
  'incidentId',
  'proposalId',
  'role',
  'slackUserId',
  'askedBy',
  'approvers',
  'evidenceIds',
  'investigationId',
  'signal',
  'unit',
  'subjectId',
  'proposal',
]);

/** A fresh one per message: each untrusted field gets the next of the payload's texts. */
export function createPoison({ texts }: Payload): Poison {
  let fields = 0;
  const next = () => texts[fields++ % texts.length] ?? '';
  const poison = <T>(value: T, name: string): T => {
    if (typeof value === 'string') return (OURS.has(name) ? value : next()) as T;
    if (Array.isArray(value)) return value.map((item: unknown) => poison(item, name)) as T;
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (value instanceof Map) {
      return new Map([...value].map(([key, inside]) => [key, poison(inside, name)] as const)) as T;
    }
    return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, poison(inside, key)])) as T;
  };
  return (value) => poison(value, '');
}
