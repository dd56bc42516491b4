/** What the Slack app is allowed and told, in one place: the manifest, its test and `firewatch doctor` follow this. */

/** Scopes of the bot token, each with what would not work without it. */
export const SCOPES: Readonly<Record<string, string>> = {
  commands: '`/incident` and shortcuts',
  'chat:write': 'posting, editing and removing its own messages',
  'app_mentions:read': 'questions and commands that name the bot',
  'im:history': 'direct messages to the bot',
  'im:write': 'opening a direct message, for instructions that are for one person',
  'channels:history': 'looking whether a message arrived before it is posted again, in public channels',
  'groups:history': 'the same in private channels',
  'channels:read': 'finding a channel by its name, and hearing who joins it',
  'groups:read': 'the same for private channels',
  'reactions:read': 'the emoji that puts a message on the timeline',
  'assistant:write': 'suggestions, status and title in the agent pane',
  'files:write': 'charts and the postmortem as files',
  'canvases:write': 'the postmortem as a canvas',
  'users:read': "people's names in the postmortem, and whether somebody who approves is a guest or an app",
  'users:read.email': 'whether somebody who approves is on call',
  'usergroups:read': 'whether somebody who approves is in a user group of the policy',
};

/** Bot events it subscribes to, each with what would not work without it. */
export const EVENTS: Readonly<Record<string, string>> = {
  app_home_opened: 'the Home tab, and suggestions in the agent pane',
  app_mention: 'questions and commands that name the bot',
  member_joined_channel: 'the catch-up for whoever joins',
  'message.im': 'direct messages to the bot',
  reaction_added: 'the emoji that puts a message on the timeline',
};

/** The only scope of the app-level token. */
export const SOCKET_SCOPE = 'connections:write';
