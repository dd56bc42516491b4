/** What people type in Slack, as the app's manifest declares it; sentences that tell what to type begin with it. */
export const COMMAND = '/incident';
