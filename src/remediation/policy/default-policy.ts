/** What holds where there is no policy.yaml: the people named in firewatch.yaml may approve anything, one of them at a time. */
import type { Policy } from './policy.js';

export function defaultPolicy(approvals: {
  /** Slack user ids. */
  readonly approvers: readonly string[];
  readonly expireAfterSeconds: number;
}): Policy {
  const approvers = approvals.approvers.map((slackUserId) => ({ kind: 'user', slackUserId }) as const);
  return {
    version: 'default',
    rules: [
      {
        name: 'approvals.approvers of firewatch.yaml',
        match: {},
        mode: 'ask',
        approvers,
        approvals: 1,
        mayApproveOwn: true,
        rollBack: 'ask',
        expireAfterSeconds: approvals.expireAfterSeconds,
        limits: { replicas: null, capacityShare: null, actionsPerHour: null },
      },
    ],
    freezes: [],
    owners: new Map(),
    breakGlass: [],
    killSwitch: approvers,
    autonomy: { afterSuccesses: Infinity, waitSeconds: 0, promoters: [] },
  };
}
