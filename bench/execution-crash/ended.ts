import type { PlannedService } from './plan-trial.js';

/** What is known of one fix when everything is over. */
export interface Ended {
  readonly service: PlannedService;
  /** The proposal's id, as its card in Slack names it. */
  readonly proposal: string;
  readonly status: string;
  /** Everything its thread shows. */
  readonly thread: string;
}
