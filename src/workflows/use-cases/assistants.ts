/** What is asked from outside, by assistants that are not people of the organisation's own. */
import type { Incident } from '../../incidents/incident.js';

export interface AssistantUseCases {
  /** Those that are not private now: unresolved ones by impact, highest first; resolved ones the last one first. */
  listForAssistants(status: 'active' | 'resolved', limit: number): Promise<readonly Incident[]>;
  /** Those of these numbers that are private now, or part of an incident that is. */
  privateAmong(numbers: readonly number[]): Promise<ReadonlySet<number>>;
}
