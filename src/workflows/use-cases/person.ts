import type { Actor } from '../../incidents/incident.js';

/** A person in Slack. */
export interface Person {
  readonly slackUserId: string;
}

/** A person in Slack, or somebody whom an outside system names. */
export type Doer = Person | Actor;

/** Whoever did something, for the timeline and the audit log. */
export function actorOf(by: Doer): Actor {
  return 'slackUserId' in by ? { kind: 'person', id: by.slackUserId } : by;
}
