/** A person in Slack. */
export interface Person {
  readonly slackUserId: string;
}
