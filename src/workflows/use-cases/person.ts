import type { Actor } from '../../incidents/incident.js';

/** A person in Slack. */
export interface Person {
  readonly slackUserId: string;
}

/** The person as the one who did something, for the timeline and the audit log. */
export function actorOf({ slackUserId }: Person): Actor {
  return { kind: 'person', id: slackUserId };
}
