/** What Slack's own places need: the Home tab, the direct message, messages that become part of an incident. */
export interface ConversationUseCases {}
