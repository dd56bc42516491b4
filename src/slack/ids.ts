/** Every name that Slack sends back to us or keeps for us, once. */

/** The slash command, as the app's manifest declares it. */
export const COMMAND = '/incident';

/** `action_id`s of buttons: `area.verb`. */
export const ACTIONS = {
  approveProposal: 'proposal.approve',
  rejectProposal: 'proposal.reject',
} as const;

/** `event_type` of the metadata on every message we post; its payload holds the message's key. */
export const MESSAGE_EVENT_TYPE = 'firewatch_message';

/** Where Slack posts commands and clicks in HTTP mode. */
export const REQUEST_PATH = '/slack/events';
